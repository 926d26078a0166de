"""The blind sample: which decided comments are drawn, who may judge them again, what they said."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, literal_column, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from gatepost.conversation.figures.records import Draw, Sample, SampleCounts, SecondView
from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.statements import sql
from gatepost.store.tables import comments, decisions, draws, samples

MILLION = 1_000_000
CHUNK = 2_000
"""Decisions looked through in one write, so that nobody's comment waits for long."""

_one: ColumnElement[int] = literal_column("1")
_KEY = sql(
    select(draws.c.key, draws.c.upto).where(
        draws.c.site == bindparam("site"), draws.c.month == bindparam("month")
    )
)
_LAST_DRAW = sql(
    select(draws.c.month, draws.c.upto)
    .where(draws.c.site == bindparam("site"))
    .order_by(draws.c.month.desc())
    .limit(_one)
)
_new_draw = upsert(draws)
_SEEN = sql(
    _new_draw.on_conflict_do_update(index_elements=["site", "month"], set_={"upto": _new_draw.excluded.upto})
)
_first = and_(
    decisions.c.standing == _one,
    decisions.c.outcome != literal_column("'refer'"),
    decisions.c.waited.is_not(None),
    decisions.c.site == bindparam("site"),
    decisions.c.at >= bindparam("since"),
    decisions.c.at < bindparam("until"),
)
_BOUNDARY = sql(
    select(decisions.c.at).where(_first).order_by(decisions.c.at).limit(_one).offset(bindparam("skip"))
)
_DECIDED = sql(select(decisions.c.comment, decisions.c.at).where(_first).order_by(decisions.c.at))
_STANDS = sql(
    select(
        decisions.c.seq,
        decisions.c.by,
        decisions.c.outcome,
        decisions.c.clause,
        comments.c.language,
        comments.c.risk,
        decisions.c.engine,
    )
    .join(comments, comments.c.id == decisions.c.comment)
    .where(
        decisions.c.comment == bindparam("comment"),
        decisions.c.standing == _one,
        decisions.c.outcome != literal_column("'refer'"),
        comments.c.text.is_not(None),
        comments.c.state != literal_column("'withdrawn'"),
    )
    .order_by(decisions.c.seq.desc())
    .limit(_one)
)
_new_sample = upsert(samples)
_SAMPLE = sql(_new_sample.on_conflict_do_nothing(index_elements=["comment"]))
_COLUMNS = tuple(
    samples.c[name]
    for name in [
        "comment", "site", "seq", "place", "share", "decided_at",
        "first_by", "first_outcome", "first_clause", "by", "outcome", "clause", "at",
    ]
)  # fmt: skip
_there = and_(comments.c.text.is_not(None), comments.c.state != literal_column("'withdrawn'"))
_decided_myself = exists(
    select(_one).where(decisions.c.comment == samples.c.comment, decisions.c.by == bindparam("by"))
)
_unanswered = samples.c.by.is_(None)
_mine = and_(_unanswered, ~_decided_myself)
_OPEN = sql(
    select(*_COLUMNS)
    .join(comments, comments.c.id == samples.c.comment)
    .where(_mine, _there)
    .order_by(samples.c.drawn_at, samples.c.comment)
    .limit(bindparam("limit"))
)
_OF_COMMENT = sql(select(*_COLUMNS).where(samples.c.comment == bindparam("comment")))
_ANSWERABLE = sql(
    select(_one)
    .select_from(samples)
    .join(comments, comments.c.id == samples.c.comment)
    .where(samples.c.comment == bindparam("comment"), _mine, _there)
)
_ANSWER = sql(
    update(samples)
    .where(samples.c.comment == bindparam("which"))
    .values(
        by=bindparam("new_by"),
        outcome=bindparam("new_outcome"),
        clause=bindparam("new_clause"),
        at=bindparam("new_at"),
    )
)
_COUNTS = sql(
    select(
        func.count(case((_there, _one))),
        func.count(case((and_(_there, ~_unanswered), _one))),
        func.count(case((and_(_there, _mine), _one))),
        func.count(),
    )
    .select_from(samples)
    .join(comments, comments.c.id == samples.c.comment)
)
_BETWEEN = sql(
    select(*_COLUMNS)
    .join(comments, comments.c.id == samples.c.comment)
    .where(
        bindparam("site").is_(None) | (samples.c.site == bindparam("site")),
        samples.c.decided_at >= bindparam("since"),
        samples.c.decided_at < bindparam("until"),
        _there,
    )
    .order_by(samples.c.decided_at, samples.c.comment)
)
_SECOND_VIEWS = sql(
    select(
        *(
            samples.c[name]
            for name in [
                "comment", "language", "decided_at", "first_by", "first_outcome", "first_clause",
                "by", "outcome", "clause", "at", "risk", "engine",
            ]
        )
    )
    .where(
        ~_unanswered,
        samples.c.at >= bindparam("since"),
        samples.c.at < bindparam("until"),
        bindparam("site").is_(None) | (samples.c.site == bindparam("site")),
        bindparam("language").is_(None) | (samples.c.language == bindparam("language")),
    )
    .order_by(samples.c.at, samples.c.comment)
)  # fmt: skip


