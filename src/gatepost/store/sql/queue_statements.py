"""The desk's lists as SQL: one statement for each kind, order and set of filters, compiled when first used.

Every list is a selection of comments with a time at which the comment came into it. An order is a row of
keys, each rising or falling, that ends with the comment's id, so that no two comments share a place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    String,
    and_,
    bindparam,
    case,
    column,
    exists,
    func,
    literal_column,
    or_,
    select,
    table,
    true,
)

from gatepost.conversation.queues.records import WAITING, Kind, Order
from gatepost.store.sql.constructs import among, either_among
from gatepost.store.sql.statements import Statement, sql
from gatepost.store.tables import (
    appeals,
    claims,
    comments,
    decisions,
    documents,
    escalations,
    grounds,
    proposals,
)
from gatepost.store.tables.words import Asked

_c = comments.c
_search = table("search", column("rowid"), column("words"))
_pending = and_(_c.state == literal_column("'pending'"), _c.screened == literal_column("1"))
_proposed = proposals.c.open == literal_column("1")
_me: ColumnElement[str] = bindparam("me")


class Key(NamedTuple):
    """One part of an order."""

    column: ColumnElement[Any]
    falling: bool


class List(NamedTuple):
    """What a list is made of: its tables, its condition, and the time of each comment in it.

    `last`: 1 for what this moderator may do nothing about. It comes after all the rest, in every order.
    """

    tables: FromClause
    where: ColumnElement[bool]
    time: ColumnElement[Any]
    last: ColumnElement[int] | None = None


def _ids(of: Any, *where: ColumnElement[bool]) -> Any:
    return select(of).where(*where)


def _unseen(of: ColumnElement[str]) -> ColumnElement[str]:
    """A column without its indexes, where one would be tempting and another is better: nearly all comments
    are approved, and a word may stand in very many."""
    return of.concat(literal_column("''"))


_unseconded = _c.id.not_in(_ids(proposals.c.comment, _proposed))
_standing = (
    select(func.max(decisions.c.seq))
    .where(decisions.c.comment == _c.id, decisions.c.standing == literal_column("1"))
    .correlate(comments)
    .scalar_subquery()
)
_had_a_part = or_(
    exists().where(
        decisions.c.comment == _c.id,
        decisions.c.seq == _standing,
        decisions.c.by == literal_column("'moderator:'").concat(_me),
    ),
    exists().where(
        proposals.c.comment == _c.id, proposals.c.closed_by == _standing, proposals.c.moderator == _me
    ),
)
"""In the decision that stands: such a moderator does not answer an appeal against it."""


_LISTS: Mapping[Kind, List] = {
    Kind.REFERRED: List(
        comments,
        and_(_pending, _unseconded),
        _c.submitted_at,
    ),
    Kind.APPEALS: List(
        appeals.join(comments, _c.id == appeals.c.comment),
        and_(appeals.c.outcome.is_(None), _c.state == literal_column("'rejected'"), _unseconded),
        appeals.c.made_at,
        case((_had_a_part, literal_column("1")), else_=literal_column("0")),
    ),
    Kind.REPORTS: List(
        comments,
        and_(
            _c.open_reports > literal_column("0"),
            _unseen(_c.state) == literal_column("'approved'"),
            _unseconded,
        ),
        _c.submitted_at,
    ),
    Kind.SECOND: List(
        comments,
        and_(
            _c.id.in_(_ids(proposals.c.comment, _proposed)),
            _c.id.not_in(_ids(proposals.c.comment, _proposed, proposals.c.moderator == _me)),
        ),
        select(func.min(proposals.c.at)).where(proposals.c.comment == _c.id, _proposed).scalar_subquery(),
    ),
    Kind.ESCALATED: List(
        comments,
        _c.id.in_(_ids(escalations.c.comment, escalations.c.closed_at.is_(None))),
        select(func.min(escalations.c.made_at))
        .where(escalations.c.comment == _c.id, escalations.c.closed_at.is_(None))
        .scalar_subquery(),
    ),
    Kind.QUESTIONS: List(
        comments,
        and_(
            _c.question == literal_column("1"),
            _c.answer.is_(None),
            _c.state == literal_column("'approved'"),
        ),
        _c.submitted_at,
    ),
    Kind.ENGINE: List(
        comments,
        and_(
            _c.decided_by == literal_column("'engine'"),
            _c.decided_at >= bindparam("recent"),
            _c.state.in_([literal_column("'approved'"), literal_column("'rejected'")]),
        ),
        _c.decided_at,
    ),
    Kind.DECIDED: List(comments, _c.decided_at.is_not(None), _c.decided_at),
    Kind.MINE: List(
        comments,
        or_(
            _c.decided_by == literal_column("'moderator:'").concat(_me),
            _c.id.in_(_ids(claims.c.comment, claims.c.moderator == _me, claims.c.until > bindparam("now"))),
            _c.id.in_(_ids(proposals.c.comment, _proposed, proposals.c.moderator == _me)),
        ),
        # What is before this moderator now comes on top of what they are done with.
        func.coalesce(_c.decided_at, literal_column(str(2**62))),
    ),
    Kind.ALL: List(comments, true(), _c.submitted_at),
}

_waves = (
    select(_c.wave.label("wave"), func.count().label("size"))
    .where(_pending, _c.wave.is_not(None))
    .group_by(_c.wave)
    .having(func.count() > literal_column("1"))
    .subquery("waves")
)
_wave = func.coalesce(_c.wave, _c.id)
_size = func.coalesce(_waves.c.size, literal_column("1"))


def _found(of: ColumnElement[str], bound: str) -> ColumnElement[bool]:
    """Whether some document of the comment matches; of the authors' names, where `bound` is "name"."""
    where = [documents.c.kind == literal_column("'name'")] if bound == "name" else []
    asked: ColumnElement[str] = bindparam(bound, type_=Asked)
    return either_among(
        of,
        select(documents.c.comment)
        .select_from(_search.join(documents, documents.c.id == _search.c.rowid))
        .where(literal_column("search").op("MATCH")(asked), *where),
        select(documents.c.comment).where(documents.c.words.op("@@")(asked), *where),
    )


