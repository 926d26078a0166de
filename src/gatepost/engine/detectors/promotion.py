"""Findings of advertising (`promotion.commercial`) and self-promotion (`promotion.personal`).

Evidence of several kinds adds up as log-odds: a link alone, to a source that supports an argument, stays far
below any threshold; a shortener, a phone number or a messenger together with an invitation goes far above.
Phrases and weights are data: `lexicons/promotion.toml`.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from ahocorasick_rs import AhoCorasick
from msgspec import Struct

from gatepost.engine.detectors.contacts import contacts
from gatepost.engine.detectors.entries import LexiconError, expand
from gatepost.engine.text.reading import Reading
from gatepost.engine.text.views import folded_view
from gatepost.vocabulary import Context, Evidence, Finding, TextView

LEAST = 0.05
"""A probability below this is no finding."""
MOST = 0.99
MAX_EVIDENCE = 8

_NOTES = {
    "invitation": "promotion.invitation",
    "personal": "promotion.invitation",
    "personal-weak": "promotion.invitation",
    "offer": "promotion.offer",
    "price": "promotion.offer",
    "scheme": "promotion.offer",
    "contact": "promotion.contact",
    "phone": "promotion.contact",
    "mail": "promotion.contact",
    "messenger": "promotion.contact",
    "link": "promotion.link",
    "shortener": "promotion.link",
    "profile": "promotion.link",
}
WAYS_OUT = frozenset(_NOTES) - {"offer", "price", "scheme", "personal-weak"}
"""Kinds of evidence that lead somewhere. Without any, words only sound like advertising: a person looks."""

_CLITICS = frozenset("وفبلک")


class Phrases(Struct, frozen=True):
    """The phrases, compiled, and what each kind of evidence weighs for each clause (log-odds)."""

    automaton: AhoCorasick
    phrases: tuple[tuple[str, bool], ...]
    weights: Mapping[str, Mapping[str, float]]


def load(folder: Traversable | None = None) -> Phrases:
    """Phrases from `promotion.toml` in `folder` (shipped by default). Raises LexiconError with the mend."""
    file = (folder or files("gatepost.engine.detectors") / "lexicons") / "promotion.toml"
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(f"promotion.toml: not TOML: {error}; mend that line") from error
    weights = tables.pop("weights")
    patterns: dict[str, tuple[str, bool]] = {}
    for language, kinds in tables.items():
        for kind, phrases in kinds.items():
            if kind not in _NOTES:
                raise LexiconError(
                    f"promotion.toml: [{language}] {kind} is unknown; use one of {', '.join(_NOTES)}"
                )
            for phrase in phrases:
                for spelling in expand(phrase.removesuffix("*")):
                    patterns.setdefault(folded_view(spelling).text, (kind, phrase.endswith("*")))
    return Phrases(AhoCorasick(list(patterns)), tuple(patterns.values()), weights)


_shipped = cache(load)


def detect(reading: Reading, context: Context) -> list[Finding]:
    """At most one finding for each of the two clauses. `context` is not used yet: a link is judged by itself.

    Clean text costs one pass of the automaton and a few searches.
    """
    return judge(reading.folded, _shipped())


def judge(view: TextView, phrases: Phrases) -> list[Finding]:
    """The findings of one folded view."""
    signals = _phrases(view.text, phrases)
    signals.extend((contact.kind, contact.start, contact.end) for contact in contacts(view.text))
    if not signals:
        return []
    kinds: dict[str, int] = {}
    for kind, _, _ in signals:
        kinds[kind] = kinds.get(kind, 0) + 1
    findings = []
    for clause, weights in phrases.weights.items():
        total = weights["bias"]
        strongest, most = "", 0.0
        for kind, count in kinds.items():
            weight = weights.get(kind, 0.0)
            total += weight * (1.0 if count == 1 else 1.25)
            if weight > most:
                strongest, most = kind, weight
        probability = min(MOST, 1.0 / (1.0 + math.exp(-total)))
        if probability >= LEAST and strongest:
            evidence = _evidence(view, [signal for signal in signals if weights.get(signal[0], 0.0) > 0])
            nowhere = WAYS_OUT.isdisjoint(kinds)
            findings.append(
                Finding(clause, round(probability, 6), "promotion", evidence, _NOTES[strongest], nowhere)
            )
    return findings


def _phrases(text: str, phrases: Phrases) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    for index, start, end in phrases.automaton.find_matches_as_indexes(text, overlapping=True):
        kind, open_ended = phrases.phrases[index]
        if start and text[start - 1].isalnum():
            clitic = text[start - 1] in _CLITICS and (start == 1 or not text[start - 2].isalnum())
            if not clitic:
                continue
        if not open_ended and end < len(text) and text[end].isalnum():
            continue
        found.append((kind, start, end))
        if len(found) == 60:
            break
    return _longest(found)


def _longest(found: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Only the longest of phrases that overlap: one stretch of text is one piece of evidence."""
    kept: list[tuple[str, int, int]] = []
    for hit in sorted(found, key=lambda each: (each[1] - each[2], each[1])):
        if all(hit[2] <= start or end <= hit[1] for _, start, end in kept):
            kept.append(hit)
    return kept


def _evidence(view: TextView, signals: list[tuple[str, int, int]]) -> tuple[Evidence, ...]:
    shown: list[tuple[int, int]] = []
    for start, end in sorted(
        {view.span(start, end) for _, start, end in signals}, key=lambda s: (s[0], -s[1])
    ):
        if not shown or start >= shown[-1][1]:
            shown.append((start, end))
    return tuple(Evidence(start, end, view.original[start:end]) for start, end in shown[:MAX_EVIDENCE])
