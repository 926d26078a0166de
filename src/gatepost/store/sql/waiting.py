"""Waits for a person, from the index that holds all that the figures ask about final decisions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from sqlalchemy import bindparam, func, literal_column, select

from gatepost.conversation.waiting.records import Wait
from gatepost.store.sql.cursor import Cursor, Readers, Writer
from gatepost.store.sql.statements import sql
from gatepost.store.tables import comments, decisions

_ENDED = sql(
    select(decisions.c.at, decisions.c.waited, decisions.c.language)
    .where(
        # The very words of the partial index, or it would not be used.
        decisions.c.standing == literal_column("1"),
        decisions.c.outcome != literal_column("'refer'"),
        decisions.c.at >= bindparam("since"),
        decisions.c.site == bindparam("site"),
        decisions.c.by != literal_column("'engine'"),
        decisions.c.by.not_like(literal_column("'moderator:token.%'")),
        decisions.c.waited.is_not(None),
    )
    .order_by(decisions.c.at.desc())
    .limit(bindparam("limit"))
)
_GOING_ON = sql(
    select(comments.c.submitted_at, comments.c.language)
    .where(
        comments.c.state == literal_column("'pending'"),
        comments.c.screened == literal_column("1"),
        comments.c.submitted_at >= bindparam("since"),
        comments.c.site == bindparam("site"),
    )
    .order_by(comments.c.submitted_at)
    .limit(bindparam("limit"))
)
_SUBMITTED = sql(
    select(func.count())
    .select_from(comments)
    .where(comments.c.submitted_at > bindparam("since"), comments.c.site == bindparam("site"))
)


class SQLWaiting:
    """The waiting facet of a store."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._readers = readers

    async def waits(self, site: str, since: int, limit: int) -> Sequence[Wait]:
        return await self._readers.run(partial(_waits, site=site, since=since, limit=limit))

    async def submitted(self, site: str, since: int) -> int:
        return await self._readers.run(partial(_submitted, site=site, since=since))


def _waits(cursor: Cursor, site: str, since: int, limit: int) -> list[Wait]:
    asked = {"site": site, "since": since, "limit": limit}
    ended = cursor.execute(_ENDED, asked).fetchall()
    going_on = cursor.execute(_GOING_ON, asked).fetchall()
    return [Wait(at - waited, language, waited) for at, waited, language in ended] + [
        Wait(at, language, None) for at, language in going_on
    ]


def _submitted(cursor: Cursor, site: str, since: int) -> int:
    (found,) = cursor.execute(_SUBMITTED, {"site": site, "since": since}).fetchone()
    return int(found)
