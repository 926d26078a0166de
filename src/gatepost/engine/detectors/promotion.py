"""Findings of advertising (`promotion.commercial`) and self-promotion (`promotion.personal`).

Evidence of several kinds adds up as log-odds: a link to a source that supports an argument stays far below
any threshold; a shortener, a phone number or a messenger together with an invitation goes far above. Phrases
and weights are data: `lexicons/promotion.toml`, the weights fitted by `training/promotion.py`; what kind of
place a host is stands in `lexicons/hosts.toml`.
"""

from __future__ import annotations

import math
import tomllib
from collections import Counter
from collections.abc import Collection, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from ahocorasick_rs import AhoCorasick
from msgspec import Struct
from msgspec.structs import replace

from gatepost.engine.detectors.contacts import Contact, contacts, links
from gatepost.engine.detectors.entries import LexiconError, expand
from gatepost.engine.text.reading import Reading
from gatepost.engine.text.views import folded_view
from gatepost.vocabulary import Context, Evidence, Finding, TextView

LEAST = 0.05
"""A probability below this is no finding."""
MOST = 0.99
SURE_ENOUGH = 0.4
"""From here on the detector's own finding makes a person look: `refer` of both clauses as shipped."""
THEIRS = 0.9
"""A finding of private data from here on says whose the number is."""
MAX_EVIDENCE = 8
AGAIN = 1.25

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
    "source": "promotion.link",
    "video": "promotion.link",
    "market": "promotion.link",
    "referral": "promotion.link",
    "hidden": "promotion.hidden",
    "handle": "promotion.contact",
    "wallet": "promotion.contact",
    "begging": "promotion.invitation",
    "look": "promotion.invitation",
    "bare": "promotion.link",
}
WEAK = frozenset({"personal-weak", "begging", "look"})
"""Wording that talk shares with advertising."""
WAYS_OUT = frozenset(_NOTES) - WEAK - {"offer", "price", "scheme", "source", "bare"}
"""Kinds of evidence that lead somewhere. Without any, words only sound like advertising: a person looks."""

_LINKS = frozenset({"link", "video", "shortener", "profile", "market", "referral", "hidden"})
BARE = 12
"""Beside its links a comment of so few letters and digits says nothing: it is there for the link."""

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
    for clause, weighed in weights.items():
        unknown = set(weighed) - {"bias", *_NOTES}
        if unknown or "bias" not in weighed:
            raise LexiconError(
                f"promotion.toml: the weights of {clause} need a bias and kinds of {', '.join(_NOTES)}; "
                f"found {', '.join(sorted(unknown)) or 'no bias'}"
            )
    return Phrases(AhoCorasick(list(patterns)), tuple(patterns.values()), weights)


load_shipped = cache(load)
"""The shipped phrases, compiled once."""


def detect(reading: Reading, context: Context) -> list[Finding]:
    """At most one finding for each of the two clauses. Links to the publisher's own hosts count for nothing.

    Clean text costs one pass of the automaton and a few searches.
    """
    return judge(reading.folded, load_shipped(), context.hosts)


def judge(view: TextView, phrases: Phrases, own: Collection[str] = ()) -> list[Finding]:
    """The findings of one folded view; `own`: the publisher's hosts."""
    signals = signs(view.text, phrases, own)
    if not signals:
        return []
    kinds = Counter(kind for kind, _, _ in signals)
    findings = []
    for clause, weights in phrases.weights.items():
        probability = min(MOST, 1.0 / (1.0 + math.exp(-log_odds(kinds, weights))))
        strongest = max(kinds, key=lambda kind: weights.get(kind, 0.0))
        if probability >= LEAST and weights.get(strongest, 0.0) > 0:
            evidence = _evidence(view, [signal for signal in signals if weights.get(signal[0], 0.0) > 0])
            nowhere = WAYS_OUT.isdisjoint(kinds)
            findings.append(
                Finding(clause, round(probability, 6), "promotion", evidence, _NOTES[strongest], nowhere)
            )
    return findings


def settle(findings: list[Finding], reading: Reading, context: Context) -> list[Finding]:
    """The findings without the classifier's of promotion that rest on the letters of links beside talk.

    The classifier learned that links are spam from where most are; it knows no host: the detector has the
    last word. A comment that is nothing but a link to an unknown place keeps the finding. And what rests on
    a number that the text says to be another person's only refers: `privacy` is the clause for that.
    """
    theirs = [each for each in findings if each.clause == "privacy" and each.probability >= THEIRS]
    if theirs:
        private = [(each.start, each.end) for finding in theirs for each in finding.evidence]
        findings = [
            replace(each, refer_only=True) if each.by == "promotion" and _touches(each, private) else each
            for each in findings
        ]
    if not any(_by_letters(finding) for finding in findings):
        return findings
    if any(each.by == "promotion" and each.probability >= SURE_ENOUGH for each in findings):
        return findings
    found = signs(reading.folded.text, load_shipped(), context.hosts)
    if any(kind == "bare" for kind, _, _ in found):
        return findings
    spans = [reading.folded.span(each.start, each.end) for each in links(reading.folded.text)]
    return [each for each in findings if not (_by_letters(each) and _in_links(each, spans))]


def _by_letters(finding: Finding) -> bool:
    return finding.by == "classifier" and finding.clause.startswith("promotion") and bool(finding.evidence)


def _touches(finding: Finding, spans: list[tuple[int, int]]) -> bool:
    return any(s < each.end and each.start < e for each in finding.evidence for s, e in spans)


def _in_links(finding: Finding, spans: list[tuple[int, int]]) -> bool:
    """Does at least half of the evidence stand in links?"""
    inside = sum(any(s < each.end and each.start < e for s, e in spans) for each in finding.evidence)
    return 2 * inside >= len(finding.evidence)


def log_odds(kinds: Mapping[str, int], weights: Mapping[str, float]) -> float:
    """The bias and what each kind weighs; two or more of one kind weigh AGAIN times as much."""
    return weights["bias"] + sum(
        weights.get(kind, 0.0) * (1.0 if count == 1 else AGAIN) for kind, count in kinds.items()
    )


def signs(text: str, phrases: Phrases, own: Collection[str] = ()) -> list[tuple[str, int, int]]:
    """Every piece of evidence in folded `text`: kind, start and end."""
    found = _phrases(text, phrases)
    ways = contacts(text, own)
    found.extend((each.kind, each.start, each.end) for each in ways)
    out = [each for each in ways if each.kind in _LINKS]
    if out:
        beside = len(text) - sum(each.end - each.start for each in out)
        if beside <= 4 * BARE and _letters_beside(text, out) <= BARE:
            found.append(("bare", out[0].start, out[0].end))
    return found


def _letters_beside(text: str, ways: list[Contact]) -> int:
    for link in sorted(ways, key=lambda each: -each.start):
        text = text[: link.start] + text[link.end :]
    return sum(map(str.isalnum, text))


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
    """Only the longest of phrases that overlap, weak wording last: one stretch is one piece of evidence."""
    kept: list[tuple[str, int, int]] = []
    for hit in sorted(found, key=lambda each: (each[0] in WEAK, each[1] - each[2], each[1])):
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
