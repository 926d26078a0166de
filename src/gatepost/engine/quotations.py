"""Somebody else's words: a finding that rests on words quoted, reported or spoken about can only refer.

Three signs, each enough: quotation marks and quoted lines (`text/quotes`); a phrase right beside the words
(`the word X`, `X kelimesi`); a frame in the same sentence (`I never said that`, `قال إن`, `is unacceptable`).
The phrases are data: `detectors/lexicons/quotation.toml`. The net is wide, because it costs a rejection
and never gives an approval: what it catches waits for a person, a threat or a slur between marks too.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache

from msgspec.structs import replace

from gatepost.engine.detectors.cues import Cue, Cues, around, sentence, within
from gatepost.engine.guidelines import Guidelines
from gatepost.engine.policy import refer_from
from gatepost.engine.text.places import folded_span
from gatepost.engine.text.quotes import quoted_spans
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Evidence, Finding

QUOTED = 0.7
"""A quoted word is no likelier than this to break a clause, unless a clause looks only from higher up. A
judgement, not a measurement."""

MARKED = "quotation"
SPOKEN_OF = "quotation.spoken"
"""The notes of a finding that rests on others' words: between marks; reported, denied or spoken about."""

BESIDE = 3
"""So many signs and spaces may stand between the words and a phrase right beside them."""
NEAR = 60
"""So far from the words, in code points of the folded text, a verb of saying still speaks for them."""

_KINDS = frozenset({"word_before", "word_after", "said_before", "said_after", "about", "study"})
_SWEARING = ("profanity", "vulgarity")
"""A frame such as `I never said` does not touch these: a swear word stays one unless it is the subject."""
_AIMED = "lexicon.aimed"


@lru_cache(maxsize=1)
def cues() -> Cues:
    """The shipped phrases, compiled once."""
    return Cues.load("quotation.toml", _KINDS)


def soften(findings: list[Finding], reading: Reading, guidelines: Guidelines) -> list[Finding]:
    """The findings, those that rest on others' words turned into ones that can only refer.

    Advertising in quotation marks is still advertising. A finding that stands on several words is softened
    when all of them are another's; the classifier, which marks bystanders too, when at least half are.
    """
    if not any(_has_words(finding) for finding in findings):
        return findings
    others = _Others(reading, findings)
    return [
        _softened(finding, others.marked(finding), guidelines)
        if _has_words(finding) and others.hold(finding)
        else finding
        for finding in findings
    ]


class _Others:
    """What of one text is another's words: its quoted spans, and its cues on the folded view."""

    def __init__(self, reading: Reading, findings: list[Finding]) -> None:
        self.view = reading.folded
        self.quoted = quoted_spans(reading.original)
        self.ends = [last for _, last in self.quoted]
        words = [passage for finding in findings if _has_words(finding) for passage in finding.evidence]
        spans = {folded_span(self.view, passage.start, passage.end) for passage in words}
        self.cues = cues().find(self.view.text, windows=around(spans))

    def marked(self, finding: Finding) -> bool:
        """Does any of its words stand between marks?"""
        return any(self._quoted(passage) for passage in finding.evidence)

    def hold(self, finding: Finding) -> bool:
        """Does the finding rest on others' words?"""
        if not self.quoted and not self.cues:
            return False
        another = sum(self._anothers(passage, finding) for passage in finding.evidence)
        if finding.by == "classifier":
            return 2 * another >= len(finding.evidence)
        return another == len(finding.evidence)

    def _quoted(self, passage: Evidence) -> bool:
        at = bisect_left(self.ends, passage.end)
        return at < len(self.quoted) and self.quoted[at][0] <= passage.start

    def _anothers(self, passage: Evidence, finding: Finding) -> bool:
        if self._quoted(passage):
            return True
        start, end = folded_span(self.view, passage.start, passage.end)
        text = self.view.text
        first, last = sentence(text, start, end)
        said_to_somebody = finding.note == _AIMED
        swearing = finding.clause.startswith(_SWEARING)
        return any(
            self._speaks(cue, start, end, swearing, said_to_somebody)
            for cue in within(self.cues, first, last)
        )

    def _speaks(self, cue: Cue, start: int, end: int, swearing: bool, said_to_somebody: bool) -> bool:
        if cue.kind == "word_before":
            return _beside(self.view.text, cue.end, start)
        if cue.kind == "word_after":
            return _beside(self.view.text, end, cue.start)
        if cue.kind == "study":
            return not said_to_somebody and _apart(cue, start, end)
        if swearing:
            return False
        if cue.kind == "said_before":
            return 0 <= start - cue.end <= NEAR
        if cue.kind == "said_after":
            return 0 <= cue.start - end <= NEAR
        return not said_to_somebody and _apart(cue, start, end)


def _apart(cue: Cue, start: int, end: int) -> bool:
    return cue.end <= start or end <= cue.start


def _beside(text: str, first: int, last: int) -> bool:
    between = last - first
    return 0 <= between <= BESIDE and not any(character.isalnum() for character in text[first:last])


def _has_words(finding: Finding) -> bool:
    worded = finding.by in ("lexicon", "classifier") and not finding.clause.startswith("promotion")
    return worded and bool(finding.evidence)


def _softened(finding: Finding, marked: bool, guidelines: Guidelines) -> Finding:
    """Never below what makes a person look: to wrap one's own words in marks is no way to an approval."""
    note = MARKED if marked else SPOKEN_OF
    if finding.by == "classifier":
        return replace(finding, note=note, refer_only=True)
    cap = max(QUOTED, refer_from(finding.clause, guidelines.by_id.get(finding.clause)))
    return replace(finding, probability=min(finding.probability, cap), note=note, refer_only=True)
