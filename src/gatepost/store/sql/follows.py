"""Who follows which article."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from gatepost.store.sql import authors
from gatepost.store.sql.cursor import Cursor, Readers, Writer
from gatepost.store.sql.statements import sql
from gatepost.store.tables import follows

_BEGIN = sql(insert(follows).on_conflict_do_nothing())
_which = (follows.c.author == bindparam("author"), follows.c.article == bindparam("article"))
_END = sql(delete(follows).where(*_which))
_HAS = sql(select(follows.c.author).where(*_which))
_OF = sql(
    select(follows.c.article)
    .where(follows.c.author == bindparam("author"))
    .order_by(follows.c.made_at.desc(), follows.c.article)
)


class SQLFollows:
    """The follows' facet of a store."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer, self._readers = writer, readers

    async def set(self, author: str, article: str, on: bool, at: int) -> None:
        step = partial(_begin, author=author, article=article, at=at) if on else None
        await self._writer.run(step or partial(leave, author=author, article=article))

    async def has(self, author: str, article: str) -> bool:
        return await self._readers.run(partial(has, author=author, article=article))

    async def of(self, author: str) -> Sequence[str]:
        asked = {"author": author}
        return await self._readers.run(
            lambda cursor: [row[0] for row in cursor.execute(_OF, asked).fetchall()]
        )


def _begin(cursor: Cursor, author: str, article: str, at: int) -> None:
    authors.must_stand(cursor, author)
    follow(cursor, author, article, at)


def follow(cursor: Cursor, author: str, article: str, at: int) -> None:
    cursor.execute(_BEGIN, {"author": author, "article": article, "made_at": at})


def leave(cursor: Cursor, author: str, article: str) -> None:
    cursor.execute(_END, {"author": author, "article": article})


def has(cursor: Cursor, author: str, article: str) -> bool:
    return cursor.execute(_HAS, {"author": author, "article": article}).fetchone() is not None
