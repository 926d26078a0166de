"""A moderator approves or rejects a comment."""

from __future__ import annotations

from collections.abc import Sequence

from gatepost.conversation.house import House
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.second_looks.concluding import conclude
from gatepost.conversation.steps import check_seen, refuse_gone, stands
from gatepost.conversation.words import check_note
from gatepost.vocabulary import Finding, Outcome, State, Verdict


async def decide(
    house: House,
    moderator_id: str,
    comment_id: str,
    outcome: Outcome,
    clauses: Sequence[str] = (),
    note: str = "",
    *,
    seen: int | None = None,
    settles: bool = False,
) -> CommentRecord:
    """Decide about a screened comment in any state but withdrawn or erased.

    Rejecting a public comment takes it back; approving a rejected one publishes it; both answer a waiting
    appeal. A rejection names at least one clause of the guidelines. `seen`: the sequence number of the
    decision that the moderator saw standing (-1: none); when another one stands by now, the refusal
    `already-decided` names it. Where two moderators must agree, the first one's decision is a proposal, and
    the comment comes back as it was. `settles`: whether this moderator may settle what two others disagree
    about. Raises `Refusal`.
    """
    outcome = Outcome(outcome)
    check_note(note)
    comment = await house.find(comment_id)
    refuse_gone(comment)
    standing = await house.store.decision_of(comment_id)
    check_seen(comment, standing, seen)
    verdict = await house.store.verdict_of(comment_id)
    if verdict is None:
        raise Refusal("not-screened-yet", "The engine has not read this comment yet. Try again in a moment.")
    grounds = _grounds(house, moderator_id, outcome, clauses, verdict)
    appeal = await house.store.appeal_of(comment_id)
    waiting = appeal if appeal is not None and appeal.outcome is None else None
    proposals = await house.store.second_looks.proposals(comment_id)
    idle = _changes_nothing(comment, outcome) and waiting is None and not proposals
    if idle and not await _reported(house, comment):
        raise Refusal("already-decided", f"The comment is {comment.state.value} already.", stands(standing))
    return await conclude(
        house,
        moderator_id,
        comment,
        outcome,
        grounds,
        verdict,
        standing,
        waiting,
        proposals,
        note=note,
        settles=settles,
    )


def _grounds(
    house: House, moderator_id: str, outcome: Outcome, clauses: Sequence[str], verdict: Verdict
) -> tuple[Finding, ...]:
    """A person's grounds: the clauses named, with the words that the engine had found for each."""
    if outcome is Outcome.REFER:
        raise Refusal("ground-missing", "A person approves or rejects; only the engine refers.")
    if outcome is Outcome.APPROVE:
        return ()
    if not clauses:
        raise Refusal("ground-missing", "Name the clause of the guidelines that the comment breaks.")
    for clause in clauses:
        check_clause(house, clause)
    return tuple(
        Finding(
            clause,
            1.0,
            f"moderator:{moderator_id}",
            tuple(
                part for finding in verdict.grounds if finding.clause == clause for part in finding.evidence
            ),
        )
        for clause in dict.fromkeys(clauses)
    )


def check_clause(house: House, clause: str) -> None:
    """Refuse a clause that the publisher's guidelines do not have."""
    found = house.guidelines.by_id.get(clause)
    if found is None or found.welcome:  # a welcome protects and never punishes
        known = ", ".join(one.id for one in house.guidelines.clauses if not one.welcome)
        raise Refusal("unknown-clause", f"The guidelines have no clause {clause!r}. They have: {known}.")


def _changes_nothing(comment: CommentRecord, outcome: Outcome) -> bool:
    return comment.state is (State.APPROVED if outcome is Outcome.APPROVE else State.REJECTED)


async def _reported(house: House, comment: CommentRecord) -> bool:
    """A public comment that readers have flagged may be approved once more: that answers the reports."""
    item = await house.store.queue_item(comment.id)
    return item is not None and any(one.open and one.counts for one in item.reports)
