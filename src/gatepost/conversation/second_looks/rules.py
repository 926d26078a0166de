"""When two moderators must agree, and on what grounds they do. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from gatepost.conversation.second_looks.records import Proposal
from gatepost.vocabulary import Decision, Finding, Outcome, State, Verdict


def needs_two(
    four_eyes: Collection[str],
    outcome: Outcome,
    grounds: Sequence[Finding],
    verdict: Verdict,
    state: State,
    standing: Decision | None,
) -> bool:
    """Whether this moderator's decision must be a proposal.

    Rejecting: on a chosen clause, unless a person's rejection on the same chosen clauses stands already (an
    appeal is dismissed: that was the second look). Approving: what the engine found most likely is a chosen
    clause, or the comment stands rejected on one.
    """
    if not four_eyes:
        return False
    held = {one.clause for one in standing.grounds} if standing and state is State.REJECTED else set()
    if outcome is Outcome.REJECT:
        chosen = {one.clause for one in grounds} & set(four_eyes)
        by_person = standing is not None and standing.by != "engine"
        return bool(chosen) and not (by_person and chosen <= held)
    strongest = max((one.probability for one in verdict.grounds), default=0.0)
    likeliest = {one.clause for one in verdict.grounds if one.probability >= strongest}
    return bool((likeliest | held) & set(four_eyes))


def agreed(
    four_eyes: Collection[str], proposals: Sequence[Proposal], last: Sequence[Finding]
) -> tuple[Finding, ...]:
    """The grounds of a rejection that several moderators want.

    A chosen clause counts when all of them named it, any other when one did. Where that leaves none, all
    that they named.
    """
    looks = [*(one.grounds for one in proposals), tuple(last)]
    named: dict[str, Finding] = {}
    for look in looks:
        named.update({one.clause: one for one in look})
    shared = tuple(
        finding
        for clause, finding in named.items()
        if clause not in four_eyes or all(clause in {one.clause for one in look} for look in looks)
    )
    return shared or tuple(named.values())
