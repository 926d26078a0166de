"""The statement of reasons for one comment, from the store to the JSON that its author reads."""

from __future__ import annotations

from gatepost.conversation.house import House
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.statement import Statement, statement
from gatepost.vocabulary import State
from gatepost.web.schemas import StatementOut
from gatepost.web.times import iso


async def statement_out(house: House, comment: CommentRecord, language: str) -> StatementOut | None:
    """Why the comment was rejected, in `language`; None while it was not."""
    if comment.state is not State.REJECTED:
        return None
    standing = await house.store.decision_of(comment.id)
    if standing is None:
        return None
    appeal = await house.store.appeal_of(comment.id)
    raise RuntimeError
