"""An article's public comments as threads, page by page, however long or deep a thread is.

A thread is everything under one comment on the article itself. Its order is decided over all its comments,
public or not, so that a page's cursor never loses its place when a comment comes or goes between two pages.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    bindparam,
    case,
    literal_column,
    select,
    tuple_,
)

from gatepost.conversation.ports import CursorInvalid
from gatepost.conversation.records import CommentRecord, Page
from gatepost.store.sql import codec, places
from gatepost.store.sql.constructs import among
from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.orders import Order, Orders
from gatepost.store.sql.statements import Statement, sql
from gatepost.store.tables import articles, comments
from gatepost.vocabulary import State

Place = tuple[int, int, str]
"""Where a thread stands in a sort: the sort's own key, the time of its first comment, its id."""


Number = Annotated[int, msgspec.Meta(ge=-(2**62), le=2**62)]
"""A reader may send any number; one that SQLite cannot hold is no cursor of ours."""


class Spot(msgspec.Struct, frozen=True, array_like=True):
    """Where a page ended: the sort, the thread's place, and the last comment shown of it."""

    sort: str
    key: Number
    at: Number
    root: str
    last: str


def _threads(key: ColumnElement[int], newest_first: bool = False) -> Statement:
    """Threads with something public in them, after a place."""
    place = (key, comments.c.submitted_at, comments.c.id)
    bound: tuple[ColumnElement[Any], ...] = (
        bindparam("key", type_=BigInteger),
        bindparam("at", type_=BigInteger),
        bindparam("id", type_=String),
    )
    query: Select[tuple[int, int, str, str, int]] = select(
        *place, comments.c.state, comments.c.thread_size
    ).where(comments.c.article == bindparam("article"), comments.c.thread_size > literal_column("0"))
    if newest_first:
        query = query.where(tuple_(*place[1:]) < tuple_(*bound[1:]))
        query = query.order_by(*(column.desc() for column in place[1:]))
    elif key is _NO_KEY:
        query = query.where(tuple_(*place[1:]) > tuple_(*bound[1:])).order_by(*place[1:])
    else:
        query = query.where(tuple_(*place) > tuple_(*bound)).order_by(*place)
    return sql(query.limit(bindparam("limit")))


_NO_KEY: ColumnElement[int] = literal_column("0")
_picked_first = case(
    (comments.c.thread_picks > literal_column("0"), literal_column("0")), else_=literal_column("1")
)
_KEYS: dict[str, ColumnElement[int]] = {
    "oldest": _NO_KEY,
    "newest": _NO_KEY,
    "most_discussed": -comments.c.thread_size,
    "picks": _picked_first,
}
SORTS = {name: _threads(key, newest_first=name == "newest") for name, key in _KEYS.items()}
_member = comments.alias("member")
_PLACES = {
    name: sql(
        select(key, comments.c.submitted_at, comments.c.id)
        .join_from(comments, _member, _member.c.root == comments.c.id)
        .where(_member.c.id == bindparam("id"))
    )
    for name, key in _KEYS.items()
}
"""Where the thread of a comment stands in each sort."""
STRIDE = 1_000
"""Pages that are looked through at once for one comment."""
MOST_THREADS = 2_000
"""Threads that are asked for at once."""
_FIRST: Place = (-(2**62), -1, "")
_LAST: Place = (0, 2**62, "")
_MANY = sql(select(*codec.COMMENT).where(among(comments.c.id, bindparam("ids"))))
_ARTICLE = sql(select(articles.c.approved, articles.c.revision).where(articles.c.id == bindparam("id")))


def page(cursor: Cursor, article: str, sort: str, after: str | None, limit: int, orders: Orders) -> Page:
    """At most `limit` comments, parents before children: public ones, and places of those that are gone.

    Raises `CursorInvalid`.
    """
    row = cursor.execute(_ARTICLE, {"id": article}).fetchone()
    if row is None:
        return Page((), 0, 0)
    total, revision = row
    walk = _Walk(cursor, article, sort, orders.at(cursor, revision))
    chosen, ended = walk.choose(after, limit)
    return Page(_load(cursor, chosen), total, revision, _write(ended) if ended else None)


