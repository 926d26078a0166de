"""Somebody else's words: a finding that rests only on words quoted or spoken about can only refer.

Quotation marks, and a few plain signs beside the word: `the word X`, `called me a X`, `X lafı`, `كلمة X`.
This is the beginning; reported speech in general is not recognised here.
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
    r"(?:\b(?:the|a) (?:words?|terms?|slurs?|phrases?)"
    r"|\b(?:called|calls|calling) (?:me|him|her|us|them)(?: an?)?"
    r"|\b(?:peyva|gotina|bêjeya)|(?:كلمة|لفظ|عبارة|واژه‌?ی?ٔ?|کلمه‌?ی?ٔ?|لفظ|وشەی|دەستەواژەی))\W{1,3}$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\W{1,3}(?:\w+ )?"
    r"(?:laf[ıi]\w*|kelime(?:si|ler)\w*|sözc[üu]\w*|sözü\w*|diyen\w*|den(?:ir|irdi|en|ildi|iyor)\b)",
    re.IGNORECASE,
)


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
    return [
        _softened(finding)
        if _has_words(finding) and all(_anothers(passage, text, spans) for passage in finding.evidence)
        else finding
        for finding in findings
    ]


def _has_words(finding: Finding) -> bool:
    return bool(finding.evidence) and not finding.clause.startswith("promotion.")


def _anothers(passage: Evidence, text: str, spans: list[tuple[int, int]]) -> bool:
    start, end = passage.start, passage.end
    if any(first <= start and end <= last for first, last in spans):
        return True
    before, after = text[max(0, start - 40) : start], text[end : end + 40]
    return _BEFORE.search(before) is not None or _AFTER.match(after) is not None


def _softened(finding: Finding) -> Finding:
    return replace(finding, probability=min(finding.probability, QUOTED), note="quotation", refer_only=True)
