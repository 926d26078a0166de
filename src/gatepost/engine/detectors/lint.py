"""What is wrong with a word list, told line by line with the mend: for those who keep the lists."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

from msgspec import Struct

from gatepost.engine.detectors.common_words import common_words
from gatepost.engine.detectors.entries import LexiconEntry, LexiconError, parse
from gatepost.engine.detectors.forms import Match
from gatepost.engine.detectors.matching import Matcher
from gatepost.engine.text.reading import Reading
from gatepost.engine.text.views import folded_view

WITHOUT_GLOSS = frozenset({"en"})
"""The language that glosses are written in needs none."""

_WEIGHT = {"mild": 0, "strong": 1, "slur": 2}


class Problem(Struct, frozen=True):
    """One fault. `kind`: unreadable, gloss, source, exception, dead, duplicate, subsumed or clean."""

    line: int
    kind: str
    term: str
    wrong: str
    mend: str


@lru_cache(maxsize=1)
def sources() -> Mapping[str, Mapping[str, str]]:
    """Every source of words: its name in the lists -> `list` and `licence`."""
    text = (files("gatepost.engine.detectors") / "lexicons" / "sources.toml").read_text("utf-8")
    return tomllib.loads(text)


def lint(text: str, language: str, clean: Iterable[str] = ()) -> list[Problem]:
    """All that is wrong with one list. `clean`: lines in which a term that may reject must not be found.

    The commonest words of the six languages are read as clean text too.
    """
    lines, problems = _read(text, language)
    entries = [entry for found in lines.values() for entry in found]
    home = {id(entry): number for number, found in lines.items() for entry in found}
    matcher = Matcher(entries)
    for number, found in lines.items():
        problems += _line(found, number, language)
    problems += _pairs(entries, home, matcher, language)
    problems += _clean(home, matcher, language, [*sorted(common_words()), *clean])
    return sorted(problems, key=lambda problem: (problem.line, problem.kind))


def _read(text: str, language: str) -> tuple[dict[int, list[LexiconEntry]], list[Problem]]:
    """The entries of each line, by its number from 1, and the lines that cannot be read."""
    rows = text.split("\n")
    head = next((at for at, row in enumerate(rows) if row.strip() and not row.startswith("#")), 0)
    lines: dict[int, list[LexiconEntry]] = {}
    problems = []
    for number, row in enumerate(rows, start=1):
        if number <= head + 1 or not row.strip() or row.startswith("#"):
            continue
        try:
            lines[number] = list(parse(f"{rows[head]}\n{row}", language, "list"))
        except LexiconError as error:
            wrong, _, mend = str(error).partition(": ")[2].rpartition("; ")
            problems.append(Problem(number, "unreadable", row.split("\t")[0], wrong or mend, mend))
    return lines, problems


def _line(found: Sequence[LexiconEntry], number: int, language: str) -> Iterator[Problem]:
    first = found[0]
    if language not in WITHOUT_GLOSS and not first.gloss.strip():
        yield Problem(number, "gloss", first.term, "it has no gloss", "say in English what it means")
    if first.source not in sources():
        known = ", ".join(name for name in sources() if name != "publisher")
        yield Problem(
            number, "source", first.term, f"the source {first.source!r} is unknown", f"use one of: {known}"
        )
    folded = [folded_view(entry.term).text for entry in found]
    for wording in first.exceptions:
        text = folded_view(wording).text
        if not any(term in text and term != text for term in folded):
            yield Problem(
                number,
                "exception",
                first.term,
                f"the exception {wording!r} does not hold the term",
                "write the whole wording, the term with its neighbours, or drop it",
            )


def _pairs(
    entries: Sequence[LexiconEntry], home: Mapping[int, int], matcher: Matcher, language: str
) -> Iterator[Problem]:
    """Entries that nothing can hit, that are there twice, or that another entry finds anyway."""
    seen: dict[tuple[str, str, tuple[str, ...]], LexiconEntry] = {}
    told: set[int] = set()
    for entry in entries:
        number = home[id(entry)]
        key = (folded_view(entry.term).text, entry.clause, entry.only_in)
        earlier = seen.setdefault(key, entry)
        if earlier is not entry:
            where = f"line {home[id(earlier)]}"
            wrong = f"{entry.term!r} is there already as {earlier.term!r} ({where})"
            yield Problem(number, "duplicate", entry.term, wrong, "keep one of the two")
            continue
        matches = _whole(matcher, entry, entry.only_in[0] if entry.only_in else language)
        if not any(match.entry is entry for match in matches):
            wrong = f"nothing ever matches {entry.term!r}"
            yield Problem(number, "dead", entry.term, wrong, "look at its match kind, flags and exceptions")
        elif number not in told:
            wider = next((match.entry for match in matches if _covers(match.entry, entry)), None)
            if wider is not None and home[id(wider)] != number:
                told.add(number)
                wrong = f"{entry.term!r} is found by {wider.term!r} (line {home[id(wider)]}) anyway"
                yield Problem(number, "subsumed", entry.term, wrong, "drop it")


def _whole(matcher: Matcher, entry: LexiconEntry, language: str) -> list[Match]:
    """The plain matches that span all of the entry's own term."""
    reading = Reading(entry.term)
    length = len(reading.folded.text)
    return [
        match
        for match in matcher.matches(reading, language)
        if match.entry is entry or (match.view is reading.folded and not match.start and match.end == length)
    ]


def _covers(wide: LexiconEntry, narrow: LexiconEntry) -> bool:
    """Does `wide` say the same as `narrow` wherever `narrow` is found, and more besides?"""
    return (
        wide is not narrow
        and wide.match in ("stem", "prefix", "part")
        and (narrow.match == "word" or narrow.match == "phrase" or wide.match == narrow.match)
        and len(wide.term) < len(narrow.term)
        and wide.clause == narrow.clause
        and _WEIGHT[wide.severity] == _WEIGHT[narrow.severity]
        and (wide.only_in, wide.not_in, wide.exact, wide.aimed, wide.lower, wide.refer_only)
        == (narrow.only_in, narrow.not_in, narrow.exact, narrow.aimed, narrow.lower, narrow.refer_only)
    )


def _clean(
    home: Mapping[int, int], matcher: Matcher, language: str, clean: Iterable[str]
) -> Iterator[Problem]:
    told: set[int] = set()
    for line in clean:
        for match in matcher.matches(Reading(line), language):
            entry = match.entry
            number = home[id(entry)]
            if number in told or entry.aimed or entry.severity == "mild" or entry.refer_only:
                continue
            told.add(number)
            start, end = match.span
            wrong = f"{entry.term!r} hits clean text: {line[max(0, start - 30) : end + 30]!r}"
            yield Problem(
                number, "clean", entry.term, wrong, "add an exception, another match kind, or make it mild"
            )
