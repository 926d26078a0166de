"""Sketches of lately submitted texts, found again by the keys that similar ones share."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    String,
    bindparam,
    delete,
    insert,
    select,
    tuple_,
    union_all,
)

from gatepost.conversation.ports import MOST_ALIKE, SKETCH_WINDOW
from gatepost.conversation.records import NewComment
from gatepost.engine.detectors.flooding import ALIKE
from gatepost.engine.text.sketch import BANDS, bands, pack, similarity, unpack
from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.statements import Statement, sql
from gatepost.store.tables import sketch_bands, sketches
from gatepost.vocabulary import Sketch

PRUNED_AT_ONCE = 2
"""So many old sketches go with each new one: more than come, and no submission waits for a great clearing."""

_KEEP = sql(insert(sketches))
_KEEP_BAND = sql(insert(sketch_bands))
_OF = sql(
    select(sketches.c.comment, sketches.c.site, sketches.c.at, sketches.c.sketch).where(
        sketches.c.comment == bindparam("comment")
    )
)
_OLD = sql(
    select(sketches.c.comment, sketches.c.site, sketches.c.at, sketches.c.sketch)
    .where(sketches.c.at < bindparam("since"))
    .order_by(sketches.c.at)
    .limit(bindparam("limit"))
)
_FORGET = sql(delete(sketches).where(sketches.c.comment == bindparam("comment")))
_FORGET_BAND = sql(
    delete(sketch_bands).where(
        sketch_bands.c.site == bindparam("site"),
        sketch_bands.c.band == bindparam("band"),
        sketch_bands.c.at == bindparam("at"),
        sketch_bands.c.comment == bindparam("comment"),
    )
)
_bands = sketch_bands.c
_place = tuple_(_bands.at, _bands.comment)


def _by_any(*where: ColumnElement[bool]) -> Statement:
    """The newest places of all keys of a sketch in one statement: `band0`, `band1` and so on."""
    places = (
        select(_bands.at, _bands.comment)
        .where(
            _bands.site == bindparam("site"),
            _bands.band == bindparam(f"band{number}"),
            _bands.at >= bindparam("since"),
            *where,
        )
        .order_by(_bands.at.desc(), _bands.comment.desc())
        .limit(bindparam("limit"))
        .subquery()
        for number in range(BANDS)
    )
    return sql(union_all(*(select(found.c.at, found.c.comment) for found in places)))


_BEFORE_BY_ANY = _by_any(
    _place < tuple_(bindparam("at", type_=BigInteger), bindparam("comment", type_=String))
)
_AROUND_BY_ANY = _by_any()

Row = tuple[str, str, int, bytes]


def keep(cursor: Cursor, new: NewComment) -> None:
    """The sketch of a new comment, if its text is long enough to have one; the oldest make room."""
    if not new.sketch.values:
        return
    row = (new.id, new.site, new.submitted_at, pack(new.sketch))
    cursor.execute(_KEEP, dict(zip(("comment", "site", "at", "sketch"), row, strict=True)))
    cursor.executemany(_KEEP_BAND, _keys(row, new.sketch))
    old = {"since": new.submitted_at - SKETCH_WINDOW, "limit": PRUNED_AT_ONCE}
    for found in cursor.execute(_OLD, old).fetchall():
        _forget(cursor, found)


def forget(cursor: Cursor, comment: str) -> None:
    """The sketch goes with its text."""
    row = cursor.execute(_OF, {"comment": comment}).fetchone()
    if row is not None:
        _forget(cursor, row)


def alike(cursor: Cursor, comments: Sequence[str]) -> list[tuple[Sketch, ...]]:
    """For each comment the sketches of those before it that may be alike, newest first."""
    return [_alike(cursor, comment) for comment in comments]


def _alike(cursor: Cursor, comment: str) -> tuple[Sketch, ...]:
    row = cursor.execute(_OF, {"comment": comment}).fetchone()
    if row is None:
        return ()
    _, site, at, packed = row
    wanted = {"site": site, "at": at, "comment": comment, "since": at - SKETCH_WINDOW, "limit": MOST_ALIKE}
    wanted |= {f"band{number}": band for number, band in enumerate(bands(unpack(packed)))}
    places: set[tuple[int, str]] = set(cursor.execute(_BEFORE_BY_ANY, wanted))
    newest = islice(sorted(places, reverse=True), MOST_ALIKE)
    return tuple(unpack(cursor.execute(_OF, {"comment": one}).fetchone()[3]) for _, one in newest)


def near(cursor: Cursor, comment: str) -> list[str] | None:
    """Ids of comments nearly the same, before and after it, most similar first; None without a sketch."""
    row = cursor.execute(_OF, {"comment": comment}).fetchone()
    if row is None:
        return None
    _, site, at, packed = row
    own = unpack(packed)
    wanted = {"site": site, "since": at - SKETCH_WINDOW, "limit": MOST_ALIKE}
    wanted |= {f"band{number}": band for number, band in enumerate(bands(own))}
    others: set[tuple[int, str]] = set(cursor.execute(_AROUND_BY_ANY, wanted)) - {(at, comment)}
    shares = []
    for when, other in sorted(others, reverse=True)[:MOST_ALIKE]:
        share = similarity(own, unpack(cursor.execute(_OF, {"comment": other}).fetchone()[3]))
        if share >= ALIKE:
            shares.append((-share, when, other))
    return [other for _, _, other in sorted(shares)]


def _forget(cursor: Cursor, row: Row) -> None:
    cursor.executemany(_FORGET_BAND, _keys(row, unpack(row[3])))
    cursor.execute(_FORGET, {"comment": row[0]})


def _keys(row: Row, sketch: Sketch) -> list[dict[str, str | int]]:
    """The rows of `sketch_bands` that belong to a row of `sketches`; two equal keys are one."""
    comment, site, at, _ = row
    return [{"site": site, "band": band, "at": at, "comment": comment} for band in set(bands(sketch))]
