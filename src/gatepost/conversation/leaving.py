"""A comment leaves for good: what withdrawing and erasing share."""

from __future__ import annotations

from gatepost.conversation import entries
from gatepost.conversation.house import House
from gatepost.conversation.ports import Change, EntryDraft
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.steps import take
from gatepost.vocabulary import State

TRIES = 5


async def leave(house: House, comment_id: str, state: State, entry: EntryDraft, cause: str) -> CommentRecord:
    """Bring the comment to `state` from wherever it is. Being there already is fine."""
    for remaining in reversed(range(TRIES)):
        comment = await house.find(comment_id)
        if comment.state in (state, State.ERASED):
            return comment
        drafts = [entry]
        if comment.state is State.APPROVED:
            drafts.append(entries.retraction(cause))
        change = Change(
            comment_id,
            house.clock(),
            (comment.state,),
            state,
            tuple(drafts),
            closes_reports=True,
            erase=state is State.ERASED,
        )
        try:
            return await take(house, comment, change)
        except Refusal as refusal:
            # A verdict or decision came in between: leaving does not depend on it, so look again.
            if refusal.code != "already-decided" or not remaining:
                raise
    raise AssertionError("unreachable: the last try returns or raises")
