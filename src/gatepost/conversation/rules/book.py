"""The wording of every version: a statement of reasons quotes the rules under which it was decided."""

from __future__ import annotations

from gatepost.conversation.rules.records import Version
from gatepost.engine.guidelines import Guidelines, GuidelinesError, parse


class Book:
    """Versions by the name that verdicts and decisions give them. Each is parsed when first asked for."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._read: dict[str, Guidelines] = {}
        self._numbers: dict[str, int] = {}

    def add(self, version: Version) -> None:
        """Versions come in their order, the newest last."""
        self._texts.pop(version.version, None)  # gone back to: it is the newest again
        self._texts[version.version] = version.text
        self._numbers[version.version] = version.number

    def number_of(self, version: str) -> int | None:
        """The number of the newest version with this name; None for one that was never kept."""
        return self._numbers.get(version)

    def version(self, version: str) -> Guidelines | None:
        """None for one that was never kept, or that this release can no longer read."""
        if version not in self._read and version in self._texts:
            try:
                self._read[version] = parse(self._texts[version], version)
            except GuidelinesError:
                del self._texts[version]
        return self._read.get(version)

    def knowing(self, clause: str, version: str, otherwise: Guidelines) -> Guidelines:
        """The guidelines in which to look a clause up: those of `version`, else the newest that have it."""
        for name in (version, *reversed(self._texts)):
            found = self.version(name)
            if found is not None and clause in found.by_id:
                return found
        return otherwise
