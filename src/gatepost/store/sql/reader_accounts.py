"""Readers' accounts: each sign-in is one transaction, with the guest who becomes part of the account."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import Integer, bindparam, delete, func, insert, literal_column, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from gatepost.conversation.readers.addresses import same
from gatepost.conversation.readers.ports import BeingErased, LinkGone
from gatepost.conversation.readers.records import Account, EmailLink, ReaderSession, SignIn, Tell
from gatepost.store.sql import codec, joining
from gatepost.store.sql.cursor import Cursor, Readers, Writer
from gatepost.store.sql.statements import sql
from gatepost.store.tables import authors, email_links
from gatepost.store.tables import reader_accounts as accounts
from gatepost.store.tables import reader_sessions as sessions

_ACCOUNT = sql(select(*accounts.c).where(accounts.c.author == bindparam("author")))
_OF_KEY = sql(
    select(*accounts.c)
    .join(authors, authors.c.id == accounts.c.author)
    .where(authors.c.site == bindparam("site"), authors.c.key_hash == bindparam("key_hash"))
)
_WITH_EMAIL = sql(select(*accounts.c).where(accounts.c.email.is_not(None)).order_by(accounts.c.author))
_OLD_LINKS = sql(delete(email_links).where(email_links.c.expires_at <= bindparam("at")))
_NEW_LINK = sql(insert(email_links))
_LINK = sql(
    select(*email_links.c).where(
        email_links.c.token_hash == bindparam("token_hash"), email_links.c.expires_at > bindparam("at")
    )
)
_TAKE_LINK = sql(delete(email_links).where(email_links.c.token_hash == bindparam("token_hash")))
_AUTHOR = sql(
    select(authors.c.id, authors.c.erased_at, accounts.c.author)
    .outerjoin(accounts, accounts.c.author == authors.c.id)
    .where(authors.c.site == bindparam("site"), authors.c.key_hash == bindparam("key_hash"))
)
_NEW_AUTHOR = sql(insert(authors), ["id", "site", "key_hash", "made_at"])
_BACK = sql(
    update(authors).where(authors.c.id == bindparam("which")).values(erased_at=literal_column("NULL"))
)
_new = upsert(accounts)
_KEEP = sql(
    _new.on_conflict_do_update(
        index_elements=["author"],
        set_={
            "email": _new.excluded.email,
            "badge": _new.excluded.badge,
            "seen_at": _new.excluded.seen_at,
            "name": func.coalesce(bindparam("new_name"), accounts.c.name),
            "language": func.coalesce(bindparam("new_language"), accounts.c.language),
        },
    ),
    ["author", "kind", "email", "name", "badge", "language", "made_at", "seen_at"],
)
_OLD_SESSIONS = sql(delete(sessions).where(sessions.c.expires_at <= bindparam("at")))
_NEW_SESSION = sql(insert(sessions))
_SESSIONS = sql(
    select(*sessions.c)
    .where(sessions.c.author == bindparam("author"), sessions.c.expires_at > bindparam("at"))
    .order_by(sessions.c.made_at.desc())
)
_END = sql(delete(sessions).where(sessions.c.token_hash == bindparam("token_hash")))
_END_ALL = sql(delete(sessions).where(sessions.c.author == bindparam("author")))
_CHANGE = sql(
    update(accounts)
    .where(accounts.c.author == bindparam("which"))
    .values(
        name=func.coalesce(bindparam("new_name"), accounts.c.name),
        language=func.coalesce(bindparam("new_language"), accounts.c.language),
        tell_replies=func.coalesce(bindparam("new_replies", type_=Integer), accounts.c.tell_replies),
        tell_mentions=func.coalesce(bindparam("new_mentions", type_=Integer), accounts.c.tell_mentions),
        tell_decisions=func.coalesce(bindparam("new_decisions", type_=Integer), accounts.c.tell_decisions),
    )
)


class SQLReaderAccounts:
    """The store's `readers`."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer, self._readers = writer, readers

    async def account(self, author: str) -> Account | None:
        return await self._readers.run(partial(_account, author=author))

    async def of_key(self, site: str, key_hash: bytes) -> Account | None:
        return await self._readers.run(partial(_of_key, site=site, key_hash=key_hash))

    async def by_email(self, email: str) -> Sequence[Account]:
        return await self._readers.run(partial(_by_email, wanted=same(email)))

    async def keep_link(self, link: EmailLink) -> None:
        await self._writer.run(partial(_keep_link, link=link))

    async def link(self, token_hash: bytes, at: int) -> EmailLink | None:
        return await self._readers.run(partial(_link, token_hash=token_hash, at=at))

    async def sign_in(self, sign_in: SignIn) -> Account:
        return await self._writer.run(partial(_sign_in, asked=sign_in))

    async def forget(self, at: int) -> int:
        ended = {"at": at}
        return await self._writer.run(
            lambda cursor: sum(cursor.execute(one, ended).rowcount for one in (_OLD_LINKS, _OLD_SESSIONS))
        )

    async def sessions_of(self, author: str, at: int) -> Sequence[ReaderSession]:
        return await self._readers.run(
            lambda cursor: [
                ReaderSession(*row) for row in cursor.execute(_SESSIONS, {"author": author, "at": at})
            ]
        )

    async def end_session(self, token_hash: bytes) -> bool:
        return await self._writer.run(
            lambda cursor: cursor.execute(_END, {"token_hash": token_hash}).rowcount > 0
        )

    async def end_sessions(self, author: str) -> int:
        return await self._writer.run(lambda cursor: cursor.execute(_END_ALL, {"author": author}).rowcount)

    async def change(
        self, author: str, name: str | None = None, language: str | None = None, tell: Tell | None = None
    ) -> Account | None:
        return await self._writer.run(
            partial(_change, author=author, name=name, language=language, tell=tell)
        )


