"""The desk's lists: pages that keep their place, counts that are counted, neighbours of a comment."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Any

import msgspec
from sqlalchemy import bindparam, select

from gatepost.conversation.ports import CursorInvalid
from gatepost.conversation.queues.records import (
    COUNTED,
    ENGINE_DAYS,
    Filter,
    Kind,
    Order,
    Place,
    QueuePage,
    Wanted,
)
from gatepost.conversation.records import QueueItem
from gatepost.engine.text.views import folded_text
from gatepost.store.sql import queue_items, search, waves
from gatepost.store.sql.cursor import Cursor, Readers, Writer
from gatepost.store.sql.queue_statements import Statements, parts_with_last, statements
from gatepost.store.sql.statements import sql
from gatepost.store.tables import articles, pages

ENGINE_RECENT = ENGINE_DAYS * 24 * 60 * 60 * 1_000_000
SECOND = 1_000_000

_TITLES = sql(
    select(articles.c.id, articles.c.title, pages.c.title)
    .select_from(articles.outerjoin(pages, pages.c.article == articles.c.id))
    .where(bindparam("site").is_(None) | (articles.c.site == bindparam("site")))
)

Number = Annotated[int, msgspec.Meta(ge=-(2**62), le=2**62)]
Keys = tuple[Any, ...]


class Spot(msgspec.Struct, frozen=True, array_like=True):
    """The place of one comment in an order: its keys, the id last."""

    order: Order
    keys: tuple[Number | str, ...]


class Question(msgspec.Struct, frozen=True):
    """A list as SQL asks for it."""

    says: Statements
    bound: Mapping[str, Any]
    order: Order
    kind: Kind


class SQLQueues:
    """`Queues` over SQL."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer, self._readers = writer, readers

    async def page(
        self, wanted: Wanted, *, moderator: str, now: int, after: str | None = None, limit: int = 20
    ) -> QueuePage:
        return await self._readers.run(
            partial(page, wanted=wanted, moderator=moderator, now=now, after=after, limit=limit)
        )

    async def counts(
        self, filter: Filter, *, moderator: str, now: int, kinds: Sequence[Kind] = COUNTED
    ) -> Mapping[Kind, int]:
        return await self._readers.run(
            partial(counts, wanted=filter, moderator=moderator, now=now, kinds=kinds)
        )

    async def place(self, wanted: Wanted, comment: str, *, moderator: str, now: int) -> Place | None:
        return await self._readers.run(
            partial(place, wanted=wanted, comment=comment, moderator=moderator, now=now)
        )

    async def items(self, comments: Sequence[str]) -> Sequence[QueueItem]:
        return await self._readers.run(partial(queue_items.items, wanted=comments))

    async def wave(self, comment: str) -> Sequence[QueueItem]:
        return await self._readers.run(partial(wave, comment=comment))


def page(
    cursor: Cursor, wanted: Wanted, moderator: str, now: int, after: str | None, limit: int
) -> QueuePage:
    question = _question(cursor, wanted, moderator, now)
    asked = {**question.bound, "limit": limit + 1}
    if after:
        start = _keys_of(cursor, question, after)
        found = cursor.execute(question.says.later, {**asked, **_bound(start)}).fetchall()
    else:
        found = cursor.execute(question.says.page, asked).fetchall()
    shown = found[:limit]
    items = queue_items.items(cursor, [row[-1] for row in shown])
    cursors = tuple(_cursor(question.order, row) for row in shown)
    return QueuePage(tuple(items), cursors[-1] if len(found) > limit else None, cursors)


def counts(
    cursor: Cursor, wanted: Filter, moderator: str, now: int, kinds: Sequence[Kind]
) -> Mapping[Kind, int]:
    return {kind: _count(cursor, _question(cursor, Wanted(kind, wanted), moderator, now)) for kind in kinds}


