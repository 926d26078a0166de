"""How long comments wait for a person, and who came to the desk last."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from sqlalchemy import bindparam, func, literal_column, select

from gatepost.store.sql.cursor import Cursor, Readers, Writer
from gatepost.store.sql.statements import sql
from gatepost.store.tables import comments, moderators, sessions

_OLDEST = sql(
    select(func.min(comments.c.submitted_at)).where(
        comments.c.state == literal_column("'pending'"),
        comments.c.screened == literal_column("1"),
        comments.c.submitted_at > bindparam("since"),
        bindparam("site").is_(None) | (comments.c.site == bindparam("site")),
    )
)
_SIGN_INS = sql(
    select(moderators.c.role, func.max(sessions.c.created_at))
    .join(moderators, moderators.c.id == sessions.c.moderator)
    .where(moderators.c.disabled == literal_column("0"))
    .group_by(moderators.c.role)
)


class SQLAttendance:
    """The attendance facet of a store."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._readers = readers

    async def oldest_waiting(self, site: str | None = None, since: int = -1) -> int | None:
        return await self._readers.run(partial(_oldest, site=site, since=since))

    async def last_sign_in(self, roles: Collection[str]) -> int | None:
        return await self._readers.run(partial(_last_sign_in, roles=roles))


def _oldest(cursor: Cursor, site: str | None, since: int) -> int | None:
    (found,) = cursor.execute(_OLDEST, {"site": site, "since": since}).fetchone()
    return None if found is None else int(found)


def _last_sign_in(cursor: Cursor, roles: Collection[str]) -> int | None:
    found = [at for role, at in cursor.execute(_SIGN_INS).fetchall() if role in roles]
    return max(found, default=None)
