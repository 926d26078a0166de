"""An author objects to a rejection, and a person answers."""

from __future__ import annotations

from gatepost.conversation import entries, tokens
from gatepost.conversation.house import House
from gatepost.conversation.ports import Change
from gatepost.conversation.records import AppealRecord, CommentRecord
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.second_looks.concluding import conclude
from gatepost.conversation.steps import Standing, check_seen, take
from gatepost.conversation.words import check_note, check_text
from gatepost.vocabulary import Outcome, State

MAX_APPEAL = 4_000


async def appeal(house: House, comment_id: str, text: str) -> AppealRecord:
    """Object to the rejection that stands: once, and never to the answer to an appeal. Raises `Refusal`."""
    check_text(text, MAX_APPEAL)
    comment = await house.find(comment_id)
    earlier = await house.store.appeal_of(comment_id)
    standing = await house.store.decision_of(comment_id)
    if not appealable(comment, standing, earlier):
        if comment.state is State.REJECTED and earlier is not None:
            raise Refusal("already-appealed", "This rejection was appealed already; one appeal is possible.")
        raise Refusal(
            "not-appealable", f"Only a rejection can be appealed; the comment is {comment.state.value}."
        )
    assert standing is not None
    salt, at = tokens.new_salt(), house.clock()
    made = AppealRecord(house.new_id(), comment_id, text, at, salt=salt)
    change = Change(
        comment_id,
        at,
        (State.REJECTED,),
        State.REJECTED,
        (entries.appeal(made.id, tokens.text_digest(salt, text)),),
        appeal=made,
        standing=standing[1],
    )
    await take(house, comment, change)
    return made


def appealable(comment: CommentRecord, standing: Standing | None, earlier: AppealRecord | None) -> bool:
    """Whether the author may object now."""
    if comment.state is not State.REJECTED or standing is None:
        return False
    decision, _, decided_at = standing
    return decision.appeal is None and (earlier is None or earlier.made_at < decided_at)


async def answer_appeal(
    house: House,
    moderator_id: str,
    comment_id: str,
    uphold: bool,
    reply: str = "",
    *,
    seen: int | None = None,
    settles: bool = False,
) -> CommentRecord:
    """Uphold the rejection on its grounds, or overturn it and publish. `reply` goes to the author.

    Who had a part in the rejection may answer only where nobody else can. `seen`, `settles`, and when two are
    needed: as in `decide`.
    """
    check_note(reply)
    comment = await house.find(comment_id)
    waiting = await house.store.appeal_of(comment_id)
    standing = await house.store.decision_of(comment_id)
    check_seen(comment, standing, seen)
    verdict = await house.store.verdict_of(comment_id)
    if (
        waiting is None
        or waiting.outcome is not None
        or comment.state is not State.REJECTED
        or standing is None
        or verdict is None
    ):
        raise Refusal("no-open-appeal", "No appeal waits here.")
    outcome = Outcome.REJECT if uphold else Outcome.APPROVE
    grounds = standing[0].grounds if uphold else ()
    return await conclude(
        house,
        moderator_id,
        comment,
        outcome,
        grounds,
        verdict,
        standing,
        waiting,
        await house.store.second_looks.proposals(comment_id),
        reply=reply,
        settles=settles,
    )
