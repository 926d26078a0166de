"""The publisher's own words beside the shipped lists, and the wordings in which no list strikes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ahocorasick_rs import AhoCorasick

from gatepost.engine.detectors.common_words import common_words
from gatepost.engine.detectors.entries import LexiconEntry, expand
from gatepost.engine.detectors.lexicon import Lexicon
from gatepost.engine.detectors.strike import PROBABILITY, Address
from gatepost.engine.guidelines import Guidelines, Words
from gatepost.engine.parts import WordList
from gatepost.engine.text.reading import Reading
from gatepost.engine.text.views import folded_view
from gatepost.vocabulary import Finding

SOURCE = "publisher"


def detect(
    shipped: WordList,
    words: Words,
    reading: Reading,
    language: str,
    elsewhere: Sequence[tuple[int, int]] = (),
) -> list[Finding]:
    """Findings of the shipped lists and of the publisher's own, less what the publisher allows.

    An own word may reject as it stands: the publisher answers for it, whatever native reader saw it. What
    lies within the spans `elsewhere` (in order, apart) is in another language, and is not looked for here.
    """
    if not words:
        return (
            shipped.detect(reading, language, elsewhere) if elsewhere else shipped.detect(reading, language)
        )
    own, allowances = compiled(words)
    allowed = allowances.spans(reading)
    if elsewhere:
        allowed = _united([*allowed, *elsewhere])
    findings = shipped.detect(reading, language, allowed) if allowed else shipped.detect(reading, language)
    return findings + own.detect(reading, language, allowed)


def _united(spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The spans in order, overlaps made one."""
    united: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if united and start < united[-1][1]:
            united[-1] = united[-1][0], max(end, united[-1][1])
        else:
            united.append((start, end))
    return tuple(united)


def entries(words: Words) -> list[LexiconEntry]:
    """The publisher's own words as entries, alternatives written out."""
    return [
        LexiconEntry(
            term,
            word.language,
            word.clause,
            word.severity,
            word.match if " " not in term or word.match != "word" else "phrase",
            word.note,
            source=SOURCE,
        )
        for word in words.add
        for term in expand(word.term)
    ]


@lru_cache(maxsize=64)
def compiled(words: Words) -> tuple[Lexicon, Allowances]:
    """The automata of one publisher's words: built once for each content, shared by all who hold it."""
    return Lexicon(entries(words), Address({}), SOURCE), Allowances(words.allow)


def surprises(guidelines: Guidelines) -> list[tuple[str, str]]:
    """Own words that do what their publisher may not expect: each term, and what it does."""
    told = []
    common = sorted(common_words())
    for word in guidelines.words.add:
        clause = guidelines.by_id[word.clause]
        probability = PROBABILITY[word.severity]
        if not clause.active:
            told.append((word.term, f"only refers: {word.clause} is not active"))
        elif probability < clause.refer:
            bar = f"{word.clause} refers from {clause.refer:g} on"
            told.append((word.term, f"does nothing: it gives {probability:g}, {bar}"))
        elif word.severity != "mild" and (clause.reject is None or probability < clause.reject):
            told.append((word.term, f"only refers: {word.clause} never rejects at {probability:g}"))
        own, _ = compiled(Words((word,)))
        hit = [each for each in common if own.blows(Reading(each), word.language or "und")]
        if hit:
            told.append((word.term, f"hits words that every text is full of: {', '.join(hit[:5])}"))
    return told


class Allowances:
    """Wordings of which the publisher says that they are fine here. Immutable."""

    def __init__(self, wordings: Sequence[str]) -> None:
        texts = {folded_view(wording).text for wording in wordings}
        self._automaton = AhoCorasick(sorted(texts)) if texts else None

    def spans(self, reading: Reading) -> tuple[tuple[int, int], ...]:
        """Where allowed wordings stand as whole words: spans of the original, in order, overlaps made one."""
        if self._automaton is None:
            return ()
        view = reading.folded
        text, length = view.text, len(view.text)
        spans: list[tuple[int, int]] = []
        hits = sorted(hit[1:] for hit in self._automaton.find_matches_as_indexes(text, overlapping=True))
        for at, stop in hits:
            if (at and text[at - 1].isalnum()) or (stop < length and text[stop].isalnum()):
                continue
            start, end = view.span(at, stop)
            if spans and start < spans[-1][1]:
                spans[-1] = spans[-1][0], max(end, spans[-1][1])
            else:
                spans.append((start, end))
        return tuple(spans)