def place_of(key: bytes, comment: str) -> int:
    """Where a comment stands in its month's draw: 0 to 999,999, and nobody knows without the key."""
    digest = hmac.new(key, comment.encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") % MILLION


def last_draw(cursor: Cursor, site: str) -> tuple[str, int] | None:
    row = cursor.execute(_LAST_DRAW, {"site": site}).fetchone()
    return (row[0], row[1]) if row else None


def draw(cursor: Cursor, wanted: Draw) -> bool:
    """A stretch of the month's decisions. True when there is none left before `settled`."""
    row = cursor.execute(_KEY, {"site": wanted.site, "month": wanted.month}).fetchone()
    key, since = (row[0], row[1]) if row else (wanted.key, wanted.begins)
    end = min(wanted.ends, wanted.settled)
    if since >= end:
        return True
    span: dict[str, Any] = {"site": wanted.site, "since": since, "until": end}
    boundary = cursor.execute(_BOUNDARY, {**span, "skip": CHUNK}).fetchone()
    if boundary is not None:
        span["until"] = max(boundary[0], since + 1)  # those of one moment stay together
    for comment, decided_at in cursor.execute(_DECIDED, span).fetchall():
        place = place_of(key, comment)
        if place < wanted.share:
            _keep(cursor, wanted, comment, decided_at, place)
    cursor.execute(_SEEN, {"site": wanted.site, "month": wanted.month, "key": key, "upto": span["until"]})
    return boundary is None


def _keep(cursor: Cursor, wanted: Draw, comment: str, decided_at: int, place: int) -> None:
    stands = cursor.execute(_STANDS, {"comment": comment}).fetchone()
    if stands is None:
        return
    seq, by, outcome, clause, language, risk, engine = stands
    values: dict[str, Any] = {
        "comment": comment,
        "seq": seq,
        "site": wanted.site,
        "language": language,
        "decided_at": decided_at,
        "drawn_at": wanted.at,
        "place": place,
        "share": wanted.share,
        "first_by": by,
        "first_outcome": outcome,
        "first_clause": clause,
        "risk": risk,
        "engine": engine,
        "by": None,
        "outcome": None,
        "clause": None,
        "at": None,
    }
    cursor.execute(_SAMPLE, values)


def open_to(cursor: Cursor, by: str, limit: int) -> list[Sample]:
    return [Sample(*row) for row in cursor.execute(_OPEN, {"by": by, "limit": limit}).fetchall()]


def of_comment(cursor: Cursor, comment: str) -> Sample | None:
    row = cursor.execute(_OF_COMMENT, {"comment": comment}).fetchone()
    return Sample(*row) if row else None


def answer(cursor: Cursor, comment: str, by: str, outcome: str, clause: str, at: int) -> Sample | None:
    if cursor.execute(_ANSWERABLE, {"comment": comment, "by": by}).fetchone() is None:
        return None
    cursor.execute(
        _ANSWER,
        {"which": comment, "new_by": by, "new_outcome": outcome, "new_clause": clause, "new_at": at},
    )
    return of_comment(cursor, comment)


def counts(cursor: Cursor, by: str | None) -> SampleCounts:
    drawn, answered, mine, every = cursor.execute(_COUNTS, {"by": by or ""}).fetchone()
    return SampleCounts(drawn, answered, drawn - answered, mine if by else 0, every - drawn)


def decided(cursor: Cursor, site: str | None, since: int, until: int) -> list[Sample]:
    found = cursor.execute(_BETWEEN, {"site": site, "since": since, "until": until})
    return [Sample(*row) for row in found.fetchall()]


def second_views(cursor: Cursor, asked: dict[str, Any]) -> tuple[SecondView, ...]:
    return tuple(SecondView(*row) for row in cursor.execute(_SECOND_VIEWS, asked).fetchall())
