"""Figures counted from comments, decisions, appeals and reports. One reading transaction gives them all.

Everything about final decisions is asked of one index that holds what is needed (`ix_decisions_final`), so
that no wide row is touched; benchmarks/figures.py measures it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    select,
)

from gatepost.conversation.figures.records import (
    BINS,
    DAY,
    Appeals,
    Cell,
    Counted,
    Draw,
    Heap,
    Overturned,
    Reports,
    Sample,
    SampleCounts,
    Scope,
)
from gatepost.store.sql import samples as sampling
from gatepost.store.sql.constructs import listed, total
from gatepost.store.sql.cursor import Cursor, Readers, Writer
from gatepost.store.sql.statements import sql
from gatepost.store.tables import appeals, comments, decisions, ledger, reports

MILLION = 1_000_000
_engine: ColumnElement[str] = literal_column("'engine'")
_programs: ColumnElement[str] = literal_column("'moderator:token.%'")
_refer: ColumnElement[str] = literal_column("'refer'")


def _whole(number: int) -> ColumnElement[int]:
    return literal_column(str(number), BigInteger)


def _within(site: ColumnElement[Any], language: ColumnElement[Any]) -> ColumnElement[bool]:
    asked_site: ColumnElement[str | None] = bindparam("site")
    asked_language: ColumnElement[str | None] = bindparam("language")
    return and_(
        asked_site.is_(None) | (site == asked_site),
        asked_language.is_(None) | (language == asked_language),
    )


def _step(time: ColumnElement[Any]) -> ColumnElement[int]:
    return (time - bindparam("since", type_=BigInteger)) // bindparam("step", type_=BigInteger)


def _from_since(time: ColumnElement[Any]) -> ColumnElement[bool]:
    return time >= bindparam("since")


def _in_scope(time: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(_from_since(time), time < bindparam("until"))


# The very words of the partial indexes, or they would not be used.
_FINAL = and_(
    decisions.c.standing == literal_column("1"),
    decisions.c.outcome != _refer,
    _within(decisions.c.site, decisions.c.language),
)
_first = and_(_FINAL, decisions.c.waited.is_not(None))
_HERE = _within(comments.c.site, comments.c.language)

_SUBMITTED = sql(
    select(_step(comments.c.submitted_at).label("step"), func.count())
    .where(_in_scope(comments.c.submitted_at), _HERE)
    .group_by(literal_column("1"))
)
_SUBMITTED_LATER = sql(
    select(func.count()).select_from(comments).where(comments.c.submitted_at >= bindparam("until"), _HERE)
)
_CELLS = sql(
    select(
        _step(decisions.c.at).label("step"),
        decisions.c.by,
        decisions.c.outcome,
        decisions.c.clause,
        decisions.c.language,
        decisions.c.engine,
        func.count(),
        func.count(decisions.c.waited),
    )
    .where(_FINAL, _in_scope(decisions.c.at))
    .group_by(*(literal_column(str(place)) for place in range(1, 7)))
)
_FIRST_LATER = sql(select(func.count()).where(_first, decisions.c.at >= bindparam("until")))
_WAITS = sql(
    select(decisions.c.by, listed(decisions.c.waited))
    .where(_first, _in_scope(decisions.c.at))
    .group_by(decisions.c.by)
)
_numbers = msgspec.json.Decoder(list[int]).decode
_HEAPS = sql(
    select(
        (decisions.c.at // _whole(DAY)).label("day"),
        decisions.c.engine,
        (decisions.c.risk * _whole(BINS) // _whole(MILLION + 1)).label("bin"),
        func.count(),
        func.sum(decisions.c.risk),
        func.count(case((decisions.c.outcome == literal_column("'reject'"), _whole(1)))),
    )
    .where(
        _FINAL,
        _in_scope(decisions.c.at),
        decisions.c.by != _engine,
        decisions.c.by.not_like(_programs),
    )
    .group_by(*(literal_column(str(place)) for place in range(1, 4)))
)
_later = decisions.alias("later")
_before = decisions.alias("before")
_last_before = (
    select(func.max(_before.c.seq))
    .where(
        _before.c.comment == _later.c.comment,
        _before.c.seq < _later.c.seq,
        _before.c.standing == literal_column("1"),
        _before.c.outcome != _refer,
    )
    .correlate(_later)
    .scalar_subquery()
)
_OVERTURNED = sql(
    select(
        decisions.c.by,
        decisions.c.outcome,
        decisions.c.clause,
        decisions.c.language,
        decisions.c.engine,
        func.count(),
    )
    .select_from(_later)
    .join(decisions, and_(decisions.c.comment == _later.c.comment, decisions.c.seq == _last_before))
    .where(
        _later.c.overturns == literal_column("1"),
        _later.c.standing == literal_column("1"),
        _from_since(_later.c.at),  # what reverses a decision comes after it
        # Reversals are few: begin with them. No index fits a sum, so the decisions' own is not tempting.
        _in_scope(decisions.c.at + literal_column("0")),
        _within(decisions.c.site, decisions.c.language),
    )
    .group_by(*(literal_column(str(place)) for place in range(1, 6)))
)
_decided_once = exists(
    select(literal_column("1")).where(
        decisions.c.comment == comments.c.id,
        decisions.c.waited.is_not(None),
        decisions.c.standing == literal_column("1"),
    )
)
_WAITING_NOW = sql(
    select(func.count()).where(comments.c.state == literal_column("'pending'"), _HERE, ~_decided_once)
)
_left_at = (
    select(func.min(ledger.c.at))
    .where(
        ledger.c.comment == comments.c.id,
        ledger.c.kind.in_((literal_column("'withdrawal'"), literal_column("'erasure'"))),
    )
    .scalar_subquery()
)
_LEFT = sql(
    select(_left_at.label("at")).where(
        comments.c.state.in_((literal_column("'withdrawn'"), literal_column("'erased'"))),
        _HERE,
        ~_decided_once,
    )
)
_APPEALS = sql(
    select(appeals.c.outcome, func.count())
    .select_from(appeals)
    .join(comments, comments.c.id == appeals.c.comment)
    .where(_in_scope(appeals.c.made_at), _HERE)
    .group_by(appeals.c.outcome)
)
_reported: Select[Any] = (
    select(
        reports.c.clause.label("clause"),
        comments.c.state.label("state"),
        func.count().label("reports"),
        func.sum(reports.c.counts).label("counted"),
    )
    .select_from(reports)
    .join(comments, comments.c.id == reports.c.comment)
    .where(_in_scope(reports.c.made_at), _HERE)
    .group_by(reports.c.clause, reports.c.comment, comments.c.state)
)
_by_comment = _reported.subquery()
_REPORTS = sql(
    select(
        _by_comment.c.clause,
        total(_by_comment.c.reports),
        total(_by_comment.c.counted),
        func.count(),
        func.count(case((_by_comment.c.state == literal_column("'rejected'"), _whole(1)))),
    )
    .group_by(_by_comment.c.clause)
    .order_by(_by_comment.c.clause)
)


class SQLFigures:
    """The figures' facet of a store."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer = writer
        self._readers = readers

    async def counted(self, scope: Scope) -> Counted:
        return await self._readers.run(partial(counted, scope=scope))

    async def last_draw(self, site: str) -> tuple[str, int] | None:
        return await self._readers.run(partial(sampling.last_draw, site=site))

    async def draw(self, draw: Draw) -> bool:
        return await self._writer.run(partial(sampling.draw, wanted=draw))

    async def open_samples(self, by: str, limit: int) -> Sequence[Sample]:
        return await self._readers.run(partial(sampling.open_to, by=by, limit=limit))

    async def sample(self, comment: str) -> Sample | None:
        return await self._readers.run(partial(sampling.of_comment, comment=comment))

    async def answer_sample(self, comment: str, by: str, outcome: str, clause: str, at: int) -> Sample | None:
        return await self._writer.run(
            partial(sampling.answer, comment=comment, by=by, outcome=outcome, clause=clause, at=at)
        )

    async def sample_counts(self, by: str | None) -> SampleCounts:
        return await self._readers.run(partial(sampling.counts, by=by))

    async def samples(self, site: str | None, since: int, until: int) -> Sequence[Sample]:
        return await self._readers.run(partial(sampling.decided, site=site, since=since, until=until))


