"""A moderator marks a public comment as worth reading first, or takes the mark away."""

from __future__ import annotations

from gatepost.conversation.events import Event
from gatepost.conversation.house import House
from gatepost.conversation.ports import StateChanged
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.refusals import Refusal


async def pick(house: House, comment_id: str, picked: bool = True) -> CommentRecord:
    """Only approved comments can be picked. Raises `Refusal`."""
    await house.find(comment_id)
    try:
        comment = await house.store.set_picked(comment_id, picked, house.clock())
    except StateChanged as changed:
        raise Refusal(
            "already-decided", f"Only approved comments are picked; this is {changed.state.value}."
        ) from None
    house.watching.tell(Event("picked", comment.article, comment.id))
    return comment