def page_with(
    cursor: Cursor, article: str, sort: str, comment: str, limit: int, orders: Orders
) -> str | None:
    """The `after` of the page of `limit` comments with this one: "" is the first; None: it is on none."""
    row = cursor.execute(_ARTICLE, {"id": article}).fetchone()
    if row is None:
        return None
    walk = _Walk(cursor, article, sort, orders.at(cursor, row[1]))
    after: str | None = None
    while True:
        chosen, ended = walk.choose(after, limit * STRIDE)
        if comment in chosen:
            first = chosen.index(comment) // limit * limit
            return _write(_at(cursor, sort, chosen[first - 1])) if first else after or ""
        if ended is None:
            return None
        after = _write(ended)


class _Walk(msgspec.Struct, frozen=True):
    """Through an article's threads in one sort. `order` lays one thread out (see `Orders`)."""

    cursor: Cursor
    article: str
    sort: str
    order: Callable[[str], Order]

    def choose(self, after: str | None, limit: int) -> tuple[list[str], Spot | None]:
        """The ids of a page, and where it ends if something follows."""
        sort = self.sort
        place = _LAST if sort == "newest" else _FIRST
        chosen: list[str] = []
        ended: Spot | None = None
        if after is not None:
            seen = _read(after, sort)
            place = (seen.key, seen.at, seen.root)
            rest = self._after(seen)
            chosen, ended = rest[:limit], _end(sort, place, rest, limit)
        while ended is None and len(chosen) <= limit:
            wanted = min(limit + 1, MOST_THREADS)
            values = {
                "article": self.article,
                "key": place[0],
                "at": place[1],
                "id": place[2],
                "limit": wanted,
            }
            found = self.cursor.execute(SORTS[sort], values).fetchall()
            for key, at, root, state, size in found:
                room = limit - len(chosen)
                if not room:
                    ended = Spot(sort, *place, chosen[-1])
                    break
                place = (key, at, root)
                thread = [root] if size == 1 and state == "approved" else self._thread(root)
                chosen += thread[:room]
                ended = _end(sort, place, thread, room)
                if ended is not None:
                    break
            if len(found) < wanted:
                break
        return chosen, ended

    def _thread(self, root: str) -> list[str]:
        return [comment for comment, shown in self.order(root) if shown]

    def _after(self, seen: Spot) -> list[str]:
        order = self.order(seen.root)
        try:
            position = next(index for index, (comment, _) in enumerate(order) if comment == seen.last)
        except StopIteration:
            raise CursorInvalid(seen.last) from None
        return [comment for comment, shown in order[position + 1 :] if shown]


def _at(cursor: Cursor, sort: str, last: str) -> Spot:
    """The cursor of a page that ends with this comment."""
    key, at, root = cursor.execute(_PLACES[sort], {"id": last}).fetchone()
    return Spot(sort, key, at, root, last)


def _end(sort: str, place: Place, thread: list[str], room: int) -> Spot | None:
    return Spot(sort, *place, thread[room - 1]) if len(thread) > room else None


def _load(cursor: Cursor, chosen: list[str]) -> tuple[CommentRecord, ...]:
    rows = cursor.execute(_MANY, {"ids": msgspec.json.encode(chosen).decode()}).fetchall()
    found = {row[0]: codec.comment(row) for row in rows}
    return tuple(
        one if one.state is State.APPROVED else places.place(one) for one in map(found.__getitem__, chosen)
    )


def _write(cursor: Spot) -> str:
    return urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def _read(text: str, sort: str) -> Spot:
    try:
        found = msgspec.json.decode(urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=Spot)
    except (ValueError, msgspec.MsgspecError):
        raise CursorInvalid("this cursor cannot be read") from None
    if found.sort != sort:
        raise CursorInvalid("this cursor belongs to another sort")
    return found