def _ground(*bounds: str) -> ColumnElement[bool]:
    where = [grounds.c.comment == _c.id, grounds.c.clause == bindparam("clause")]
    if "least" in bounds:
        where.append(grounds.c.ppm >= bindparam("least"))
    if "most" in bounds:
        where.append(grounds.c.ppm <= bindparam("most"))
    return exists().where(*where)


_CONDITIONS: Mapping[str, ColumnElement[bool]] = {
    "site": _c.site == bindparam("site"),
    "article": _c.article == bindparam("article"),
    "title": among(_c.article, bindparam("title")),
    "language": _c.language == bindparam("language"),
    "least": _c.risk >= bindparam("least"),
    "most": _c.risk <= bindparam("most"),
    "since": _c.submitted_at >= bindparam("since"),
    "until": _c.submitted_at < bindparam("until"),
    "author": _c.author == bindparam("author"),
    "name": _found(_c.id, "name"),
    "words": _found(_c.id, "words"),
    "by": _c.decided_by == bindparam("by"),
    "anybody": and_(
        _c.decided_by >= literal_column("'moderator:'"), _c.decided_by < literal_column("'moderator;'")
    ),
}
"""By the names of what is bound. `least` and `most` are the clause's where one is named."""
_SHORT_LISTS: Mapping[str, ColumnElement[bool]] = {
    "name": _found(_unseen(_c.id), "name"),
    "words": _found(_unseen(_c.id), "words"),
}
"""For lists that are shorter than what a common word is found in: begin with the list."""


class Statements(Struct, frozen=True):
    """`page` lists from the beginning, `later` after a place; `back` the other way round. Each gives the id
    and its keys. `count` counts all, `before` those before a place, `keys` gives a comment's keys."""

    page: Statement
    later: Statement
    back: Statement
    count: Statement
    before: Statement
    keys: Statement
    listed: Statement


