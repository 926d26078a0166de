"""The outbox: letters written with their reason, taken to be sent, emptied once sent."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from functools import partial

import msgspec
from sqlalchemy import ColumnElement, bindparam, delete, func, insert, literal_column, select, update

from gatepost.conversation.letters.records import Addressee, Letter, Said, pause, tried_for
from gatepost.conversation.readers.addresses import same
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.work.records import Lease
from gatepost.store.sql import codec
from gatepost.store.sql.constructs import EMPTY
from gatepost.store.sql.cursor import Cursor, Readers, Writer
from gatepost.store.sql.statements import sql
from gatepost.store.tables import authors, comments, follows, letters, reader_accounts

ALL = "all"
_COLUMNS = ("id", "kind", "site", "author", "comment", "record", "made_at", "due_at", "tries")
_NEW = sql(insert(letters), [*_COLUMNS])
_one = letters.c.id == bindparam("which")
_null: ColumnElement[None] = literal_column("NULL")
_DUE = sql(
    select(*(letters.c[name] for name in _COLUMNS))
    .where(letters.c.due_at <= bindparam("at"))
    .order_by(letters.c.due_at, letters.c.id)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_BEGIN = sql(
    update(letters)
    .where(_one)
    .values(tries=bindparam("new_tries"), due_at=bindparam("new_due_at"), worker=bindparam("new_worker"))
)
_mine = (letters.c.worker == bindparam("me"), letters.c.due_at.is_not(None))
_HOLD = sql(
    update(letters)
    .where(*_mine, letters.c.due_at < bindparam("until"))
    .values(due_at=bindparam("new_due_at"))
)
_LET_GO = sql(update(letters).where(_one).values(worker=_null))
_GIVE_BACK = sql(
    update(letters)
    .where(_one, *_mine)
    .values(due_at=bindparam("new_due_at"), worker=_null, tries=letters.c.tries - literal_column("1"))
)
_SENT = sql(
    update(letters).where(_one).values(record=EMPTY, due_at=_null, worker=_null, sent_at=bindparam("at"))
)
_GIVE_UP = sql(update(letters).where(_one).values(record=EMPTY, due_at=_null, worker=_null))
_DROP = sql(delete(letters).where(_one))
_NEXT = sql(select(func.min(letters.c.due_at)).where(letters.c.due_at.is_not(None)))
_FORGET = sql(delete(letters).where(letters.c.made_at < bindparam("before")))
_OF_AUTHOR = sql(delete(letters).where(letters.c.author == bindparam("author")))
_LINKS = sql(
    select(letters.c.id, letters.c.record).where(
        letters.c.kind == literal_column("'sign-in'"),
        letters.c.due_at.is_not(None),
        letters.c.site == bindparam("site"),
    )
)
_ADDRESSEE = sql(
    select(
        reader_accounts.c.author,
        authors.c.site,
        reader_accounts.c.email,
        reader_accounts.c.name,
        reader_accounts.c.language,
        reader_accounts.c.tell_replies,
        reader_accounts.c.tell_mentions,
        reader_accounts.c.tell_decisions,
    )
    .join(authors, authors.c.id == reader_accounts.c.author)
    .where(reader_accounts.c.author == bindparam("author"), reader_accounts.c.email.is_not(None))
)
_told = (
    select(letters.c.id)
    .where(
        letters.c.author == bindparam("reader"),
        letters.c.comment == comments.c.id,
        letters.c.kind.in_([literal_column(f"'{kind}'") for kind in ("reply", "mention", "answer")]),
    )
    .correlate(comments)
    .exists()
)
_later = letters.alias("later")
_next = (
    # What came while this letter waited to be sent again is told by the letter that was written for it.
    select(func.coalesce(func.min(_later.c.made_at), literal_column(str(2**62))))
    .where(
        _later.c.author == bindparam("reader"),
        _later.c.comment == bindparam("article"),
        _later.c.kind == literal_column("'article'"),
        _later.c.made_at > bindparam("since"),
    )
    .scalar_subquery()
)
_news = (
    comments.c.article == bindparam("article"),
    comments.c.state == literal_column("'approved'"),
    comments.c.published_at >= bindparam("since"),
    comments.c.published_at < _next,
    comments.c.decided_at >= bindparam("since"),  # never before it: by this index they are few
    comments.c.author.is_(None) | (comments.c.author != bindparam("reader")),
    ~_told,
)
_NEWS = sql(
    select(*codec.COMMENT)
    .where(*_news)
    .order_by(comments.c.published_at, comments.c.id)
    .limit(bindparam("limit"))
)
_HOW_MANY = sql(select(func.count()).select_from(comments).where(*_news))
_of_account = reader_accounts.c.author == bindparam("which")
_OFF = {
    kind: sql(update(reader_accounts).where(_of_account).values({column: literal_column("0")}))
    for kind, column in {
        "reply": reader_accounts.c.tell_replies,
        "answer": reader_accounts.c.tell_replies,
        "mention": reader_accounts.c.tell_mentions,
        "decision": reader_accounts.c.tell_decisions,
    }.items()
}
_UNFOLLOW = sql(
    delete(follows).where(
        follows.c.author == bindparam("author"),
        bindparam("article").is_(None) | (follows.c.article == bindparam("article")),
    )
)


class SQLLetters:
    """The letters' facet of a store."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer, self._readers = writer, readers
        self.on = False

    async def write(self, letter: Letter) -> None:
        if self.on:
            await self._writer.run(partial(keep, letter=letter))

    async def take(self, at: int, limit: int, lease: Lease | None = None) -> Sequence[Letter]:
        return await self._writer.run(partial(_take, at=at, limit=limit, lease=lease))

    async def hold(self, lease: Lease) -> None:
        asked = {"me": lease.worker, "until": lease.until, "new_due_at": lease.until}
        await self._writer.run(lambda cursor: cursor.execute(_HOLD, asked) and None)

    async def let_go(self, letter: str) -> None:
        await self._writer.run(lambda cursor: cursor.execute(_LET_GO, {"which": letter}) and None)

    async def give_back(self, letters_: Sequence[str], worker: str, due_at: int) -> None:
        asked = [{"which": letter, "me": worker, "new_due_at": due_at} for letter in letters_]
        await self._writer.run(lambda cursor: cursor.executemany(_GIVE_BACK, asked) and None)

    async def sent(self, letter: str, at: int) -> None:
        await self._writer.run(lambda cursor: cursor.execute(_SENT, {"which": letter, "at": at}) and None)

    async def give_up(self, letter: str) -> None:
        await self._writer.run(lambda cursor: cursor.execute(_GIVE_UP, {"which": letter}) and None)

    async def drop(self, letter: str) -> None:
        await self._writer.run(lambda cursor: cursor.execute(_DROP, {"which": letter}) and None)

    async def next_due(self) -> int | None:
        found: int | None = await self._readers.run(lambda cursor: cursor.execute(_NEXT).fetchone()[0])
        return found

    async def forget(self, before: int) -> int:
        return await self._writer.run(lambda cursor: cursor.execute(_FORGET, {"before": before}).rowcount)

    async def addressee(self, author: str) -> Addressee | None:
        return await self._readers.run(partial(addressee, author=author))

    async def news(
        self, article: str, reader: str, since: int, limit: int
    ) -> tuple[list[CommentRecord], int]:
        return await self._readers.run(
            partial(_news_of, article=article, reader=reader, since=since, limit=limit)
        )

    async def unsubscribe(self, author: str, kind: str, article: str | None = None) -> None:
        await self._writer.run(partial(_unsubscribe, author=author, kind=kind, article=article))


