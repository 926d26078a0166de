"""The newsroom's answer to a question, noted with the question while it is public."""

from __future__ import annotations

from sqlalchemy import bindparam, literal_column, select, update

from gatepost.conversation.readers.badges import NEWSROOM
from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.statements import sql
from gatepost.store.tables import comments

_ASKED = sql(
    select(comments.c.id).where(
        comments.c.id == bindparam("id"),
        comments.c.question == literal_column("1"),
        comments.c.answer.is_(None),
    )
)
_OF = sql(
    select(comments.c.id).where(comments.c.answer == bindparam("answer"), comments.c.id == bindparam("id"))
)
_NOTE = sql(
    update(comments).where(comments.c.id == bindparam("which")).values(answer=bindparam("new_answer"))
)
_ANOTHER = sql(
    select(comments.c.id)
    .where(
        comments.c.parent == bindparam("parent"),
        comments.c.badge == literal_column(f"'{NEWSROOM}'"),
        comments.c.state == literal_column("'approved'"),
    )
    .order_by(comments.c.published_at, comments.c.id)
    .limit(literal_column("1"))
)


def follow(cursor: Cursor, comment: str, parent: str | None, badge: str, step: int) -> bool:
    """A comment was published (`step` 1) or left (-1): whether it is now the answer to what stands above it.

    The first public one of the newsroom counts; when it leaves, the next one takes its place.
    """
    if parent is None or badge != NEWSROOM:
        return False
    if step > 0:
        answers = cursor.execute(_ASKED, {"id": parent}).fetchone() is not None
        if answers:
            cursor.execute(_NOTE, {"which": parent, "new_answer": comment})
        return answers
    if cursor.execute(_OF, {"answer": comment, "id": parent}).fetchone() is not None:
        other = cursor.execute(_ANOTHER, {"parent": parent}).fetchone()
        cursor.execute(_NOTE, {"which": parent, "new_answer": other[0] if other else None})
    return False
