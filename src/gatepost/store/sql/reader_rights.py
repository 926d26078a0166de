"""All that hangs on one reader, to hand it out and to erase it. Erasing is begun, carried on in steps, and
finished in one transaction when no comment is left: whatever is killed in between is taken up again."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import partial

from sqlalchemy import ColumnElement, bindparam, case, delete, func, literal_column, select, update

from gatepost.conversation.ports import EntryDraft
from gatepost.conversation.readers.addresses import same
from gatepost.conversation.readers.rights import Belongings, Follow, Mark, SentLetter
from gatepost.conversation.records import AppealRecord, CommentRecord
from gatepost.store.sql import chains, codec, marks, search
from gatepost.store.sql.constructs import EMPTY
from gatepost.store.sql.cursor import Cursor, Readers, Writer
from gatepost.store.sql.letters import forget_author, forget_links
from gatepost.store.sql.statements import sql
from gatepost.store.sql.upkeep import Upkeep
from gatepost.store.tables import (
    appeals,
    articles,
    authors,
    comments,
    email_links,
    follows,
    letters,
    reader_accounts,
    reader_sessions,
    reports,
    suspensions,
)
from gatepost.store.tables import marks as mark_table
from gatepost.vocabulary import DESK_CHAIN

_null: ColumnElement[None] = literal_column("NULL")
_one: ColumnElement[int] = literal_column("1")
_of_author = comments.c.author == bindparam("author")
READER = "reader"
"""What an entry about an erased reader is about: whose id it was, nobody can read there."""
_BEGUN = sql(select(authors.c.erased_at).where(authors.c.id == bindparam("author")))
_BEGIN = sql(update(authors).where(authors.c.id == bindparam("which")).values(erased_at=bindparam("at")))
_EVERYBODY = sql(select(authors.c.id).order_by(authors.c.id))
_SOME = sql(
    select(*codec.COMMENT).where(_of_author).order_by(comments.c.submitted_at).limit(bindparam("limit"))
)
_UNFINISHED = sql(select(authors.c.id).where(authors.c.erased_at.is_not(None)).order_by(authors.c.id))
_ASKED = sql(
    select(authors.c.site, reader_accounts.c.email)
    .outerjoin(reader_accounts, reader_accounts.c.author == authors.c.id)
    .where(authors.c.id == bindparam("author"), authors.c.erased_at.is_not(None))
)
_LEFT = sql(select(comments.c.id).where(_of_author).limit(_one))
_FOLLOWS = sql(
    select(articles.c.url, follows.c.made_at)
    .join(articles, articles.c.id == follows.c.article)
    .where(follows.c.author == bindparam("author"))
    .order_by(follows.c.made_at)
)
_MARKS = sql(
    select(mark_table.c.comment, mark_table.c.at)
    .where(mark_table.c.reader == bindparam("author"))
    .order_by(mark_table.c.at)
)
_LETTERS = sql(
    select(letters.c.kind, letters.c.comment, letters.c.made_at, letters.c.sent_at)
    .where(letters.c.author == bindparam("author"))
    .order_by(letters.c.made_at)
)
_REPORTS = sql(
    select(*codec.REPORT).where(reports.c.reporter == bindparam("author")).order_by(reports.c.made_at)
)
_APPEALS = sql(
    select(*codec.APPEAL)
    .join(comments, comments.c.id == appeals.c.comment)
    .where(_of_author)
    .order_by(appeals.c.made_at)
)
_NO_FOLLOWS = sql(delete(follows).where(follows.c.author == bindparam("author")))
_NO_SESSIONS = sql(delete(reader_sessions).where(reader_sessions.c.author == bindparam("author")))
_NO_ACCOUNT = sql(delete(reader_accounts).where(reader_accounts.c.author == bindparam("author")))
_LINKS = sql(
    select(email_links.c.token_hash, email_links.c.email, email_links.c.guest).where(
        email_links.c.site == bindparam("site")
    )
)
_NO_LINK = sql(delete(email_links).where(email_links.c.token_hash == bindparam("token_hash")))
_REPORTED = sql(select(reports.c.comment).where(reports.c.reporter == bindparam("author")).distinct())
_SILENCE_REPORTS = sql(
    update(reports)
    .where(reports.c.reporter == bindparam("author"))
    .values(text=EMPTY, reporter=literal_column("''"))
)
_its_author = suspensions.c.author == bindparam("author")
_in_force = (suspensions.c.until > bindparam("at")) & suspensions.c.lifted_at.is_(None)
_HELD = sql(select(func.max(suspensions.c.until)).where(_its_author, _in_force))
_SILENCE_APPEALS = sql(
    update(suspensions)
    .where(_its_author)
    .values(
        appeal=_null,
        reply=_null,
        appealed_at=case((suspensions.c.outcome.is_(None), _null), else_=suspensions.c.appealed_at),
    )
)
_SILENCE_GROUNDS = sql(update(suspensions).where(_its_author, ~_in_force).values(ground=EMPTY, comment=_null))
_ANY_SUSPENSION = sql(select(suspensions.c.id).where(_its_author).limit(_one))
_UNKNOWN = sql(
    update(authors)
    .where(authors.c.id == bindparam("which"))
    .values(key_hash=bindparam("nobodys"), erased_at=_null)
)
_NO_AUTHOR = sql(delete(authors).where(authors.c.id == bindparam("author")))


class SQLReaderRights:
    """The store's `rights`."""

    def __init__(self, writer: Writer, readers: Readers, upkeep_: Upkeep) -> None:
        self._writer, self._readers, self._upkeep = writer, readers, upkeep_

    async def belongings(self, author: str) -> Belongings:
        return await self._readers.run(partial(_belongings, author=author))

    async def begin_erasing(self, author: str, at: int, entry: EntryDraft | None = None) -> bool:
        return await self._writer.run(partial(_begin, author=author, at=at, entry=entry))

    async def everybody(self) -> Sequence[str]:
        return await self._readers.run(
            lambda cursor: [row[0] for row in cursor.execute(_EVERYBODY).fetchall()]
        )

    async def some_comments(self, author: str, limit: int) -> Sequence[CommentRecord]:
        asked = {"author": author, "limit": limit}
        return await self._readers.run(
            lambda cursor: [codec.comment(row) for row in cursor.execute(_SOME, asked).fetchall()]
        )

    async def finish_erasing(self, author: str, at: int) -> bool:
        async with self._upkeep.erasing():
            finished = await self._writer.run(partial(_finish, author=author, at=at))
        if finished:
            await self._writer.sweep()
        return finished

    async def unfinished(self) -> Sequence[str]:
        return await self._readers.run(
            lambda cursor: [row[0] for row in cursor.execute(_UNFINISHED).fetchall()]
        )


