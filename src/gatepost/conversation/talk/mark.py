"""A reader finds a comment well argued, or takes that back. There is no opposite of it."""

from __future__ import annotations

from gatepost.conversation.events import Event
from gatepost.conversation.house import House
from gatepost.conversation.ports import StateChanged
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.talk.ports import OwnComment


async def mark(
    house: House, comment_id: str, reader: str, on: bool = True, before: str = ""
) -> CommentRecord:
    """`reader`: an author's id, or what stands for a browser; `before`: what stood for it before. Doing it
    twice is fine. Raises `Refusal`."""
    try:
        comment, changed = await house.store.marks.set(comment_id, reader, on, house.clock(), before)
    except KeyError:
        raise Refusal("not-found", "There is no comment with this id.") from None
    except StateChanged:
        raise Refusal("not-found", "Only published comments can be marked.") from None
    except OwnComment:
        raise Refusal("own-comment", "Others may find your comment well argued; you cannot.") from None
    if changed:
        house.watching.tell(Event("marked", comment.article, comment.id))
    return comment
