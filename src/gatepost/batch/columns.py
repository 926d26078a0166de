"""Which column of a table is the text, which the id, and which are carried over into the output."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

TEXT, ID, LANGUAGE = "text", "id", "language"
CARRIED = "input."
"""Before the name of a column that is carried over, so that it never meets a column of the verdict."""


class TableError(Exception):
    """A file or table as a whole cannot be used. The message says why, and the mend where there is one."""


class Wanted(Struct, frozen=True):
    """What the caller asks for. `id` None: the column `id` where there is one.

    `keep` None: every column but the text, and the text too `with_text`; else exactly these.
    """

    text: str = TEXT
    id: str | None = None
    keep: tuple[str, ...] | None = None
    with_text: bool = False


class Chosen(Struct, frozen=True):
    """The columns of one table: `id` and `language` are None where it has none; `kept` in their order."""

    text: str
    id: str | None
    language: str | None
    kept: tuple[str, ...]

    @property
    def read(self) -> list[str]:
        """Every column that must be read, each once."""
        return list(dict.fromkeys(name for name in (self.text, self.id, self.language, *self.kept) if name))


def choose(names: Sequence[str], wanted: Wanted) -> Chosen:
    """What to read of a table with the columns `names`. Raises `TableError` for one not there, or twice."""
    for name in (wanted.text, wanted.id):
        if name is not None and name not in names:
            raise TableError(f"there is no column `{name}`; it has: {', '.join(names) or 'nothing'}")
    identity = wanted.id or (ID if ID in names and wanted.text != ID else None)
    language = LANGUAGE if LANGUAGE in names and LANGUAGE not in (wanted.text, identity) else None
    if wanted.keep is None:
        own = (identity, language) if wanted.with_text else (wanted.text, identity, language)
        kept = tuple(name for name in names if name not in own)
    else:
        kept = tuple(dict.fromkeys(wanted.keep))
        if absent := [name for name in kept if name not in names]:
            raise TableError(f"there is no column `{absent[0]}` to keep; it has: {', '.join(names)}")
    chosen = Chosen(wanted.text, identity, language, kept)
    if twice := [name for name in chosen.read if names.count(name) > 1]:
        raise TableError(f"two columns are named `{twice[0]}`; rename one")
    return chosen
