"""Findings from word lists: every shipped language at once, one pass of Aho-Corasick over each view.

The way through: automaton, word boundaries and endings (`morphology`), guards (language, marks, exceptions)
in `matching`; how hard it strikes (`strike`); one finding for each clause. Clean text pays for the folded
view, one pass and a few cheap searches. The lists are data (`lexicons/*.tsv`, parsed by `entries`).
"""

from __future__ import annotations

import hashlib
import sys
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec

from gatepost.engine.detectors.entries import LexiconEntry, parse
from gatepost.engine.detectors.forms import Match
from gatepost.engine.detectors.matching import Matcher
from gatepost.engine.detectors.strike import Address, Strike, strike
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Evidence, Finding

MAX_EVIDENCE = 10
"""No finding shows more spans than this: a moderator needs the worst words, not all of them."""


class Lexicon:
    """Compiled word lists: immutable, safe to share between threads."""

    def __init__(self, entries: Iterable[LexiconEntry], address: Address, version: str) -> None:
        self.entries = tuple(entries)
        self.version = version
        self._address = address
        self._matcher = Matcher(self.entries)

    @classmethod
    def load(cls, folder: Traversable | None = None, extra: Sequence[LexiconEntry] = ()) -> Lexicon:
        """The lists in `folder` (LANGUAGE.tsv and address.toml; shipped ones by default) and `extra` entries.

        Raises LexiconError, which names file, line and mend, when a list cannot be read.
        """
        folder = folder or files("gatepost.engine.detectors") / "lexicons"
        digest = hashlib.sha256()
        entries: list[LexiconEntry] = []
        address = Address({})
        for file in sorted(folder.iterdir(), key=lambda each: each.name):
            language, _, kind = file.name.rpartition(".")
            if kind not in ("tsv", "toml"):
                continue
            data = file.read_bytes()
            digest.update(file.name.encode() + b"\0" + len(data).to_bytes(8, "big") + data)
            if kind == "tsv":
                entries.extend(parse(data.decode(), language, file.name))
            elif file.name == "address.toml":
                address = Address.parse(data.decode(), file.name)
        entries.extend(extra)
        for entry in extra:
            digest.update(msgspec.json.encode(entry, order="deterministic"))
        return cls(entries, address, digest.hexdigest()[:8])

    def detect(
        self, reading: Reading, language: str, allowed: Sequence[tuple[int, int]] = ()
    ) -> list[Finding]:
        """Findings of one text, at most two for each clause (one that may reject, one that may only refer).

        `language` is the text's language code or `und`. Evidence points into the untouched original. What
        lies within the spans `allowed`, in order and apart from each other, does not count.
        """
        struck = self.blows(reading, language)
        if allowed:
            struck = [member for member in struck if not _within(member[0].span, allowed)]
        return self._findings(reading, struck) if struck else []

    def explain(self, word: str, language: str = "und") -> list[tuple[LexiconEntry, Strike]]:
        """Which entries a word or sentence touches and how hard: for people who keep the lists."""
        return [(match.entry, blow) for match, blow in self.blows(Reading(word), language)]

    def blows(self, reading: Reading, language: str) -> list[tuple[Match, Strike]]:
        """Every match that strikes, and how hard, in no particular order."""
        struck = []
        for match in self._matcher.matches(reading, language):
            blow = strike(match, self._address)
            if blow is not None:
                struck.append((match, blow))
        return struck

    def _findings(self, reading: Reading, struck: list[tuple[Match, Strike]]) -> list[Finding]:
        groups: dict[tuple[str, bool], list[tuple[Match, Strike]]] = {}
        for match, blow in struck:
            groups.setdefault((match.entry.clause, blow.refer_only), []).append((match, blow))
        findings = []
        for (clause, refer_only), members in groups.items():
            worst = max((blow for _, blow in members), key=lambda blow: blow.probability)
            members.sort(key=lambda member: (-member[1].probability, member[0].start, -member[0].end))
            findings.append(
                Finding(
                    clause,
                    worst.probability,
                    "lexicon",
                    _evidence(reading.original, [match for match, _ in members]),
                    worst.note,
                    refer_only,
                )
            )
        return findings


def _within(span: tuple[int, int], allowed: Sequence[tuple[int, int]]) -> bool:
    at = bisect_right(allowed, (span[0], sys.maxsize)) - 1
    return at >= 0 and span[1] <= allowed[at][1]


def _evidence(original: str, matches: list[Match]) -> tuple[Evidence, ...]:
    """Spans worst first, none inside another that is already shown."""
    shown: list[tuple[int, int]] = []
    for match in matches[: 20 * MAX_EVIDENCE]:
        start, end = match.span
        if not any(start < taken_end and taken_start < end for taken_start, taken_end in shown):
            shown.append((start, end))
            if len(shown) == MAX_EVIDENCE:
                break
    return tuple(Evidence(start, end, original[start:end]) for start, end in shown)
