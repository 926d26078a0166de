"""Whom an attack is directed at: somebody in the thread, the article's author, a public figure, a group.

For each passage of a finding its sentence is asked: is somebody spoken to, who is named nearest before it?
Words that tell are data (`lexicons/direction.toml`); names come from the context (`names`). It reads
closeness, not grammar: how often it is right stands in docs/explanation/engine.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from msgspec.structs import replace

from gatepost.engine.detectors.cues import REACH, Cue, Cues, around, sentence, within
from gatepost.engine.detectors.names import named
from gatepost.engine.text.places import folded_span
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Context, Finding, Target

KINDS = frozenset(
    {"you", "yours", "author", "figure", "title", "institution", "group", "thing", "idiom", "self", "they"}
)
_TARGETS = {
    "you": Target.COMMENTER,
    "yours": Target.COMMENTER,
    "commenter": Target.COMMENTER,
    "author": Target.AUTHOR,
    "figure": Target.PUBLIC_FIGURE,
    "institution": Target.INSTITUTION,
    "group": Target.GROUP,
    "thing": Target.NOBODY,
}
_NOUNS = frozenset({"author", "figure", "institution", "group", "thing", "commenter"})
_PEOPLE = frozenset({"author", "figure", "yours"})
_ATTACKS = ("personal-attack", "threat", "abuse", "toxicity", "profanity", "vulgarity")
_MARKED = "quotation"
_AIMED = "lexicon.aimed"

_DOUBTED = frozenset({Target.PUBLIC_FIGURE, Target.INSTITUTION, Target.NOBODY})

ORDER = (
    Target.COMMENTER,
    Target.AUTHOR,
    Target.GROUP,
    Target.PUBLIC_FIGURE,
    Target.INSTITUTION,
    Target.NOBODY,
    Target.UNKNOWN,
)
"""Where the passages of one finding differ, the first of these is the finding's target."""

OPENING = 2_000
"""So many code points of a folded text are read to tell whom it as a whole turns to."""
BESIDE = 2
"""So many code points at most part an insult from the noun that it describes (`stupid plan`, `قرار غبي`)."""
THING_NEAR = 40
"""A thing speaks for an insult after it no further than this: people are talked of from further away."""
ADDRESSED = 16
"""So close before an insult, `you` is the one who is meant, whatever noun follows (`you stupid dog`)."""

WITHIN = 14
"""So close after `the author`, `the leader`, a further noun says of what."""
_BELOW = {"author": ("thing", "institution"), "figure": ("institution", "thing")}

_COMMA = re.compile("[,\u060c:]")

_SECOND_PERSON = re.compile(r"\w+s[iu]n(?:[iu]z)?")
"""A Turkish word that says `you are ...`: aptalsın, beceriksizsiniz (folded)."""


@lru_cache(maxsize=1)
def cues() -> Cues:
    """The shipped words, compiled once."""
    return Cues.load("direction.toml", KINDS)


def aim(findings: list[Finding], reading: Reading, context: Context, language: str) -> list[Finding]:
    """The findings, each attack with its target. What stands between quotation marks
    is another's attack: it is not asked."""
    if not any(_is_attack(finding) for finding in findings):
        return findings
    attacks = [finding for finding in findings if _is_attack(finding)]
    spans = {(passage.start, passage.end) for finding in attacks for passage in finding.evidence}
    windows = around(folded_span(reading.folded, start, end) for start, end in spans)
    scene = _Scene(reading, context, language, windows)
    return [
        replace(finding, target=scene.target(finding)) if _is_attack(finding) else finding
        for finding in findings
    ]


def whom(reading: Reading, context: Context, language: str) -> Target:
    """Whom a text as a whole turns to: its author's readers, mates or nobody in particular (UNKNOWN)."""
    scene = _Scene(reading, context, language, [(0, OPENING)])
    kinds = {cue.kind for cue in scene.cues}
    if "author" in kinds:
        return Target.AUTHOR
    if kinds & {"you", "yours", "commenter"}:
        return Target.COMMENTER
    return Target.UNKNOWN