def counted(cursor: Cursor, scope: Scope) -> Counted:
    """Every figure of the scope, from the state of the database that this transaction sees."""
    asked = {
        "since": scope.since,
        "until": scope.until,
        "step": scope.step,
        "site": scope.site,
        "language": scope.language,
    }

    def rows(statement: str) -> list[Any]:
        return cursor.execute(statement, asked).fetchall()

    submitted = Counter(dict(rows(_SUBMITTED)))
    cells = tuple(Cell(*row) for row in rows(_CELLS))
    of_appeals = {outcome or "waiting": number for outcome, number in rows(_APPEALS)}
    return Counted(
        submitted=tuple(submitted[step] for step in range(scope.steps)),
        waiting=_waiting(cursor, asked, scope, submitted, cells),
        cells=cells,
        overturned=tuple(Overturned(*row) for row in rows(_OVERTURNED)),
        waits={by: _numbers(waited) for by, waited in rows(_WAITS)},
        heaps=tuple(Heap(*row) for row in rows(_HEAPS)),
        appeals=Appeals(**of_appeals),
        reports=tuple(Reports(*row) for row in rows(_REPORTS)),
        second_views=sampling.second_views(cursor, asked),
    )


def _waiting(
    cursor: Cursor,
    asked: dict[str, Any],
    scope: Scope,
    submitted: Counter[int],
    cells: Sequence[Cell],
) -> tuple[int, ...]:
    """How many waited for a first final decision at the end of each step.

    Counted from now backwards: what came in since is taken off, what was decided or taken back is put on.
    """
    (waiting,) = cursor.execute(_WAITING_NOW, asked).fetchone()
    (came_later,) = cursor.execute(_SUBMITTED_LATER, asked).fetchone()
    (first_later,) = cursor.execute(_FIRST_LATER, asked).fetchone()
    decided: Counter[int] = Counter()
    for cell in cells:
        decided[cell.step] += cell.first
    gone: Counter[int] = Counter()  # by step, those after `until` in one more
    for (at,) in cursor.execute(_LEFT, asked).fetchall():
        if at is not None and at >= scope.since:
            gone[(at - scope.since) // scope.step if at < scope.until else scope.steps] += 1
    waiting += first_later + gone[scope.steps] - came_later
    found = []
    for step in range(scope.steps - 1, -1, -1):
        found.append(waiting)
        waiting += decided[step] + gone[step] - submitted[step]
    return tuple(reversed(found))
