"""What a person's final decision does: shared by deciding and by answering an appeal."""

from __future__ import annotations

from collections.abc import Sequence

from gatepost.conversation import entries
from gatepost.conversation.house import House
from gatepost.conversation.ports import Change, EntryDraft
from gatepost.conversation.records import AppealRecord, CommentRecord
from gatepost.conversation.steps import Standing, take
from gatepost.conversation.talk.records import SECOND
from gatepost.vocabulary import Decision, Finding, Outcome, State


async def rule(
    house: House,
    moderator_id: str,
    comment: CommentRecord,
    outcome: Outcome,
    grounds: Sequence[Finding],
    standing: Standing | None,
    appeal: AppealRecord | None,
    note: str = "",
    reply: str = "",
    *,
    mode: str = "",
    seen: tuple[int, ...] = (),
) -> CommentRecord:
    """Record the decision; publish or retract as it demands; answer the waiting appeal with it.

    `seen`: the proposals that the decision ends; with any others open it is refused.
    """
    at = house.clock()
    decision = Decision(
        outcome,
        f"moderator:{moderator_id}",
        tuple(grounds),
        guidelines=_guidelines(house, outcome, grounds, standing, appeal),
        mode=mode,
        appeal=appeal.id if appeal else None,
    )
    approve, public = outcome is Outcome.APPROVE, comment.state is State.APPROVED
    drafts: list[EntryDraft] = [entries.decision(decision)]
    if approve and not public:
        drafts.append(entries.publication(comment.digest))
    if public and not approve:
        drafts.append(entries.retraction("decision"))
    return await take(
        house,
        comment,
        Change(
            comment.id,
            at,
            (comment.state,),
            State.APPROVED if approve else State.REJECTED,
            tuple(drafts),
            decision=decision,
            note=note,
            appeal=_answered(appeal, approve, at, moderator_id, reply) if appeal else None,
            needs_open_appeal=appeal is not None,
            needs_no_open_appeal=appeal is None,
            publish=approve,
            closes_reports=True,
            needs_verdict=True,
            standing=standing[1] if standing else -1,
            proposals=seen,
            quiet=house.site_of(comment).undo_seconds * SECOND,
        ),
    )


def _guidelines(
    house: House,
    outcome: Outcome,
    grounds: Sequence[Finding],
    standing: Standing | None,
    appeal: AppealRecord | None,
) -> str:
    """The version that the decision goes by. A rejection that is upheld stands by the wording under which it
    was made, which the guidelines of today may not have any more.
    """
    if appeal is not None and outcome is Outcome.REJECT and standing is not None:
        earlier = standing[0]
        if earlier.guidelines and {one.clause for one in grounds} <= {one.clause for one in earlier.grounds}:
            return earlier.guidelines
    return house.guidelines.version


def _answered(appeal: AppealRecord, approve: bool, at: int, moderator_id: str, reply: str) -> AppealRecord:
    return AppealRecord(
        appeal.id,
        appeal.comment,
        appeal.text,
        appeal.made_at,
        "overturned" if approve else "upheld",
        at,
        moderator_id,
        reply,
        appeal.salt,
    )
