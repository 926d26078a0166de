"""Suspensions: each step guarded, and written together with its entry in the desk's chain."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy import bindparam, insert, literal_column, select, tuple_, update

from gatepost.conversation.ports import EntryDraft
from gatepost.conversation.suspensions.ports import Suspended, SuspensionChanged
from gatepost.conversation.suspensions.records import SuspensionRecord
from gatepost.store.sql import chains
from gatepost.store.sql.cursor import Cursor, Readers, Writer
from gatepost.store.sql.statements import sql
from gatepost.store.tables import comments
from gatepost.store.tables import suspensions as table
from gatepost.vocabulary import DESK_CHAIN

_COLUMNS = [column.name for column in table.c]
_FIELDS = [table.c[name] for name in SuspensionRecord.__struct_fields__]
_NEW = sql(insert(table), _COLUMNS)
_AUTHOR = sql(select(comments.c.author).where(comments.c.id == bindparam("id")))
_BY_ID = sql(select(*_FIELDS).where(table.c.id == bindparam("id")))
_OF_AUTHOR = sql(
    select(*_FIELDS)
    .where(table.c.author == bindparam("author"))
    .order_by(table.c.made_at.desc(), table.c.id.desc())
)
_IN_FORCE = sql(
    select(*_FIELDS)
    .where(
        table.c.author == bindparam("author"),
        table.c.until > bindparam("at"),
        table.c.lifted_at.is_(None),
    )
    .order_by(table.c.until.desc())
    .limit(literal_column("1"))
)
_place = tuple_(table.c.made_at, table.c.id) < tuple_(bindparam("at"), bindparam("id"))
_newest = (table.c.made_at.desc(), table.c.id.desc())
_EVERY = sql(select(*_FIELDS).where(_place).order_by(*_newest).limit(bindparam("limit")))
_WAITING = sql(
    select(*_FIELDS)
    .where(table.c.appealed_at.is_not(None), table.c.outcome.is_(None), _place)
    .order_by(*_newest)
    .limit(bindparam("limit"))
)
_which = table.c.id == bindparam("which")
_APPEAL = sql(
    update(table)
    .where(_which)
    .values(appeal=bindparam("new_appeal"), appealed_at=bindparam("new_appealed_at"))
)
_ANSWER = sql(
    update(table)
    .where(_which)
    .values(
        outcome=bindparam("new_outcome"),
        answered_at=bindparam("new_answered_at"),
        answered_by=bindparam("new_answered_by"),
        reply=bindparam("new_reply"),
    )
)
_LIFT = sql(
    update(table)
    .where(_which)
    .values(lifted_at=bindparam("new_lifted_at"), lifted_by=bindparam("new_lifted_by"))
)
_WORDS = ("ground", "appeal", "reply")


class SQLSuspensions:
    """The suspensions' facet of a store."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    async def suspend(self, suspension: SuspensionRecord, entry: EntryDraft) -> None:
        await self._writer.run(partial(_suspend, suspension=suspension, entry=entry))

    async def by_id(self, suspension: str) -> SuspensionRecord | None:
        return await self._readers.run(partial(_by_id, suspension=suspension))

    async def of_author(self, author: str) -> Sequence[SuspensionRecord]:
        return await self._readers.run(
            lambda cursor: [_record(row) for row in cursor.execute(_OF_AUTHOR, {"author": author}).fetchall()]
        )

    async def in_force(self, author: str, at: int) -> SuspensionRecord | None:
        return await self._readers.run(partial(_in_force, author=author, at=at))

    async def every(
        self, waiting: bool = False, after: str | None = None, limit: int = 50
    ) -> Sequence[SuspensionRecord]:
        return await self._readers.run(partial(_every, waiting=waiting, after=after, limit=limit))

    async def appeal(self, suspension: str, text: str, at: int, entry: EntryDraft) -> SuspensionRecord:
        return await self._writer.run(partial(_appeal, suspension=suspension, text=text, at=at, entry=entry))

    async def answer(
        self, suspension: str, outcome: str, by: str, at: int, reply: str, entry: EntryDraft
    ) -> SuspensionRecord:
        return await self._writer.run(
            partial(_answer, suspension=suspension, outcome=outcome, by=by, at=at, reply=reply, entry=entry)
        )

    async def lift(self, suspension: str, by: str, at: int, entry: EntryDraft) -> SuspensionRecord:
        return await self._writer.run(partial(_lift, suspension=suspension, by=by, at=at, entry=entry))