def place(cursor: Cursor, wanted: Wanted, comment: str, moderator: str, now: int) -> Place | None:
    question = _question(cursor, wanted, moderator, now)
    asked = {**question.bound, "id": comment, "limit": 1}
    keys = cursor.execute(question.says.keys, asked).fetchone()
    if keys is None or None in keys:
        return None
    here = {**question.bound, **_bound(keys), "limit": 1}
    before = cursor.execute(question.says.back, here).fetchone()
    following = cursor.execute(question.says.later, here).fetchone()
    return Place(
        cursor.execute(question.says.before, here).fetchone()[0],
        _count(cursor, question),
        cursor.execute(question.says.listed, asked).fetchone() is not None,
        before[-1] if before else None,
        following[-1] if following else None,
        _cursor(question.order, keys),
    )


def wave(cursor: Cursor, comment: str) -> Sequence[QueueItem]:
    return queue_items.items(cursor, waves.like(cursor, comment))


def _question(cursor: Cursor, wanted: Wanted, moderator: str, now: int) -> Question:
    given = _given(wanted.filter, now)
    if wanted.filter.title is not None:
        given["title"] = msgspec.json.encode(_titled(cursor, wanted.filter)).decode()
    order = wanted.sorted_by
    says = statements(wanted.kind, order, frozenset(given))
    always = {"me": moderator, "now": now, "recent": now - ENGINE_RECENT}
    return Question(says, {**always, **given}, order, wanted.kind)


def _given(wanted: Filter, now: int) -> dict[str, Any]:
    """What is bound, by the names of the conditions that it belongs to."""
    given = {
        name: value
        for name in ("site", "article", "language", "clause", "least", "most", "author")
        if (value := getattr(wanted, name)) is not None
    }
    oldest = [one for one in (wanted.since, _ago(now, wanted.newer)) if one is not None]
    newest = [one for one in (wanted.until, _ago(now, wanted.older)) if one is not None]
    if oldest:
        given["since"] = max(oldest)
    if newest:
        given["until"] = min(newest)
    if wanted.by == "moderator":
        given["anybody"] = ""
    elif wanted.by is not None:
        given["by"] = wanted.by
    for name in ("words", "name"):
        said = getattr(wanted, name)
        if said is not None:
            given[name] = search.expression(said) or search.NOTHING
    return given


def _titled(cursor: Cursor, wanted: Filter) -> list[str]:
    """Articles whose title, told by the site or read on the page, has all these words' beginnings in it."""
    asked = folded_text(wanted.title or "").split()
    return [
        id_
        for id_, *titles in cursor.execute(_TITLES, {"site": wanted.site})
        if any(_begins(folded_text(title.decode()), asked) for title in titles if title)
    ]


def _begins(title: str, asked: Sequence[str]) -> bool:
    words = title.split()
    return bool(asked) and all(any(word.startswith(one) for word in words) for one in asked)


def _ago(now: int, seconds: int | None) -> int | None:
    return None if seconds is None else now - seconds * SECOND


def _count(cursor: Cursor, question: Question) -> int:
    number: int = cursor.execute(question.says.count, question.bound).fetchone()[0]
    return number


def _cursor(order: Order, keys: Keys) -> str:
    return urlsafe_b64encode(msgspec.json.encode(Spot(order, keys))).decode().rstrip("=")


def _keys_of(cursor: Cursor, question: Question, after: str) -> Keys:
    """The place that a cursor names; of a comment's id, its place now."""
    keys = cursor.execute(question.says.keys, {**question.bound, "id": after, "limit": 1}).fetchone()
    if keys is not None:
        if None in keys:
            raise CursorInvalid(after)
        return tuple(keys)
    try:
        read = msgspec.json.decode(urlsafe_b64decode(after + "=" * (-len(after) % 4)), type=Spot)
    except (ValueError, msgspec.MsgspecError):
        raise CursorInvalid(after) from None
    shape = [type(key) for key in read.keys]
    kinds: dict[Order, list[type]] = {
        Order.OLDEST: [int, str],
        Order.NEWEST: [int, str],
        Order.RISK: [int, int, str],
        Order.SIMILARITY: [int, str, int, str],
    }
    begins: list[type] = [int] if parts_with_last(question.kind) else []
    if read.order is not question.order or shape != begins + kinds[read.order]:
        raise CursorInvalid(after)
    return read.keys


def _bound(keys: Keys) -> dict[str, Any]:
    return {f"key{number}": key for number, key in enumerate(keys)}
