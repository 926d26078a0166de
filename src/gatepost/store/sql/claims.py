"""Who has which card before them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sqlalchemy import ColumnElement, bindparam, delete, or_, select
from sqlalchemy.dialects.sqlite import insert

from gatepost.conversation.records import Claim
from gatepost.store.sql.cursor import Cursor, Readers, Writer
from gatepost.store.sql.statements import sql
from gatepost.store.tables import claims, comments

_now: ColumnElement[int] = bindparam("now")
_columns = (claims.c.comment, claims.c.moderator, claims.c.until)
_KNOWN = sql(select(comments.c.id).where(comments.c.id == bindparam("comment")))
_ENDED = sql(delete(claims).where(claims.c.until <= _now))
_new = insert(claims)
_CLAIM = sql(
    _new.on_conflict_do_update(
        index_elements=["comment"],
        set_={"moderator": _new.excluded.moderator, "until": _new.excluded.until},
        where=or_(claims.c.moderator == _new.excluded.moderator, claims.c.until <= _now),
    )
)
_OF = sql(select(*_columns).where(claims.c.comment == bindparam("comment")))
_RELEASE = sql(
    delete(claims).where(claims.c.comment == bindparam("comment"), claims.c.moderator == bindparam("me"))
)
_living = select(*_columns).where(claims.c.until > _now).order_by(claims.c.until, claims.c.comment)
_ALL = sql(_living)
_HELD = sql(_living.where(claims.c.moderator == bindparam("me")))


class SQLClaims:
    """`Claims` over SQL."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer, self._readers = writer, readers

    async def claim(self, comment: str, moderator: str, until: int, now: int) -> Claim:
        return await self._writer.run(
            partial(_claim, comment=comment, moderator=moderator, until=until, now=now)
        )

    async def release(self, comment: str, moderator: str) -> bool:
        return await self._writer.run(
            lambda cursor: cursor.execute(_RELEASE, {"comment": comment, "me": moderator}).rowcount > 0
        )

    async def held(self, moderator: str, now: int) -> Sequence[Claim]:
        return await self._readers.run(
            lambda cursor: [Claim(*row) for row in cursor.execute(_HELD, {"me": moderator, "now": now})]
        )

    async def all(self, now: int) -> Sequence[Claim]:
        return await self._readers.run(
            lambda cursor: [Claim(*row) for row in cursor.execute(_ALL, {"now": now})]
        )


def _claim(cursor: Cursor, comment: str, moderator: str, until: int, now: int) -> Claim:
    if cursor.execute(_KNOWN, {"comment": comment}).fetchone() is None:
        raise KeyError(comment)
    cursor.execute(_ENDED, {"now": now})
    cursor.execute(_CLAIM, {"comment": comment, "moderator": moderator, "until": until, "now": now})
    return Claim(*cursor.execute(_OF, {"comment": comment}).fetchone())
