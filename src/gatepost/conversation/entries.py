"""What each ledger entry says: ids, clause ids, offsets, versions, salted digests; never text, names, notes.

Pure. Probabilities are whole parts per million, because the ledger's encoding knows no fractions.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gatepost.conversation.ports import EntryDraft
from gatepost.conversation.tokens import shown
from gatepost.vocabulary import Decision, Finding, Kind, Verdict

if TYPE_CHECKING:
    from gatepost.conversation.rules.records import Version

MILLION = 1_000_000


def submission(digest: bytes, parent: str | None, by: str = "") -> EntryDraft:
    """`by`: who wrote what the newsroom itself says (`moderator:ID`); readers stand in no entry."""
    body: dict[str, Any] = {"digest": shown(digest)}
    if by:
        body["by"] = by
    if parent is not None:
        body["parent"] = parent
    return EntryDraft(Kind.SUBMISSION, body)


def verdict(verdict: Verdict) -> EntryDraft:
    return EntryDraft(
        Kind.VERDICT,
        {
            "outcome": verdict.outcome.value,
            "grounds": _grounds(verdict.grounds),
            "violation_ppm": ppm(verdict.violation),
            "language": verdict.language,
            "engine": verdict.engine,
            "guidelines": verdict.guidelines,
        },
    )


def decision(decision: Decision) -> EntryDraft:
    """A decision; with `undoes`, one taken back; with `appeal`, an answer; with `proposes`, a first look."""
    body: dict[str, Any] = {
        "outcome": decision.outcome.value,
        "by": decision.by,
        "grounds": _grounds(decision.grounds),
        "engine": decision.engine,
        "guidelines": decision.guidelines,
        "mode": decision.mode,
    }
    if decision.undoes is not None:
        body["undoes"] = decision.undoes
    if decision.proposes is not None:
        body["proposes"] = decision.proposes.value
    if decision.appeal is not None:
        body["appeal"] = decision.appeal
        if decision.undoes is None:
            body["uphold"] = decision.outcome.value == "reject"
    return EntryDraft(Kind.DECISION, body)


def publication(digest: bytes) -> EntryDraft:
    """The text that is published has this digest: the same as at submission, or it is not published."""
    return EntryDraft(Kind.PUBLICATION, {"digest": shown(digest)})


def retraction(cause: str) -> EntryDraft:
    """The comment leaves the public view. `cause`: decision, undo, withdrawal or erasure."""
    return EntryDraft(Kind.RETRACTION, {"cause": cause})


def appeal(appeal: str, digest: bytes) -> EntryDraft:
    return EntryDraft(Kind.APPEAL, {"appeal": appeal, "digest": shown(digest)})


def report(report: str, clause: str) -> EntryDraft:
    return EntryDraft(Kind.REPORT, {"report": report, "clause": clause})


def withdrawal() -> EntryDraft:
    return EntryDraft(Kind.WITHDRAWAL, {})


def erasure(by: str) -> EntryDraft:
    """Text and salt are gone. `by`: `author`, `moderator:ID` or `operator`; see also `expiry`."""
    return EntryDraft(Kind.ERASURE, {"by": by})


def erased_reader(digest: str, by: str) -> EntryDraft:
    """In the desk's chain: everything about a reader is erased. `digest`: see `erasures.digest_of`."""
    return EntryDraft(Kind.ERASURE, {"by": by, "reader": digest})


RETENTION = "retention"
"""In place of a person: the site's own rules on how long it keeps what."""


def expiry(rule: str, days: int) -> EntryDraft:
    """As `erasure`, because the site keeps such texts for so many days and no longer."""
    return EntryDraft(Kind.ERASURE, {"by": RETENTION, "rule": rule, "days": days})


def forgetting(rule: str, days: int, number: int) -> EntryDraft:
    """In the desk's chain, about a site: by this rule so many things were forgotten there."""
    return EntryDraft(Kind.ERASURE, {"by": RETENTION, "rule": rule, "days": days, "number": number})


def guidelines(version: Version) -> EntryDraft:
    """Rules come into force. `sites`: a version of what each site lets the engine do."""
    return EntryDraft(
        Kind.GUIDELINES,
        {
            "number": version.number,
            "version": version.version,
            "sites": version.settings.version,
            "by": version.by,
        },
    )


def ppm(probability: float) -> int:
    """Parts per million, 0 to 1,000,000. What is no number counts as certain: it must never look harmless."""
    if math.isnan(probability):
        return MILLION
    return min(MILLION, max(0, round(min(1.0, max(0.0, probability)) * MILLION)))


def _grounds(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [
        {
            "clause": finding.clause,
            "ppm": ppm(finding.probability),
            "spans": [[int(part.start), int(part.end)] for part in finding.evidence],
            "by": finding.by,
        }
        for finding in findings
    ]
