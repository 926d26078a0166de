"""Appeals: made, answered, waiting again."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select, update

from gatepost.conversation.ports import AppealOpen
from gatepost.conversation.records import AppealRecord
from gatepost.store.sql import search
from gatepost.store.sql.cursor import BROKEN, Cursor, taken_twice
from gatepost.store.sql.statements import sql
from gatepost.store.tables import appeals

_NEW = sql(insert(appeals))
_ANSWER = sql(
    update(appeals)
    .where(appeals.c.id == bindparam("which"))
    .values(
        outcome=bindparam("new_outcome"),
        answered_at=bindparam("new_answered_at"),
        answered_by=bindparam("new_answered_by"),
        reply=bindparam("new_reply"),
    )
)
_KNOWN = sql(select(appeals.c.comment).where(appeals.c.id == bindparam("id")))
_WAITING = sql(
    select(appeals.c.id).where(appeals.c.comment == bindparam("comment"), appeals.c.outcome.is_(None))
)


def waits(cursor: Cursor, comment: str) -> bool:
    """Whether an appeal about this comment has no answer yet."""
    return cursor.execute(_WAITING, {"comment": comment}).fetchone() is not None


def keep(cursor: Cursor, appeal: AppealRecord) -> None:
    """A new appeal, or the answer to one that is there. Raises `AppealOpen` when another one waits."""
    try:
        if cursor.execute(_KNOWN, {"id": appeal.id}).fetchone() is not None:
            cursor.execute(
                _ANSWER,
                {
                    "which": appeal.id,
                    "new_outcome": appeal.outcome,
                    "new_answered_at": appeal.answered_at,
                    "new_answered_by": appeal.answered_by,
                    "new_reply": appeal.reply.encode(),
                },
            )
            search.replies(cursor, appeal.comment)
            return
        cursor.execute(
            _NEW,
            {
                "id": appeal.id,
                "comment": appeal.comment,
                "text": appeal.text.encode(),
                "salt": appeal.salt,
                "made_at": appeal.made_at,
                "outcome": appeal.outcome,
                "answered_at": appeal.answered_at,
                "answered_by": appeal.answered_by,
                "reply": appeal.reply.encode(),
            },
        )
        search.keep(cursor, appeal.comment, search.APPEAL, appeal.text)
    except BROKEN as error:
        if taken_twice(error):
            raise AppealOpen(appeal.comment) from None
        raise
