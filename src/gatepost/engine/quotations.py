"""Words inside quotation marks are somebody else's words: a finding that rests on them alone can only refer.

This is the plain beginning: marks only. Reported speech without marks is not recognised here.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from gatepost.vocabulary import Finding

QUOTED = 0.7
"""A quoted word is no likelier than this to break a clause. A judgement, not a measurement."""

_QUOTED = re.compile(
    "«[^«»]+»|“[^“”]+”|„[^„“”]+[“”]|‹[^‹›]+›|「[^「」]+」"
    r"|(?<!\w)\"[^\"]+\"(?!\w)|(?<!\w)[‘‚][^‘’‚]+[’‘](?!\w)"
)


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """The stretches of `text` inside paired quotation marks, marks included, in order."""
    return [match.span() for match in _QUOTED.finditer(text)]


def soften(findings: list[Finding], text: str) -> list[Finding]:
    """The findings, those that rest on quoted words alone turned into ones that can only refer.

    Advertising in quotation marks is still advertising.
    """
    if not any(finding.evidence and not finding.clause.startswith("promotion.") for finding in findings):
        return findings
    spans = quoted_spans(text)
    if not spans:
        return findings
    return [_softened(finding) if _rests_on(finding, spans) else finding for finding in findings]


def _rests_on(finding: Finding, spans: list[tuple[int, int]]) -> bool:
    if not finding.evidence or finding.clause.startswith("promotion."):
        return False
    return all(
        any(start <= passage.start and passage.end <= end for start, end in spans)
        for passage in finding.evidence
    )


def _softened(finding: Finding) -> Finding:
    return replace(finding, probability=min(finding.probability, QUOTED), note="quotation", refer_only=True)
