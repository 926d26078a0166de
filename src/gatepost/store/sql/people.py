"""Moderators, their signed-in browsers and one-time links, and programs' tokens."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from gatepost.conversation.ports import NameTaken
from gatepost.conversation.records import Moderator, SessionRecord, TokenRecord
from gatepost.store.sql.cursor import BROKEN, Cursor
from gatepost.store.sql.statements import sql
from gatepost.store.tables import links, moderators, sessions, tokens


def _find(table: Table, column: ColumnElement[Any]) -> str:
    return sql(select(*table.c).where(column == bindparam("wanted")))


_new = upsert(moderators)
_KEEP_MODERATOR = sql(
    _new.on_conflict_do_update(
        index_elements=["id"],
        set_={name: _new.excluded[name] for name in ("name", "role", "password_hash", "disabled")},
    )
)
_MODERATOR = _find(moderators, moderators.c.id)
_MODERATOR_BY_NAME = _find(moderators, moderators.c.name)
_MODERATORS = sql(select(*moderators.c).order_by(moderators.c.name))
_NEW_SESSION = sql(insert(sessions))
_SESSION = _find(sessions, sessions.c.token_hash)
_SESSIONS = sql(
    select(*sessions.c).where(sessions.c.moderator == bindparam("wanted")).order_by(sessions.c.created_at)
)
_END_SESSION = sql(delete(sessions).where(sessions.c.token_hash == bindparam("wanted")))
_OLD_SESSIONS = sql(delete(sessions).where(sessions.c.expires_at < bindparam("now")))
_NEW_LINK = sql(insert(links))
_TAKE_LINK = sql(
    delete(links)
    .where(links.c.token_hash == bindparam("wanted"))
    .returning(links.c.moderator, links.c.expires_at)
)
_OLD_LINKS = sql(delete(links).where(links.c.expires_at < bindparam("now")))
_NEW_TOKEN = sql(insert(tokens))
_TOKEN = _find(tokens, tokens.c.token_hash)
_TOKENS = sql(select(*tokens.c).order_by(tokens.c.created_at, tokens.c.name))
_END_TOKEN = sql(delete(tokens).where(tokens.c.name == bindparam("wanted")))


def keep_moderator(cursor: Cursor, moderator: Moderator) -> None:
    """A new moderator, or the same id with another name, role or password. Raises `NameTaken`."""
    try:
        cursor.execute(
            _KEEP_MODERATOR,
            {
                "id": moderator.id,
                "name": moderator.name,
                "role": moderator.role,
                "password_hash": moderator.password_hash,
                "disabled": int(moderator.disabled),
            },
        )
    except BROKEN:
        raise NameTaken(moderator.name) from None


def moderator(cursor: Cursor, wanted: str) -> Moderator | None:
    return _moderator(cursor.execute(_MODERATOR, {"wanted": wanted}).fetchone())


def moderator_by_name(cursor: Cursor, name: str) -> Moderator | None:
    return _moderator(cursor.execute(_MODERATOR_BY_NAME, {"wanted": name}).fetchone())


def all_moderators(cursor: Cursor) -> list[Moderator]:
    return [_as_moderator(row) for row in cursor.execute(_MODERATORS).fetchall()]


def add_session(cursor: Cursor, session: SessionRecord) -> None:
    cursor.execute(_OLD_SESSIONS, {"now": session.created_at})
    cursor.execute(
        _NEW_SESSION,
        {
            "token_hash": session.token_hash,
            "moderator": session.moderator,
            "created_at": session.created_at,
            "expires_at": session.expires_at,
            "label": session.label,
            "via": session.via,
            "seen_at": session.seen_at,
        },
    )


def session(cursor: Cursor, token_hash: bytes) -> SessionRecord | None:
    row = cursor.execute(_SESSION, {"wanted": token_hash}).fetchone()
    return SessionRecord(*row) if row else None


def sessions_of(cursor: Cursor, moderator: str) -> list[SessionRecord]:
    return [SessionRecord(*row) for row in cursor.execute(_SESSIONS, {"wanted": moderator}).fetchall()]


def end_session(cursor: Cursor, token_hash: bytes) -> None:
    cursor.execute(_END_SESSION, {"wanted": token_hash})


def add_link(cursor: Cursor, token_hash: bytes, moderator: str, expires_at: int) -> None:
    cursor.execute(_NEW_LINK, {"token_hash": token_hash, "moderator": moderator, "expires_at": expires_at})


def take_link(cursor: Cursor, token_hash: bytes, now: int) -> str | None:
    rows = cursor.execute(_TAKE_LINK, {"wanted": token_hash}).fetchall()
    cursor.execute(_OLD_LINKS, {"now": now})  # links that nobody followed
    return rows[0][0] if rows and rows[0][1] >= now else None


def add_token(cursor: Cursor, token: TokenRecord) -> None:
    """Raises `NameTaken`."""
    values = {
        "token_hash": token.token_hash,
        "name": token.name,
        "scopes": " ".join(token.scopes),
        "created_at": token.created_at,
    }
    try:
        cursor.execute(_NEW_TOKEN, values)
    except BROKEN:
        raise NameTaken(token.name) from None


def token(cursor: Cursor, token_hash: bytes) -> TokenRecord | None:
    row = cursor.execute(_TOKEN, {"wanted": token_hash}).fetchone()
    return _token(row) if row else None


def all_tokens(cursor: Cursor) -> list[TokenRecord]:
    return [_token(row) for row in cursor.execute(_TOKENS).fetchall()]


def end_token(cursor: Cursor, name: str) -> bool:
    return cursor.execute(_END_TOKEN, {"wanted": name}).rowcount > 0


def _moderator(row: tuple[str, str, str, str, int] | None) -> Moderator | None:
    return _as_moderator(row) if row else None


def _as_moderator(row: tuple[str, str, str, str, int]) -> Moderator:
    return Moderator(*row[:4], disabled=bool(row[4]))


def _token(row: tuple[bytes, str, str, int]) -> TokenRecord:
    token_hash, name, scopes, created_at = row
    return TokenRecord(token_hash, name, tuple(scopes.split()), created_at)
