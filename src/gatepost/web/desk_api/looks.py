"""Second looks and readers' reports in the JSON of the desk's API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from gatepost.conversation.records import ReportRecord
from gatepost.conversation.second_looks.records import Proposal, disputed
from gatepost.web.times import iso


class LookOut(Struct, frozen=True):
    """One moderator's look. What they would do is told only once two have looked and disagree."""

    by: str
    at: str
    outcome: Literal["approve", "reject"] | None
    clauses: list[str]


class ProposalOut(Struct, frozen=True):
    """A second look is wanted. waiting: another moderator decides; disputed: two disagree, an editor settles.

    `may_decide`: whether the calling program may.
    """

    state: Literal["waiting", "disputed"]
    looks: list[LookOut]
    may_decide: bool


class WordsOut(Struct, frozen=True):
    text: str
    made_at: str


class ReportsOut(Struct, frozen=True):
    """What readers report under one clause, not answered yet. `uncounted` more are of readers whose reports
    are seldom founded; their words are among `words`, too."""

    clause: str
    readers: int
    uncounted: int
    first_at: str
    last_at: str
    words: list[WordsOut]


def proposal_out(proposals: Sequence[Proposal], who: str, *, settles: bool) -> ProposalOut | None:
    """`who` asks, a moderator's id or `token.ID`."""
    if not proposals:
        return None
    open_to_see = disputed(proposals)
    looks = [
        LookOut(
            f"moderator:{one.moderator}",
            iso(one.at),
            one.outcome.value if open_to_see or one.moderator == who else None,  # type: ignore[arg-type]
            list(dict.fromkeys(ground.clause for ground in one.grounds))
            if open_to_see or one.moderator == who
            else [],
        )
        for one in proposals
    ]
    own = any(one.moderator == who for one in proposals)
    return ProposalOut(
        "disputed" if open_to_see else "waiting", looks, not own and (settles or not open_to_see)
    )


def reports_out(reports: Sequence[ReportRecord]) -> list[ReportsOut]:
    """Open reports merged by clause, the one that most readers name first."""
    by_clause: dict[str, list[ReportRecord]] = {}
    for one in reports:
        if one.open:
            by_clause.setdefault(one.clause, []).append(one)
    merged = [
        ReportsOut(
            clause,
            sum(one.counts for one in same),
            sum(not one.counts for one in same),
            iso(same[0].made_at),
            iso(same[-1].made_at),
            [WordsOut(one.text, iso(one.made_at)) for one in same if one.text],
        )
        for clause, same in by_clause.items()
    ]
    return sorted(merged, key=lambda one: -one.readers)
