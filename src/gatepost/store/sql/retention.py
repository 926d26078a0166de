"""Keeping to the rules of a site: what is overdue is handed out, forgotten, or counted.

The rules that erase whole comments only find them here; `changes` erases. What the others forget they forget
in one transaction, with one entry in the desk's chain.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, bindparam, literal_column, update

from gatepost.conversation.ports import EntryDraft
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.retention.ports import Due, Limit
from gatepost.store.sql import chains, codec, forgotten, search
from gatepost.store.sql.constructs import EMPTY
from gatepost.store.sql.cursor import Cursor, Readers, Writer
from gatepost.store.sql.overdue import COUNT, FIND
from gatepost.store.sql.statements import sql
from gatepost.store.sql.upkeep import Upkeep
from gatepost.store.tables import appeals, comments, decisions, escalations, reports, suspensions
from gatepost.vocabulary import DESK_CHAIN

_null: ColumnElement[None] = literal_column("NULL")
_nobody: ColumnElement[str] = literal_column("''")
_BOTH = {"notes": ("notes", "escalations")}
"""A rule that takes two things away."""

_APPEAL = sql(
    update(appeals).where(appeals.c.id == bindparam("which")).values(text=EMPTY, salt=_null, reply=EMPTY)
)
_REPORT = sql(update(reports).where(reports.c.id == bindparam("which")).values(text=EMPTY, reporter=_nobody))
_NOTE = sql(
    update(decisions)
    .where(decisions.c.comment == bindparam("about"), decisions.c.seq == bindparam("which"))
    .values(note=_null)
)
_ESCALATION = sql(
    update(escalations).where(escalations.c.id == bindparam("which")).values(reason=EMPTY, answer=EMPTY)
)
_SUSPENSION = sql(
    update(suspensions)
    .where(suspensions.c.id == bindparam("which"))
    .values(ground=EMPTY, appeal=_null, reply=_null, comment=_null)
)
_RETRY = sql(
    update(comments)
    .where(comments.c.id == bindparam("which"))
    .values(idempotency_hash=_null, fingerprint=_null, sealed_token=_null)
)


class SQLRetention:
    """The store's `retention`."""

    def __init__(self, writer: Writer, readers: Readers, upkeep: Upkeep) -> None:
        self._writer, self._readers, self._upkeep = writer, readers, upkeep

    async def texts(self, limit: Limit, most: int) -> Sequence[CommentRecord]:
        asked = {**_asked(limit), "limit": most}
        return await self._readers.run(
            lambda cursor: [codec.comment(row) for row in cursor.execute(FIND[limit.rule], asked).fetchall()]
        )

    async def forget(self, limit: Limit, most: int, name: str, entry: Callable[[int], EntryDraft]) -> int:
        rules = _BOTH.get(limit.rule, (limit.rule,))
        if not await self._readers.run(partial(_any, rules=rules, limit=limit)):
            return 0
        async with self._upkeep.erasing():
            number = await self._writer.run(
                partial(_forget, rules=rules, limit=limit, most=most, name=name, entry=entry)
            )
        await self._writer.sweep()
        return number

    async def due(self, limit: Limit) -> Due:
        return await self._readers.run(partial(_due, limit=limit))


def _asked(limit: Limit) -> dict[str, Any]:
    return {"site": limit.site, "before": limit.before, "at": limit.at}


def _any(cursor: Cursor, rules: Sequence[str], limit: Limit) -> bool:
    asked = {**_asked(limit), "limit": 1}
    return any(cursor.execute(FIND[rule], asked).fetchone() for rule in rules)


def _due(cursor: Cursor, limit: Limit) -> Due:
    due = held = 0
    for rule in _BOTH.get(limit.rule, (limit.rule,)):
        found, kept = cursor.execute(COUNT[rule], _asked(limit)).fetchone()
        due, held = due + found, held + kept
    return Due(due, held)


def _forget(
    cursor: Cursor,
    rules: Sequence[str],
    limit: Limit,
    most: int,
    name: str,
    entry: Callable[[int], EntryDraft],
) -> int:
    number = 0
    for rule in rules:
        rows = cursor.execute(FIND[rule], {**_asked(limit), "limit": most - number}).fetchall()
        for row in rows:
            _take(cursor, rule, row, name)
        if rule in ("appeals", "reports", "notes"):
            for comment in dict.fromkeys(row[1] for row in rows):
                search.again(cursor, comment)
        number += len(rows)
    if number:
        search.purge_later(cursor)
        chains.append(cursor, DESK_CHAIN, limit.site, limit.at, (entry(number),))
    return number


def _take(cursor: Cursor, rule: str, row: Sequence[Any], name: str) -> None:
    which = {"which": row[0]}
    match rule:
        case "guests" | "accounts":
            forgotten.author(cursor, row[0], name)
        case "appeals":
            cursor.execute(_APPEAL, which)
        case "reports":
            cursor.execute(_REPORT, which)
        case "notes":
            cursor.execute(_NOTE, {**which, "about": row[1]})
        case "escalations":
            cursor.execute(_ESCALATION, which)
        case "suspensions":
            cursor.execute(_SUSPENSION, which)
        case "retries":
            cursor.execute(_RETRY, which)
