"""Escalations, and the drawer of words that are kept for them after their comment was erased."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import (
    bindparam,
    delete,
    exists,
    insert,
    literal_column,
    select,
    tuple_,
    update,
)

from gatepost.conversation.escalations.entries import entry as entry_of
from gatepost.conversation.escalations.ports import EscalationChanged
from gatepost.conversation.escalations.records import EscalationRecord, Kept
from gatepost.conversation.ports import EntryDraft, StateChanged
from gatepost.conversation.records import CommentRecord
from gatepost.store.sql import chains, codec
from gatepost.store.sql.constructs import EMPTY
from gatepost.store.sql.cursor import Cursor, Readers, Writer
from gatepost.store.sql.statements import sql
from gatepost.store.tables import comments
from gatepost.store.tables import escalations as table
from gatepost.store.tables import kept_words as drawer
from gatepost.vocabulary import DESK_CHAIN, Entry, State

HOUSE = "house"
"""Who erases kept words when their time is over: nobody in particular."""

_COLUMNS = list(EscalationRecord.__struct_fields__)
_FIELDS = [table.c[name] for name in _COLUMNS]
_NEW = sql(insert(table), _COLUMNS)
_BY_ID = sql(select(*_FIELDS).where(table.c.id == bindparam("id")))
_newest = (table.c.made_at.desc(), table.c.id.desc())
_OF_COMMENT = sql(select(*_FIELDS).where(table.c.comment == bindparam("comment")).order_by(*_newest))
_place = tuple_(table.c.made_at, table.c.id) < tuple_(bindparam("at"), bindparam("id"))
_EVERY = sql(select(*_FIELDS).where(_place).order_by(*_newest).limit(bindparam("limit")))
_OPEN = sql(
    select(*_FIELDS).where(table.c.closed_at.is_(None), _place).order_by(*_newest).limit(bindparam("limit"))
)
_CLOSE = sql(
    update(table)
    .where(table.c.id == bindparam("which"))
    .values(
        closed_at=bindparam("new_closed_at"),
        closed_by=bindparam("new_closed_by"),
        answer=bindparam("new_answer"),
    )
)
_holding = (table.c.closed_at.is_(None), table.c.keep_until > bindparam("at"))
_HOLDING = sql(
    select(*_FIELDS)
    .where(table.c.comment == bindparam("comment"), *_holding)
    .order_by(table.c.keep_until.desc())
    .limit(literal_column("1"))
)
_SILENCE = sql(update(table).where(table.c.comment == bindparam("which")).values(reason=EMPTY, answer=EMPTY))
_STATE = sql(select(comments.c.state).where(comments.c.id == bindparam("id")))
_WORDS = sql(
    select(comments.c.text, comments.c.salt, comments.c.author_name).where(comments.c.id == bindparam("id"))
)
_KEEP = sql(insert(drawer))
_KEPT = sql(select(*drawer.c).where(drawer.c.comment == bindparam("comment")))
_RELEASED = sql(
    select(drawer.c.comment).where(~exists().where(table.c.comment == drawer.c.comment, *_holding))
)
_FORGET = sql(delete(drawer).where(drawer.c.comment == bindparam("comment")))
_ROOT = select(comments.c.root).where(comments.c.id == bindparam("comment")).scalar_subquery()
_THREAD = sql(
    select(*codec.COMMENT)
    .where(
        comments.c.root == _ROOT,
        (comments.c.state == literal_column("'approved'")) | (comments.c.id == bindparam("comment")),
    )
    .order_by(comments.c.submitted_at, comments.c.id)
    .limit(bindparam("limit"))
)


class SQLEscalations:
    """The escalations' facet of a store."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    async def escalate(self, escalation: EscalationRecord, entry: EntryDraft) -> None:
        await self._writer.run(partial(_escalate, escalation=escalation, entry=entry))

    async def by_id(self, escalation: str) -> EscalationRecord | None:
        return await self._readers.run(partial(_by_id, escalation=escalation))

    async def of_comment(self, comment: str) -> Sequence[EscalationRecord]:
        return await self._readers.run(partial(_of_comment, comment=comment))

    async def every(
        self, waiting: bool = False, after: str | None = None, limit: int = 50
    ) -> Sequence[EscalationRecord]:
        return await self._readers.run(partial(_every, waiting=waiting, after=after, limit=limit))

    async def close(
        self, escalation: str, by: str, at: int, answer: str, entry: EntryDraft
    ) -> EscalationRecord:
        done = await self._writer.run(
            partial(_close, escalation=escalation, by=by, at=at, answer=answer, entry=entry)
        )
        await self._sweep()
        return done

    async def kept(self, comment: str) -> Kept | None:
        return await self._readers.run(partial(_kept, comment=comment))

    async def release(self, at: int) -> int:
        found = await self._readers.run(lambda cursor: cursor.execute(_RELEASED, {"at": at}).fetchone())
        if found is None:
            return 0
        number = await self._writer.run(partial(_release, at=at, by=HOUSE))
        await self._sweep()
        return number

    async def thread_of(self, comment: str, limit: int) -> Sequence[CommentRecord]:
        return await self._readers.run(partial(_thread_of, comment=comment, limit=limit))

    async def entries_of(self, escalation: str) -> Sequence[Entry]:
        return await self._readers.run(partial(chains.of_comment, comment=escalation))

    async def record(self, escalation: str, at: int, entry: EntryDraft) -> None:
        await self._writer.run(
            partial(chains.append, chain=DESK_CHAIN, comment=escalation, at=at, drafts=(entry,))
        )

    async def _sweep(self) -> None:
        """What was erased must not linger in the write-ahead log."""
        await self._writer.sweep()


