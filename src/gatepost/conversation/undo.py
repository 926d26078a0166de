"""A moderator takes back a slip of the hand within seconds: through a new entry, never an edit."""

from __future__ import annotations

from gatepost.conversation import entries
from gatepost.conversation.house import House
from gatepost.conversation.ports import Change
from gatepost.conversation.records import AppealRecord, CommentRecord
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.second_looks.records import FOUR_EYES, Proposal
from gatepost.conversation.steps import check_seen, refuse_gone, take
from gatepost.vocabulary import Decision, Outcome, State

MICROSECONDS = 1_000_000


async def undo(house: House, moderator_id: str, comment_id: str, *, seen: int | None = None) -> CommentRecord:
    """Take back one's own newest decision: the comment, or the appeal that was answered by it, waits again.

    A look that waits for a second one can be taken back at any time, and nothing else changes by that.
    `seen`: as in `decide`. Raises `Refusal`: `nothing-to-undo`, `not-yours`, `undo-too-late`.
    """
    comment = await house.find(comment_id)
    refuse_gone(comment)
    proposals = await house.store.second_looks.proposals(comment_id)
    for proposal in reversed(proposals):
        if proposal.moderator == moderator_id:
            return await _take_back(house, comment, proposal, tuple(one.seq for one in proposals))
    if proposals:
        raise Refusal("nothing-to-undo", "A colleague has looked since. Take the second look instead.")
    standing = await house.store.decision_of(comment_id)
    check_seen(comment, standing, seen)
    if standing is None or standing[0].by == "engine" or standing[0].outcome is Outcome.REFER:
        raise Refusal("nothing-to-undo", "No person's decision stands here.")
    earlier, seq, decided_at = standing
    if earlier.by != f"moderator:{moderator_id}":
        raise Refusal("not-yours", "Another moderator decided this. Decide anew instead.")
    seconds = house.site_of(comment).undo_seconds
    at = house.clock()
    if at - decided_at > seconds * MICROSECONDS:
        raise Refusal("undo-too-late", f"A decision can be taken back for {seconds} s. Decide anew instead.")
    appeal = await house.store.appeal_of(comment_id)
    if appeal is not None and appeal.outcome is None:
        raise Refusal("nothing-to-undo", "The author has appealed meanwhile. Answer the appeal instead.")
    decision = Decision(
        Outcome.REFER,
        f"moderator:{moderator_id}",
        guidelines=house.guidelines.version,
        undoes=seq,
        appeal=earlier.appeal,
    )
    drafts = [entries.decision(decision)]
    if comment.state is State.APPROVED:
        drafts.append(entries.retraction("undo"))
    return await take(
        house,
        comment,
        Change(
            comment.id,
            at,
            (comment.state,),
            State.PENDING if earlier.appeal is None else State.REJECTED,
            tuple(drafts),
            decision=decision,
            appeal=_waiting_again(appeal) if appeal is not None and appeal.id == earlier.appeal else None,
            needs_no_open_appeal=True,
            standing=seq,
            proposals=(),
        ),
    )


async def _take_back(
    house: House, comment: CommentRecord, proposal: Proposal, seen: tuple[int, ...]
) -> CommentRecord:
    """One's own look, before a second has made a decision of it."""
    decision = Decision(
        Outcome.REFER,
        f"moderator:{proposal.moderator}",
        guidelines=house.guidelines.version,
        mode=FOUR_EYES,
        undoes=proposal.seq,
    )
    change = Change(
        comment.id,
        house.clock(),
        (comment.state,),
        comment.state,
        (entries.decision(decision),),
        decision=decision,
        proposals=seen,
    )
    return await take(house, comment, change)


def _waiting_again(appeal: AppealRecord) -> AppealRecord:
    return AppealRecord(appeal.id, appeal.comment, appeal.text, appeal.made_at, salt=appeal.salt)