@lru_cache(maxsize=512)
def statements(kind: Kind, order: Order, names: frozenset[str]) -> Statements:
    """Keys are bound as `key0`, `key1` and so on, the id as the last of them."""
    source = _LISTS[kind]
    where = [source.where, *_conditions(kind, names)]
    keys = _keys(order, source.time)
    if source.last is not None:
        keys = (Key(source.last, False), *keys)
    tables = source.tables
    if order is Order.SIMILARITY:
        tables = tables.outerjoin(_waves, _waves.c.wave == _c.wave)
    hint = _HINTS.get(kind, "")
    columns = [key.column.label(f"key{number}") for number, key in enumerate(keys)]
    listed: Select[Any] = select(*columns).select_from(tables).where(*where)
    limit: ColumnElement[int] = bindparam("limit")
    count = select(func.count()).select_from(tables)
    back = _turned(keys)
    return Statements(
        _fast(listed.order_by(*_by(keys)).limit(limit), hint),
        _fast(listed.where(_beyond(keys)).order_by(*_by(keys)).limit(limit), hint),
        _fast(listed.where(_beyond(back)).order_by(*_by(back)).limit(limit), hint),
        _fast(select(func.count()).select_from(source.tables).where(*where), hint),
        _fast(count.where(*where, _beyond(back)), hint),
        _fast(select(*columns).select_from(tables).where(_c.id == bindparam("id")).limit(limit)),
        _fast(listed.where(_c.id == bindparam("id")).limit(limit)),
    )


_HINTS = {Kind.REFERRED: "ix_comments_waiting", Kind.QUESTIONS: "ix_comments_questions"}
_OF_WAVES = (
    "FROM comments \nWHERE comments.state = 'pending' AND comments.screened = 1 AND comments.wave IS NOT NULL"
)


def _fast(statement: Select[Any], index: str = "") -> Statement:
    """SQLite takes an index with equal columns for better than one that holds all that is asked; so it is
    told which one to read, and which table to begin with."""
    hints = {"FROM appeals JOIN": "FROM appeals CROSS JOIN"}  # begin with the few appeals
    if index:
        hints["FROM comments "] = f"FROM comments INDEXED BY {index} "
    hints[_OF_WAVES] = _OF_WAVES.replace(" \n", " INDEXED BY ix_comments_wave \n")
    return sql(statement).hinted(hints)


def parts_with_last(kind: Kind) -> bool:
    """Whether this list's keys begin with `last`."""
    return _LISTS[kind].last is not None


def _conditions(kind: Kind, names: frozenset[str]) -> list[ColumnElement[bool]]:
    conditions = {**_CONDITIONS, **(_SHORT_LISTS if kind in WAITING else {})}
    if "clause" in names:
        conditions["clause"] = _ground(*{"least", "most"} & names)
        names = names - {"least", "most"}
    return [conditions[name] for name in sorted(names)]


def _keys(order: Order, time: ColumnElement[Any]) -> Sequence[Key]:
    oldest = (Key(time, False), Key(_c.id, False))
    return {
        Order.OLDEST: oldest,
        Order.NEWEST: _turned(oldest),
        Order.RISK: (Key(_c.risk, True), *oldest),
        Order.SIMILARITY: (Key(_size, True), Key(_wave, False), *oldest),
    }[order]


def _turned(keys: Sequence[Key]) -> Sequence[Key]:
    return tuple(Key(key.column, not key.falling) for key in keys)


def _by(keys: Sequence[Key]) -> list[ColumnElement[Any]]:
    return [key.column.desc() if key.falling else key.column.asc() for key in keys]


def _beyond(keys: Sequence[Key], number: int = 0) -> ColumnElement[bool]:
    """After the place that is bound. The first comparison alone lets an index begin there."""
    key = keys[0]
    kind = String if isinstance(key.column.type, String) else BigInteger
    bound: ColumnElement[Any] = bindparam(f"key{number}", type_=kind)
    past = key.column < bound if key.falling else key.column > bound
    if len(keys) == 1:
        return past
    at_least = key.column <= bound if key.falling else key.column >= bound
    return and_(at_least, or_(past, _beyond(keys[1:], number + 1)))