def keep(cursor: Cursor, comment: str, at: int, by: str) -> None:
    """Before a comment is erased: put its words into the drawer if an escalation holds them. If none does,
    the words of its escalations go as well, for they may quote it."""
    row = cursor.execute(_HOLDING, {"comment": comment, "at": at}).fetchone()
    if row is None:
        cursor.execute(_SILENCE, {"which": comment})
        return
    text, salt, name = cursor.execute(_WORDS, {"id": comment}).fetchone()
    if text is None:
        return
    cursor.execute(
        _KEEP, {"comment": comment, "text": text, "salt": salt, "author_name": name, "kept_at": at}
    )
    holding = _record(row)
    chains.append(cursor, DESK_CHAIN, holding.id, at, (entry_of("keep", holding, by),))


def _escalate(cursor: Cursor, escalation: EscalationRecord, entry: EntryDraft) -> None:
    (state,) = cursor.execute(_STATE, {"id": escalation.comment}).fetchone()
    if state == State.ERASED.value:
        raise StateChanged(escalation.comment, State.ERASED)
    values: dict[str, Any] = {name: getattr(escalation, name) for name in _COLUMNS}
    values |= {"reason": escalation.reason.encode(), "answer": escalation.answer.encode()}
    cursor.execute(_NEW, values)
    chains.append(cursor, DESK_CHAIN, escalation.id, escalation.made_at, (entry,))


def _close(
    cursor: Cursor, escalation: str, by: str, at: int, answer: str, entry: EntryDraft
) -> EscalationRecord:
    found = _by_id(cursor, escalation)
    if found is None or found.closed_at is not None:
        raise EscalationChanged(escalation)
    cursor.execute(
        _CLOSE,
        {"which": escalation, "new_closed_at": at, "new_closed_by": by, "new_answer": answer.encode()},
    )
    chains.append(cursor, DESK_CHAIN, escalation, at, (entry,))
    _release(cursor, at, by)
    record = _by_id(cursor, escalation)
    assert record is not None
    return record


def _release(cursor: Cursor, at: int, by: str) -> int:
    released = cursor.execute(_RELEASED, {"at": at}).fetchall()
    for (comment,) in released:
        cursor.execute(_FORGET, {"comment": comment})
        newest = _of_comment(cursor, comment)[0]
        cursor.execute(_SILENCE, {"which": comment})
        chains.append(cursor, DESK_CHAIN, newest.id, at, (entry_of("release", newest, by),))
    return len(released)


def _by_id(cursor: Cursor, escalation: str) -> EscalationRecord | None:
    row = cursor.execute(_BY_ID, {"id": escalation}).fetchone()
    return _record(row) if row else None


def _of_comment(cursor: Cursor, comment: str) -> list[EscalationRecord]:
    return [_record(row) for row in cursor.execute(_OF_COMMENT, {"comment": comment}).fetchall()]


def _every(cursor: Cursor, waiting: bool, after: str | None, limit: int) -> list[EscalationRecord]:
    last = _by_id(cursor, after) if after else None
    place = {"at": last.made_at if last else 2**62, "id": last.id if last else "", "limit": limit}
    return [_record(row) for row in cursor.execute(_OPEN if waiting else _EVERY, place).fetchall()]


def _kept(cursor: Cursor, comment: str) -> Kept | None:
    row = cursor.execute(_KEPT, {"comment": comment}).fetchone()
    if row is None:
        return None
    which, text, salt, name, at = row
    return Kept(which, text.decode(), salt, name.decode(), at)


def _thread_of(cursor: Cursor, comment: str, limit: int) -> list[CommentRecord]:
    found = cursor.execute(_THREAD, {"comment": comment, "limit": limit}).fetchall()
    return [codec.comment(row) for row in found]


def _record(row: tuple[Any, ...]) -> EscalationRecord:
    values = dict(zip(_COLUMNS, row, strict=True))
    for name in ("reason", "answer"):
        values[name] = values[name].decode()
    return EscalationRecord(**values)
