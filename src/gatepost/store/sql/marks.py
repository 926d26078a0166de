"""Marks: one row for a reader and a comment; the count stands with the comment."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sqlalchemy import bindparam, delete, literal_column, select, update
from sqlalchemy.dialects.sqlite import insert

from gatepost.conversation.ports import StateChanged
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.talk.ports import OwnComment
from gatepost.store.sql import comments as comments_of
from gatepost.store.sql.cursor import Cursor, Readers, Writer
from gatepost.store.sql.statements import sql
from gatepost.store.tables import articles, comments, marks
from gatepost.vocabulary import State

_ADD = sql(insert(marks).on_conflict_do_nothing())
_REMOVE = sql(
    delete(marks).where(marks.c.comment == bindparam("comment"), marks.c.reader == bindparam("reader"))
)
_COUNT = sql(
    update(comments)
    .where(comments.c.id == bindparam("which"))
    .values(marks=comments.c.marks + bindparam("step"))
)
_RAISE = sql(
    update(articles)
    .where(articles.c.id == bindparam("which"))
    .values(revision=articles.c.revision + literal_column("1"))
)
_OF_READER = sql(
    select(marks.c.comment)
    .join(comments, comments.c.id == marks.c.comment)
    .where(
        marks.c.reader == bindparam("reader"),
        comments.c.article == bindparam("article"),
        comments.c.state == literal_column("'approved'"),
    )
    .order_by(marks.c.at, marks.c.comment)
)
_ALL_OF_READER = sql(
    select(marks.c.comment, comments.c.article)
    .join(comments, comments.c.id == marks.c.comment)
    .where(marks.c.reader == bindparam("reader"))
)
_OF_COMMENT = sql(delete(marks).where(marks.c.comment == bindparam("which")))
_NONE = sql(update(comments).where(comments.c.id == bindparam("which")).values(marks=literal_column("0")))


class SQLMarks:
    """The marks' facet of a store."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer, self._readers = writer, readers

    async def set(
        self, comment: str, reader: str, on: bool, at: int, before: str = ""
    ) -> tuple[CommentRecord, bool]:
        step = partial(_set, comment=comment, reader=reader, on=on, at=at, before=before)
        return await self._writer.run(step)

    async def forget_reader(self, reader: str) -> None:
        await self._writer.run(partial(forget_reader, reader=reader))

    async def of_reader(self, reader: str, article: str) -> Sequence[str]:
        asked = {"reader": reader, "article": article}
        return await self._readers.run(
            lambda cursor: [row[0] for row in cursor.execute(_OF_READER, asked).fetchall()]
        )


def _set(
    cursor: Cursor, comment: str, reader: str, on: bool, at: int, before: str
) -> tuple[CommentRecord, bool]:
    found = comments_of.by_id(cursor, comment)
    if found is None:
        raise KeyError(comment)
    if found.state is not State.APPROVED:
        raise StateChanged(comment, found.state)
    if found.author == reader:
        raise OwnComment(comment)
    change = _ADD if on else _REMOVE
    rows = cursor.execute(change, {"comment": comment, "reader": reader, "at": at}).rowcount
    step = rows if on else -rows
    if before:
        step -= cursor.execute(_REMOVE, {"comment": comment, "reader": before}).rowcount
    if not step:
        return found, False
    cursor.execute(_COUNT, {"which": comment, "step": step})
    cursor.execute(_RAISE, {"which": found.article})
    marked = comments_of.by_id(cursor, comment)
    assert marked is not None
    return marked, True


def forget_reader(cursor: Cursor, reader: str) -> None:
    """Take back all that this reader marked."""
    for comment, article in cursor.execute(_ALL_OF_READER, {"reader": reader}).fetchall():
        cursor.execute(_REMOVE, {"comment": comment, "reader": reader})
        cursor.execute(_COUNT, {"which": comment, "step": -1})
        cursor.execute(_RAISE, {"which": article})


def forget_comment(cursor: Cursor, comment: str) -> None:
    """A comment is erased: who marked it is nobody's business any more."""
    cursor.execute(_OF_COMMENT, {"which": comment})
    cursor.execute(_NONE, {"which": comment})