def _begin(cursor: Cursor, author: str, at: int, entry: EntryDraft | None) -> bool:
    row = cursor.execute(_BEGUN, {"author": author}).fetchone()
    if row is None:
        return False
    if row[0] is None:
        cursor.execute(_BEGIN, {"which": author, "at": at})
        if entry is not None:
            chains.append(cursor, DESK_CHAIN, READER, at, (entry,))
    return True


def _belongings(cursor: Cursor, author: str) -> Belongings:
    known = {"author": author}
    by_comment: dict[str, list[AppealRecord]] = {}
    for row in cursor.execute(_APPEALS, known).fetchall():
        appeal = codec.appeal(row)
        by_comment.setdefault(appeal.comment, []).append(appeal)
    return Belongings(
        marks=tuple(Mark(*row) for row in cursor.execute(_MARKS, known).fetchall()),
        follows=tuple(Follow(*row) for row in cursor.execute(_FOLLOWS, known).fetchall()),
        letters=tuple(SentLetter(*row) for row in cursor.execute(_LETTERS, known).fetchall()),
        reports=tuple(codec.report(row) for row in cursor.execute(_REPORTS, known).fetchall()),
        appeals={comment: tuple(found) for comment, found in by_comment.items()},
    )


def _finish(cursor: Cursor, author: str, at: int) -> bool:
    known = {"author": author}
    asked = cursor.execute(_ASKED, known).fetchone()
    if asked is None:
        return True  # done before, or signed in again meanwhile
    if cursor.execute(_LEFT, known).fetchone() is not None:
        return False
    site, email = asked
    marks.forget_reader(cursor, author)
    forget_author(cursor, author)
    _forget_links(cursor, site, author, email.decode() if email else "")
    _silence_reports(cursor, author)
    for statement in (_NO_FOLLOWS, _NO_SESSIONS, _NO_ACCOUNT, _SILENCE_APPEALS):
        cursor.execute(statement, known)
    cursor.execute(_SILENCE_GROUNDS, {**known, "at": at})
    if cursor.execute(_HELD, {**known, "at": at}).fetchone()[0] is not None:
        return True  # until it is over the key stays, by which the same reader meets it again
    if cursor.execute(_ANY_SUSPENSION, known).fetchone() is not None:
        cursor.execute(_UNKNOWN, {"which": author, "nobodys": secrets.token_bytes(32)})
    else:
        cursor.execute(_NO_AUTHOR, known)
    return True


def _forget_links(cursor: Cursor, site: str, author: str, email: str) -> None:
    for token_hash, address, guest in cursor.execute(_LINKS, {"site": site}).fetchall():
        if guest == author or (email and same(address.decode()) == same(email)):
            cursor.execute(_NO_LINK, {"token_hash": token_hash})
    if email:
        forget_links(cursor, site, email)


def _silence_reports(cursor: Cursor, author: str) -> None:
    about = cursor.execute(_REPORTED, {"author": author}).fetchall()
    if not about:
        return
    cursor.execute(_SILENCE_REPORTS, {"author": author})
    for (comment,) in about:
        search.reports(cursor, comment)
    search.purge_later(cursor)
