"""Why a word list strikes a text, or does not: for the people who keep the lists and the guidelines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from gatepost.engine.detectors import own_words
from gatepost.engine.detectors.entries import LexiconEntry
from gatepost.engine.detectors.forms import Match
from gatepost.engine.detectors.lexicon import Lexicon
from gatepost.engine.detectors.matching import Matcher
from gatepost.engine.detectors.strike import Strike
from gatepost.engine.guidelines import Guidelines
from gatepost.engine.policy import refer_from
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Outcome


class Hit(Struct, frozen=True):
    """One entry that strikes: `original[start:end]`, read as `reading` says, and what it does by itself.

    `why` says in plain words what stands between the strike and a rejection; "" where nothing does.
    """

    entry: LexiconEntry
    start: int
    end: int
    reading: str
    probability: float
    note: str
    outcome: Outcome
    why: str = ""


class Spared(Struct, frozen=True):
    """One entry that the text holds and that does not count, and why."""

    entry: LexiconEntry
    start: int
    end: int
    why: str


class Explanation(Struct, frozen=True):
    """Every hit, hardest first, and every entry that was spared."""

    hits: tuple[Hit, ...]
    spared: tuple[Spared, ...]


def explain(lexicon: Lexicon, guidelines: Guidelines, text: str, language: str) -> Explanation:
    """What the shipped lists and the publisher's own words find in `text`, read as `language`."""
    reading = Reading(text)
    own, allowances = own_words.compiled(guidelines.words)
    allowed = allowances.spans(reading)
    hits: dict[tuple[LexiconEntry, int, int], Hit] = {}
    spared: dict[tuple[LexiconEntry, int, int], Spared] = {}
    for match, blow in [*lexicon.blows(reading, language), *own.blows(reading, language)]:
        start, end = match.span
        key = (match.entry, start, end)
        if any(first <= start and end <= last for first, last in allowed):
            spared[key] = Spared(match.entry, start, end, "the guidelines allow this wording")
        elif key not in hits:
            hits[key] = _hit(match, blow, guidelines)
    for match, why in _dropped(lexicon, reading, language):
        start, end = match.span
        key = (match.entry, start, end)
        if key not in hits and key not in spared:
            spared[key] = Spared(match.entry, start, end, why)
    order = sorted(hits.values(), key=lambda hit: (-hit.probability, hit.start, -hit.end, hit.entry.term))
    return Explanation(tuple(order), tuple(sorted(spared.values(), key=lambda each: (each.start, each.end))))


def _hit(match: Match, blow: Strike, guidelines: Guidelines) -> Hit:
    entry = match.entry
    clause = guidelines.by_id.get(entry.clause)
    outcome, why = Outcome.REFER, ""
    if blow.probability < refer_from(entry.clause, clause):
        outcome, why = Outcome.APPROVE, f"{entry.clause} refers from {refer_from(entry.clause, clause):g} on"
    elif not entry.reviewed:
        why = "no native reader has reviewed the entry"
    elif blow.refer_only:
        why = "the entry may only refer"
    elif clause is None or not clause.active:
        why = f"the guidelines have no active clause {entry.clause}"
    elif clause.reject is None:
        why = f"{entry.clause} never rejects"
    elif blow.probability < clause.reject:
        why = f"{entry.clause} rejects from {clause.reject:g} on"
    else:
        outcome = Outcome.REJECT
    start, end = match.span
    return Hit(entry, start, end, match.reading, blow.probability, blow.note, outcome, why)


def _dropped(lexicon: Lexicon, reading: Reading, language: str) -> list[tuple[Match, str]]:
    """Matches that one guard alone keeps from counting, and that guard in plain words."""
    found = []
    for concerns, bare, says in _GUARDS:
        home = {replace(entry, **bare): entry for entry in lexicon.entries if concerns(entry)}
        for match in Matcher(list(home)).matches(reading, language):
            entry = home[match.entry]
            found.append((replace(match, entry=entry), says(entry)))
    for match, _ in lexicon.blows(reading, "und"):
        why = f"a short word of {match.entry.language}, and an ordinary one too often in texts of {language}"
        found.append((match, why))
    return found


def _languages(entry: LexiconEntry) -> str:
    if entry.only_in:
        return f"counts only in texts of {', '.join(entry.only_in)}"
    return f"does not count in texts of {', '.join(entry.not_in)}"


_Guard = tuple[Callable[[LexiconEntry], bool], dict[str, Any], Callable[[LexiconEntry], str]]
_GUARDS: tuple[_Guard, ...] = (
    (
        lambda entry: bool(entry.exceptions),
        {"exceptions": ()},
        lambda entry: f"one of its exceptions applies: {', '.join(entry.exceptions)}",
    ),
    (
        lambda entry: entry.aimed,
        {"aimed": False},
        lambda entry: "an ordinary word: it counts only when it is said to somebody",
    ),
    (lambda entry: bool(entry.only_in or entry.not_in), {"only_in": (), "not_in": ()}, _languages),
    (lambda entry: entry.lower, {"lower": False}, lambda entry: "written like a name"),
    (lambda entry: entry.exact, {"exact": False}, lambda entry: "it needs the marks of its own spelling"),
)
"""Does the guard concern an entry, the entry without it, and what it says when it spares one."""
