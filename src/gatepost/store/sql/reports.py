"""Readers' reports: taken, judged by the next decision, opened again when that is taken back."""

from __future__ import annotations

from functools import partial

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from gatepost.conversation.ports import Change, EntryDraft, StateChanged
from gatepost.conversation.records import ReportRecord
from gatepost.conversation.reports.ports import Taken
from gatepost.conversation.reports.rules import MOST_KEPT
from gatepost.store.sql import chains, search
from gatepost.store.sql.cursor import Cursor, Readers, Writer
from gatepost.store.sql.statements import sql
from gatepost.store.tables import clearings, comments, reports
from gatepost.vocabulary import State

_one: ColumnElement[int] = literal_column("1")
_none: ColumnElement[int] = literal_column("0")
_COMMENT = sql(select(comments.c.state, comments.c.article).where(comments.c.id == bindparam("id")))
_CLEARED = sql(
    select(clearings.c.at).where(
        clearings.c.comment == bindparam("comment"), clearings.c.clause == bindparam("clause")
    )
)
_REPEATED = sql(
    select(reports.c.id).where(
        reports.c.comment == bindparam("comment"),
        reports.c.clause == bindparam("clause"),
        reports.c.reporter == bindparam("reporter"),
    )
)
_OPEN = sql(
    select(func.count())
    .select_from(reports)
    .where(reports.c.comment == bindparam("comment"), reports.c.open == _one)
)
_NEW = sql(insert(reports), ["id", "comment", "clause", "made_at", "text", "open", "reporter", "counts"])
_of_this = reports.c.comment == bindparam("which")
_COUNTED = sql(
    update(comments)
    .where(comments.c.id == bindparam("which"))
    .values(
        open_reports=select(func.count())
        .select_from(reports)
        .where(_of_this, reports.c.open == _one, reports.c.counts == _one)
        .scalar_subquery()
    )
)
_CLOSE = sql(update(reports).where(_of_this, reports.c.open == _one).values(open=_none))
_JUDGE = sql(
    update(reports)
    .where(_of_this, reports.c.open == _one)
    .values(open=_none, closed_by=bindparam("by"), upheld=bindparam("outcome"))
)
_CLEAR = sql(
    upsert(clearings)
    .from_select(
        ["comment", "clause", "at", "seq"],
        select(
            reports.c.comment,
            reports.c.clause,
            bindparam("at", type_=BigInteger),
            bindparam("by", type_=Integer),
        )
        .where(_of_this, reports.c.closed_by == bindparam("by"))
        .distinct(),
    )
    .on_conflict_do_nothing()
)
_OPEN_AGAIN = sql(
    update(reports)
    .where(_of_this, reports.c.closed_by == bindparam("undone"))
    .values(open=_one, closed_by=literal_column("NULL"), upheld=literal_column("NULL"))
)
_NOT_CLEARED = sql(
    clearings.delete().where(
        clearings.c.comment == bindparam("which"), clearings.c.seq == bindparam("undone")
    )
)
_RECORD = sql(
    select(func.count(), func.coalesce(func.sum(reports.c.upheld), _none)).where(
        reports.c.reporter == bindparam("reporter"),
        reports.c.made_at >= bindparam("since"),
        reports.c.upheld.is_not(None),
    )
)


class SQLReports:
    """The store's `reports`."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer, self._readers = writer, readers

    async def take(self, report: ReportRecord, entry: EntryDraft) -> Taken:
        return await self._writer.run(partial(_take, report=report, entry=entry))

    async def record_of(self, reporter: str, since: int) -> tuple[int, int]:
        return await self._readers.run(partial(_record_of, reporter=reporter, since=since))


def _take(cursor: Cursor, report: ReportRecord, entry: EntryDraft) -> Taken:
    row = cursor.execute(_COMMENT, {"id": report.comment}).fetchone()
    if row is None:
        raise KeyError(report.comment)
    state, article = row
    if state != State.APPROVED.value:
        raise StateChanged(report.comment, State(state))
    about = {"comment": report.comment, "clause": report.clause}
    if cursor.execute(_CLEARED, about).fetchone() is not None:
        return Taken.REVIEWED
    if report.reporter and cursor.execute(_REPEATED, {**about, "reporter": report.reporter}).fetchone():
        return Taken.REPEATED
    if cursor.execute(_OPEN, {"comment": report.comment}).fetchone()[0] >= MOST_KEPT:
        return Taken.REPEATED
    keep(cursor, report)
    chains.append(cursor, article, report.comment, report.made_at, (entry,))
    return Taken.KEPT


def keep(cursor: Cursor, report: ReportRecord) -> None:
    cursor.execute(
        _NEW,
        {
            "id": report.id,
            "comment": report.comment,
            "clause": report.clause,
            "made_at": report.made_at,
            "text": report.text.encode(),
            "open": int(report.open),
            "reporter": report.reporter,
            "counts": int(report.counts),
        },
    )
    search.keep(cursor, report.comment, search.REPORT, report.text)
    cursor.execute(_COUNTED, {"which": report.comment})


def _record_of(cursor: Cursor, reporter: str, since: int) -> tuple[int, int]:
    judged, upheld = cursor.execute(_RECORD, {"reporter": reporter, "since": since}).fetchone()
    return judged, upheld


def judge(cursor: Cursor, change: Change, seq: int, *, upheld: bool) -> None:
    """The decision `seq` answers what is open; what it found in order is cleared of these clauses."""
    values = {"which": change.comment, "by": seq}
    cursor.execute(_JUDGE, {**values, "outcome": int(upheld)})
    if not upheld:
        cursor.execute(_CLEAR, {**values, "at": change.at})
    cursor.execute(_COUNTED, values)


def close(cursor: Cursor, comment: str) -> None:
    """The comment left: nobody judges its reports any more."""
    cursor.execute(_CLOSE, {"which": comment})
    cursor.execute(_COUNTED, {"which": comment})


def open_again(cursor: Cursor, comment: str, undone: int) -> None:
    """The decision that answered them was taken back."""
    values = {"which": comment, "undone": undone}
    cursor.execute(_OPEN_AGAIN, values)
    cursor.execute(_NOT_CLEARED, values)
    cursor.execute(_COUNTED, values)