def _account(cursor: Cursor, author: str) -> Account | None:
    row = cursor.execute(_ACCOUNT, {"author": author}).fetchone()
    return codec.account(row) if row else None


def _of_key(cursor: Cursor, site: str, key_hash: bytes) -> Account | None:
    row = cursor.execute(_OF_KEY, {"site": site, "key_hash": key_hash}).fetchone()
    return codec.account(row) if row else None


def _by_email(cursor: Cursor, wanted: str) -> list[Account]:
    found = map(codec.account, cursor.execute(_WITH_EMAIL).fetchall())
    return [one for one in found if one is not None and one.email and same(one.email) == wanted]


def _keep_link(cursor: Cursor, link: EmailLink) -> None:
    cursor.execute(_OLD_LINKS, {"at": link.made_at})
    values = {
        "token_hash": link.token_hash,
        "site": link.site,
        "email": link.email.encode(),
        "made_at": link.made_at,
        "expires_at": link.expires_at,
        "guest": link.guest,
    }
    cursor.execute(_NEW_LINK, values)


def _link(cursor: Cursor, token_hash: bytes, at: int) -> EmailLink | None:
    row = cursor.execute(_LINK, {"token_hash": token_hash, "at": at}).fetchone()
    if row is None:
        return None
    which, site, email, made_at, expires_at, guest = row
    return EmailLink(which, site, email.decode(), made_at, expires_at, guest)


def _sign_in(cursor: Cursor, asked: SignIn) -> Account:
    if asked.link is not None:
        if _link(cursor, asked.link, asked.at) is None:
            raise LinkGone(asked.site)
        cursor.execute(_TAKE_LINK, {"token_hash": asked.link})
    author = _author(cursor, asked)
    values: dict[str, Any] = {
        "author": author,
        "kind": asked.kind,
        "email": None if asked.email is None else asked.email.encode(),
        "name": (asked.name or "").encode(),
        "badge": asked.badge,
        "language": asked.language or asked.first_language,
        "made_at": asked.at,
        "seen_at": asked.at,
        "new_name": None if asked.name is None else asked.name.encode(),
        "new_language": asked.language,
    }
    cursor.execute(_KEEP, values)
    cursor.execute(_OLD_SESSIONS, {"at": asked.at})
    session = {"token_hash": asked.session, "author": author, "made_at": asked.at}
    cursor.execute(_NEW_SESSION, {**session, "expires_at": asked.expires_at})
    if asked.guest is not None:
        joining.join(cursor, asked.site, asked.guest, author)
    account = _account(cursor, author)
    assert account is not None
    return account


def _author(cursor: Cursor, asked: SignIn) -> str:
    """The author with this key, made if new. Whom only a suspension is known of begins anew by this."""
    known = {"site": asked.site, "key_hash": asked.key_hash}
    row = cursor.execute(_AUTHOR, known).fetchone()
    if row is None:
        cursor.execute(_NEW_AUTHOR, {**known, "id": asked.author, "made_at": asked.at})
        return asked.author
    author, erased_at, account = row
    if erased_at is not None and account is not None:
        raise BeingErased(author)
    cursor.execute(_BACK, {"which": author})
    return str(author)


def _change(
    cursor: Cursor, author: str, name: str | None, language: str | None, tell: Tell | None
) -> Account | None:
    values: dict[str, Any] = {
        "which": author,
        "new_name": None if name is None else name.encode(),
        "new_language": language,
        "new_replies": None if tell is None else int(tell.replies),
        "new_mentions": None if tell is None else int(tell.mentions),
        "new_decisions": None if tell is None else int(tell.decisions),
    }
    cursor.execute(_CHANGE, values)
    return _account(cursor, author)
