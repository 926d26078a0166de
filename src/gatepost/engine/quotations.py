"""Somebody else's words: a finding that rests only on words quoted or spoken about can only refer.

Quotation marks; a few plain signs beside the word (`the word X`, `called me a X`, `X lafı`); and, for insults
and threats, a frame before them in the sentence (`I never said that`, `calling them`, `who says`).
This costs a rejection and never gives an approval, so a wide net does little harm. Reported speech in general
is not recognised here.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from gatepost.vocabulary import Evidence, Finding

QUOTED = 0.7
"""A quoted word is no likelier than this to break a clause. A judgement, not a measurement."""

_QUOTED = re.compile(
    "«[^«»]+»|“[^“”]+”|„[^„“”]+[“”]|‹[^‹›]+›|「[^「」]+」"
    r"|(?<!\w)\"[^\"]+\"(?!\w)|(?<!\w)[‘‚][^‘’‚]+[’‘](?!\w)"
)
_BEFORE = re.compile(
    r"(?:\b(?:the|a|an)(?: \w+)? (?:words?|terms?|slurs?|phrases?)(?: for(?: an?)?)?"
    r"|\b(?:called|calls|calling) (?:me|him|her|us|them|(?:my|his|our|their|the) \w+)(?: an?)?"
    r"|\b(?:was|were|been|being|get|gets|got|getting) called(?: an?)?"
    r"|\b(?:peyva|gotina|bêjeya)|(?:كلمة|لفظ|عبارة|واژه‌?ی?ٔ?|کلمه‌?ی?ٔ?|لفظ|وشەی|دەستەواژەی))\W{1,3}$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\W{1,3}(?:\w+ )?"
    r"(?:laf[ıi]\w*|kelime(?:si|ler)\w*|sözc[üu]\w*|sözü\w*|diyen\w*|den(?:ir|irdi|en|ildi|iyor)\b"
    r"|diye (?:hakaret|bağır|küf|seslen|hitap|yaz)\w*|(?:ليست |هي |ليس )?(?:كلمة|لفظة?)(?!\w)"
    r"|(?:نام|اسم) (?:یک |یه )?(?:روستا|فیلم|شهر|کتاب|رود|محله|کوه|گیاه)\w*)",
    re.IGNORECASE,
)


_SPOKEN_OF = re.compile(
    r"(?:\b(?:never|not|nobody|\w+n['’]?t|cannot)\b[^.!?]{0,30}"
    r"\b(?:say|said|saying|think|believe|call|claim|mean)\w*"
    r"|\b(?:calling|saying|claiming|threatening|chanting|shouting|writing)"
    r"|\b(?:who|that|people|they|he|she)"
    r" (?:says?|said|claims?|claimed|thinks?|believes?|calls?|called|shouted)"
    r"|(?:لم أقل|لا أقول|من يقول|يقولون|قال|قالوا|القول|وصف)|(?:نگفتم|نگفته|می‌گوید|می‌گویند|گفت|گفتند)"
    r"|\b(?:negot|got|gotin|dibêjin|dibêje)|(?:نەموت|نەمگوت|گوتی|وتی|دەڵێن|دەڵێت))\b[^.!?\n؟]{0,40}$",
    re.IGNORECASE,
)
_SAID_AFTER = re.compile(
    r"\W{1,3}(?:\w+ ){0,2}(?:diye|dedi\w*|demedi\w*|diyor\w*|demek|demiş\w*)\b", re.IGNORECASE
)
_STILL_SWEARING = ("profanity", "vulgarity", "promotion.")
"""Clauses that a frame such as `I never said` does not touch: a swear word stays one."""


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """The stretches of `text` inside paired quotation marks, marks included, in order."""
    return [match.span() for match in _QUOTED.finditer(text)]


def soften(findings: list[Finding], text: str) -> list[Finding]:
    """The findings, those that rest on others' words alone turned into ones that can only refer.

    Advertising in quotation marks is still advertising.
    """
    if not any(_has_words(finding) for finding in findings):
        return findings
    spans = quoted_spans(text)
    return [_softened(finding) if _rests_on_others(finding, text, spans) else finding for finding in findings]


def _has_words(finding: Finding) -> bool:
    return bool(finding.evidence) and not finding.clause.startswith("promotion.")


def _rests_on_others(finding: Finding, text: str, spans: list[tuple[int, int]]) -> bool:
    if not _has_words(finding):
        return False
    framed = not finding.clause.startswith(_STILL_SWEARING)
    return all(_anothers(passage, text, spans, framed) for passage in finding.evidence)


def _anothers(passage: Evidence, text: str, spans: list[tuple[int, int]], framed: bool) -> bool:
    start, end = passage.start, passage.end
    if any(first <= start and end <= last for first, last in spans):
        return True
    before, after = text[max(0, start - 90) : start], text[end : end + 40]
    if _BEFORE.search(before) is not None or _AFTER.match(after) is not None:
        return True
    return framed and (_SPOKEN_OF.search(before) is not None or _SAID_AFTER.match(after) is not None)


def _softened(finding: Finding) -> Finding:
    return replace(finding, probability=min(finding.probability, QUOTED), note="quotation", refer_only=True)
