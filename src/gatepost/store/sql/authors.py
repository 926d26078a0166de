"""Authors: known by the hash of a token, and what became of their comments, always counted anew."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import bindparam, func, insert, literal_column, select, tuple_

from gatepost.conversation.authors.ports import AuthorGone
from gatepost.conversation.authors.records import Author, AuthorRecord
from gatepost.conversation.records import CommentRecord, NewComment
from gatepost.store.sql import codec
from gatepost.store.sql.cursor import Cursor, Readers, Writer
from gatepost.store.sql.statements import sql
from gatepost.store.tables import appeals, authors, comments, reader_accounts, reader_sessions, suspensions

_with_accounts = authors.outerjoin(reader_accounts, reader_accounts.c.author == authors.c.id)
_author = select(authors.c.id, authors.c.site, authors.c.made_at, *reader_accounts.c).select_from(
    _with_accounts
)
_OF_TOKEN = sql(
    _author.where(authors.c.site == bindparam("site"), authors.c.key_hash == bindparam("key_hash"))
)
_OF_SESSION = sql(
    _author.join(reader_sessions, reader_sessions.c.author == authors.c.id).where(
        reader_sessions.c.token_hash == bindparam("key_hash"),
        reader_sessions.c.expires_at > bindparam("at"),
        authors.c.site == bindparam("site"),
    )
)
_BY_ID = sql(_author.where(authors.c.id == bindparam("id")))
_STANDS = sql(select(authors.c.id).where(authors.c.id == bindparam("id"), authors.c.erased_at.is_(None)))
_NEW = sql(insert(authors), ["id", "site", "key_hash", "made_at"])
_STATES = sql(
    select(comments.c.state, func.count())
    .where(comments.c.author == bindparam("author"))
    .group_by(comments.c.state)
)
_APPEALS = sql(
    select(func.count(), func.count().filter(appeals.c.outcome == literal_column("'overturned'")))
    .select_from(appeals)
    .join(comments, comments.c.id == appeals.c.comment)
    .where(comments.c.author == bindparam("author"))
)
_SUSPENSIONS = sql(
    select(func.count()).select_from(suspensions).where(suspensions.c.author == bindparam("author"))
)
_place = tuple_(comments.c.submitted_at, comments.c.id)
_COMMENTS = sql(
    select(*codec.COMMENT)
    .where(comments.c.author == bindparam("author"), _place < tuple_(bindparam("at"), bindparam("id")))
    .order_by(comments.c.submitted_at.desc(), comments.c.id.desc())
    .limit(bindparam("limit"))
)
_AT = sql(select(comments.c.submitted_at).where(comments.c.id == bindparam("id")))


class SQLAuthors:
    """The authors' facet of a store."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._readers = readers

    async def of_token(self, site: str, key_hash: bytes, at: int) -> Author | None:
        return await self._readers.run(partial(_of_token, site=site, key_hash=key_hash, at=at))

    async def by_id(self, author: str) -> Author | None:
        return await self._readers.run(partial(_one, _BY_ID, {"id": author}))

    async def record(self, author: str) -> AuthorRecord:
        return await self._readers.run(partial(record, author=author))

    async def comments_of(
        self, author: str, after: str | None = None, limit: int = 50
    ) -> Sequence[CommentRecord]:
        return await self._readers.run(partial(_comments_of, author=author, after=after, limit=limit))


def make(cursor: Cursor, new: NewComment) -> None:
    """The author who comes with a comment, if that is a new one."""
    if new.new_author is not None:
        values = {
            "id": new.new_author.id,
            "site": new.site,
            "key_hash": new.new_author.key_hash,
            "made_at": new.submitted_at,
        }
        cursor.execute(_NEW, values)


def record(cursor: Cursor, author: str) -> AuthorRecord:
    known = {"author": author}
    states = dict(cursor.execute(_STATES, known).fetchall())
    appealed, overturned = cursor.execute(_APPEALS, known).fetchone()
    found = _one(_BY_ID, {"id": author}, cursor)
    return AuthorRecord(
        approved=states.get("approved", 0),
        rejected=states.get("rejected", 0),
        pending=states.get("pending", 0),
        withdrawn=states.get("withdrawn", 0),
        appeals=appealed,
        overturned=overturned,
        suspensions=cursor.execute(_SUSPENSIONS, known).fetchone()[0],
        first_seen=found.made_at if found else 0,
    )


def must_stand(cursor: Cursor, author: str) -> None:
    """Raise `AuthorGone` for an author who became part of an account meanwhile, or is being erased."""
    if cursor.execute(_STANDS, {"id": author}).fetchone() is None:
        raise AuthorGone(author)


def _of_token(cursor: Cursor, site: str, key_hash: bytes, at: int) -> Author | None:
    values = {"site": site, "key_hash": key_hash}
    return _one(_OF_TOKEN, values, cursor) or _one(_OF_SESSION, {**values, "at": at}, cursor)


def _one(statement: str, values: dict[str, Any], cursor: Cursor) -> Author | None:
    row = cursor.execute(statement, values).fetchone()
    return Author(row[0], row[1], row[2], codec.account(row[3:])) if row else None


def _comments_of(cursor: Cursor, author: str, after: str | None, limit: int) -> list[CommentRecord]:
    at, last = 2**62, ""
    if after is not None and (row := cursor.execute(_AT, {"id": after}).fetchone()) is not None:
        at, last = row[0], after
    found = cursor.execute(_COMMENTS, {"author": author, "at": at, "id": last, "limit": limit})
    return [codec.comment(row) for row in found.fetchall()]
