"""What a newsroom welcomes (`welcome.criticism`): findings that protect and never punish.

Criticism is a judgement on how this publication, or somebody with power, did their work; a correction says
what in the article is wrong. Both are asked for only where a personal attack was found too, because only
there can a welcome matter (`policy`). Phrases are data: `lexicons/criticism.toml`, `lexicons/direction.toml`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from gatepost.engine.detectors import direction
from gatepost.engine.detectors.cues import Cue, Cues, sentence, within
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Evidence, Finding

CRITICISM = 0.7
"""Somebody with power, or this paper, judged in one sentence. A judgement, not a measurement."""
CORRECTION = 0.8
"""Something in the article said to be wrong. A judgement, not a measurement."""

OPENING = ((0, 4_000),)
"""Criticism is looked for in so many code points from the beginning of the folded text."""

CLAUSE = "welcome.criticism"
_KINDS = frozenset({"critic", "correction", "paper"})
_POWER = frozenset({"figure", "institution"})


@lru_cache(maxsize=1)
def cues() -> Cues:
    """The shipped phrases, compiled once."""
    return Cues.load("criticism.toml", _KINDS)


def detect(reading: Reading, findings: Sequence[Finding], language: str) -> list[Finding]:
    """The welcomes that a text deserves, at most one, given what else was found in it."""
    if not any(finding.clause == "personal-attack" for finding in findings):
        return []
    view = reading.folded
    found = cues().find(view.text, language, OPENING)
    correction = next((cue for cue in found if cue.kind == "correction"), None)
    if correction is not None:
        return [_welcome(reading, CORRECTION, [correction])]
    judged = [cue for cue in found if cue.kind == "paper"]
    judged += [cue for cue in direction.cues().find(view.text, language, OPENING) if cue.kind in _POWER]
    judged.sort(key=lambda cue: cue.start)
    insults = [(passage.start, passage.end) for finding in findings for passage in finding.evidence]
    for critic in (cue for cue in found if cue.kind == "critic"):
        first, last = sentence(view.text, critic.start, critic.end)
        whom = next(iter(within(judged, first, last)), None)
        if whom is not None and not _overlaps(view.span(critic.start, critic.end), insults):
            return [_welcome(reading, CRITICISM, [whom, critic])]
    return []


def _welcome(reading: Reading, probability: float, said: list[Cue]) -> Finding:
    spans = sorted(reading.folded.span(cue.start, cue.end) for cue in said)
    evidence = tuple(Evidence(start, end, reading.original[start:end]) for start, end in spans)
    return Finding(CLAUSE, probability, "welcomes", evidence, CLAUSE)


def _overlaps(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    """An insult is no criticism, whatever else it is."""
    return any(start < span[1] and span[0] < end for start, end in others)