def refuse(cursor: Cursor, author: str, at: int) -> None:
    """Raise `Suspended` if this author cannot comment now."""
    standing = _in_force(cursor, author, at)
    if standing is not None:
        raise Suspended(standing)


def _suspend(cursor: Cursor, suspension: SuspensionRecord, entry: EntryDraft) -> None:
    refuse(cursor, suspension.author, suspension.made_at)
    values: dict[str, Any] = {name: getattr(suspension, name) for name in _COLUMNS}
    values["ground"] = suspension.ground.encode()
    if not _is_theirs(cursor, suspension):
        values["comment"] = None
    cursor.execute(_NEW, {**values, "appeal": None, "reply": None})
    _write_down(cursor, suspension.id, suspension.made_at, entry)


def _is_theirs(cursor: Cursor, suspension: SuspensionRecord) -> bool:
    """Whether the comment is still this author's. Erased meanwhile, nothing may tie it to them any more."""
    row = cursor.execute(_AUTHOR, {"id": suspension.comment}).fetchone()
    return row is not None and row[0] == suspension.author


def _appeal(cursor: Cursor, suspension: str, text: str, at: int, entry: EntryDraft) -> SuspensionRecord:
    found = _by_id(cursor, suspension)
    if found is None or not found.holds(at) or found.appealed_at is not None:
        raise SuspensionChanged(suspension)
    cursor.execute(_APPEAL, {"which": suspension, "new_appeal": text.encode(), "new_appealed_at": at})
    return _written(cursor, suspension, at, entry)


def _answer(
    cursor: Cursor, suspension: str, outcome: str, by: str, at: int, reply: str, entry: EntryDraft
) -> SuspensionRecord:
    found = _by_id(cursor, suspension)
    if found is None or not found.waits:
        raise SuspensionChanged(suspension)
    cursor.execute(
        _ANSWER,
        {
            "which": suspension,
            "new_outcome": outcome,
            "new_answered_at": at,
            "new_answered_by": by,
            "new_reply": reply.encode(),
        },
    )
    if outcome == "overturned" and found.lifted_at is None:
        cursor.execute(_LIFT, {"which": suspension, "new_lifted_at": at, "new_lifted_by": by})
    return _written(cursor, suspension, at, entry)


def _lift(cursor: Cursor, suspension: str, by: str, at: int, entry: EntryDraft) -> SuspensionRecord:
    found = _by_id(cursor, suspension)
    if found is None or not found.holds(at):
        raise SuspensionChanged(suspension)
    cursor.execute(_LIFT, {"which": suspension, "new_lifted_at": at, "new_lifted_by": by})
    return _written(cursor, suspension, at, entry)


def _written(cursor: Cursor, suspension: str, at: int, entry: EntryDraft) -> SuspensionRecord:
    _write_down(cursor, suspension, at, entry)
    record = _by_id(cursor, suspension)
    assert record is not None
    return record


def _write_down(cursor: Cursor, suspension: str, at: int, entry: EntryDraft) -> None:
    chains.append(cursor, DESK_CHAIN, suspension, at, (entry,))


def _by_id(cursor: Cursor, suspension: str) -> SuspensionRecord | None:
    row = cursor.execute(_BY_ID, {"id": suspension}).fetchone()
    return _record(row) if row else None


def _in_force(cursor: Cursor, author: str, at: int) -> SuspensionRecord | None:
    row = cursor.execute(_IN_FORCE, {"author": author, "at": at}).fetchone()
    return _record(row) if row else None


def _every(cursor: Cursor, waiting: bool, after: str | None, limit: int) -> list[SuspensionRecord]:
    last = _by_id(cursor, after) if after else None
    place = {"at": last.made_at if last else 2**62, "id": last.id if last else "", "limit": limit}
    found = cursor.execute(_WAITING if waiting else _EVERY, place)
    return [_record(row) for row in found.fetchall()]


def _record(row: tuple[Any, ...]) -> SuspensionRecord:
    values = dict(zip(SuspensionRecord.__struct_fields__, row, strict=True))
    for name in _WORDS:
        values[name] = (values[name] or b"").decode()
    return SuspensionRecord(**values)