class _Scene:
    """One comment, folded, with everybody it names."""

    def __init__(
        self, reading: Reading, context: Context, language: str, windows: Sequence[tuple[int, int]]
    ) -> None:
        self.view = reading.folded
        self.text = self.view.text
        self.answers = context.parent is not None
        found = [*cues().find(self.text, language, windows), *named(self.text, context, cues())]
        found.sort(key=lambda cue: (cue.start, -cue.end))
        self.cues = list(_heads(found))

    def target(self, finding: Finding) -> Target:
        spans = [(passage.start, passage.end) for passage in finding.evidence if passage.end > passage.start]
        places = [folded_span(self.view, *span) for span in spans]
        targets = {self._at(start, end, finding) for start, end in places}
        target = next((target for target in ORDER if target in targets), Target.UNKNOWN)
        if finding.by == "classifier" and target in _DOUBTED:
            return self._doubted(target, places)
        return target

    def _doubted(self, target: Target, places: list[tuple[int, int]]) -> Target:
        """The classifier marks bystanders too: with people near, it is not only a thing that is meant."""
        stretches = [sentence(self.text, start, end) for start, end in places]
        kinds = {cue.kind for stretch in stretches for cue in within(self.cues, *stretch)}
        if any(cue.kind == "commenter" for cue in self.cues):
            return Target.COMMENTER
        if "group" in kinds:
            return Target.GROUP
        if target is not Target.NOBODY:
            return target
        if "you" in kinds or any(self._says_you(start, end) for start, end in places):
            return Target.COMMENTER
        return Target.UNKNOWN if "they" in kinds or kinds & _PEOPLE else target

    def _at(self, start: int, end: int, finding: Finding) -> Target:
        first, last = sentence(self.text, start, end)
        # `dog` said to somebody is no dog: the insult's own words are no thing that it could be about.
        here = [
            cue
            for cue in within(self.cues, first, last)
            if cue.kind != "thing" or cue.end <= start or end <= cue.start
        ]
        if any(cue.kind == "idiom" and cue.start < end and start < cue.end for cue in here):
            return Target.NOBODY
        if any(cue.kind == "self" and _gap(cue, start, end) <= BESIDE for cue in here):
            return Target.NOBODY
        author = any(cue.kind == "author" for cue in here)
        addressed = Target.AUTHOR if author else Target.COMMENTER
        if finding.note == _AIMED or (finding.by == "lexicon" and self._says_you(start, end)):
            return addressed
        before = [cue for cue in here if cue.end <= start]
        if any(cue.kind == "you" and start <= cue.start < end for cue in here) or any(
            cue.kind == "you" and start - cue.end <= ADDRESSED and not _nouns(before, cue.end)
            for cue in before
        ):
            return addressed
        beside = [cue for cue in _nouns(here, 0) if 0 <= _gap(cue, start, end) <= BESIDE]
        close = [cue for cue in before if cue.kind != "thing" or self._near(cue, start)]
        nearest = _nearest(beside, start, end) or _nearest(
            [cue for cue in close if cue.kind in _TARGETS], start, end
        )
        if nearest is None:
            after = [cue for cue in here if cue.kind in _TARGETS and cue.kind != "thing" and cue.start >= end]
            nearest = _nearest(after, start, end)
        inside = [cue for cue in here if cue.kind in _NOUNS and cue.start < end and start < cue.end]
        nearest = nearest or _nearest(inside, start, end)
        if nearest is None:
            return self._unnamed(first, finding)
        target = _TARGETS[nearest.kind]
        return addressed if target is Target.COMMENTER else target

    def _near(self, cue: Cue, start: int) -> bool:
        """Does this thing still speak for the insult at `start`? After a comma the insult is an address."""
        between = self.text[cue.end : min(start, cue.end + THING_NEAR + 1)]
        return len(between) <= THING_NEAR and not _COMMA.search(between)

    def _says_you(self, start: int, end: int) -> bool:
        return _SECOND_PERSON.fullmatch(self.text, start, _word_end(self.text, end)) is not None

    def _unnamed(self, first: int, finding: Finding) -> Target:
        """Nobody is named in the sentence: a group for abuse, else whom the sentence before was about."""
        if finding.clause.startswith("abuse"):
            return Target.GROUP
        earlier = [cue for cue in within(self.cues, max(0, first - REACH), first) if cue.kind in _TARGETS]
        if earlier:
            return _TARGETS[earlier[-1].kind]
        return Target.COMMENTER if self.answers else Target.UNKNOWN


def _heads(cues: Iterable[Cue]) -> Iterable[Cue]:
    """Without nouns that only say which one is meant: the author of this ARTICLE, the head of the PARTY."""
    head: Cue | None = None
    for cue in cues:
        of_it = head is not None and cue.start - head.end <= WITHIN and cue.kind in _BELOW[head.kind]
        if not of_it:
            yield cue
        if cue.kind in _BELOW:
            head = cue


def _is_attack(finding: Finding) -> bool:
    return finding.note != _MARKED and finding.clause.startswith(_ATTACKS)


def _nouns(cues: Iterable[Cue], first: int) -> list[Cue]:
    return [cue for cue in cues if cue.kind in _NOUNS and cue.start >= first]


def _gap(cue: Cue, start: int, end: int) -> int:
    """How far the cue is from the words; 0 where they touch or overlap."""
    return max(0, start - cue.end, cue.start - end)


def _nearest(cues: Iterable[Cue], start: int, end: int) -> Cue | None:
    return min(cues, key=lambda cue: (_gap(cue, start, end), cue.start - cue.end), default=None)


def _word_end(text: str, at: int) -> int:
    while at < len(text) and text[at].isalnum():
        at += 1
    return at