def new_id() -> str:
    return secrets.token_hex(16)


def keep(cursor: Cursor, letter: Letter) -> None:
    """Put a letter in, in somebody's transaction."""
    cursor.execute(
        _NEW,
        {
            "id": letter.id,
            "kind": letter.kind,
            "site": letter.site,
            "author": letter.author,
            "comment": letter.about,
            "record": msgspec.json.encode(letter.said),
            "made_at": letter.made_at,
            "due_at": letter.due_at,
            "tries": letter.tries,
        },
    )


def forget_author(cursor: Cursor, author: str) -> None:
    """No letter to this reader remains: for erasing an account."""
    cursor.execute(_OF_AUTHOR, {"author": author})


def forget_links(cursor: Cursor, site: str, email: str) -> None:
    """No link to this address remains that was not sent yet: it names no author, only the address."""
    for letter, record in cursor.execute(_LINKS, {"site": site}).fetchall():
        if same(msgspec.json.decode(record, type=Said).to) == same(email):
            cursor.execute(_DROP, {"which": letter})


def addressee(cursor: Cursor, author: str) -> Addressee | None:
    row = cursor.execute(_ADDRESSEE, {"author": author}).fetchone()
    if row is None:
        return None
    id_, site, email, name, language, replies, mentions, decisions = row
    return Addressee(
        id_, site, email.decode(), name.decode(), language, bool(replies), bool(mentions), bool(decisions)
    )


def _take(cursor: Cursor, at: int, limit: int, lease: Lease | None) -> list[Letter]:
    taken = []
    for row in cursor.execute(_DUE, {"at": at, "limit": limit}).fetchall():
        id_, kind, site, author, about, record, made_at, _, tries = row
        if at - made_at > tried_for(kind):
            cursor.execute(_GIVE_UP, {"which": id_})
            continue
        due_at = max(at + pause(tries + 1), lease.until if lease else 0)
        begun = {"new_tries": tries + 1, "new_due_at": due_at, "new_worker": lease.worker if lease else None}
        cursor.execute(_BEGIN, {"which": id_, **begun})
        said = msgspec.json.decode(record, type=Said)
        taken.append(Letter(id_, kind, site, made_at, due_at, author, about, said, tries + 1))
    return taken


def _news_of(
    cursor: Cursor, article: str, reader: str, since: int, limit: int
) -> tuple[list[CommentRecord], int]:
    asked = {"article": article, "reader": reader, "since": since}
    rows = cursor.execute(_NEWS, {**asked, "limit": limit}).fetchall()
    return [codec.comment(row) for row in rows], cursor.execute(_HOW_MANY, asked).fetchone()[0]


def _unsubscribe(cursor: Cursor, author: str, kind: str, article: str | None) -> None:
    for one in _OFF if kind == ALL else (kind,):
        if one in _OFF:
            cursor.execute(_OFF[one], {"which": author})
    if kind in (ALL, "article"):
        cursor.execute(_UNFOLLOW, {"author": author, "article": None if kind == ALL else article})
