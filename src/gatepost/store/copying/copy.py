"""Copying: stretch by stretch, each with the note how far it came, in one transaction of the target."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Protocol

from msgspec import Struct

from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.copying.plan import TABLES, Place, Row, Sum, TablePlan, read, written

STRETCH = 1_000
"""Rows that are copied in one transaction."""


class Source(Protocol):
    """A database that is read in one state, whatever others do to it."""

    where: str

    async def stretch(self, table: TablePlan, after: Row | None, level: int | None, most: int) -> list[Row]:
        """Rows by key, those behind `after`; with `level` only those on it."""

    async def levels(self, table: TablePlan) -> list[int]:
        """Which there are of a table that refers to itself, in order."""

    async def identity(self) -> str:
        """Tells this state of the database from others: its tables' sizes and its chains' ends."""


class Target(Source, Protocol):
    """A database that nobody else uses: until the copy is whole no server opens it."""

    async def begin(self, identity: str) -> dict[str, Place]:
        """How far an earlier try came with that source. Raises `StoreUnavailable` when there is anything
        in the database that such a copy did not put there."""

    async def put(self, table: TablePlan, rows: Sequence[Row], place: Place) -> None:
        """One transaction."""

    async def finish(self) -> None:
        """Let servers open it."""

    async def index(self, comments: Sequence[str], place: Place) -> None:
        """Let these be found by their words; nothing where the store does so by itself."""


class Copied(Struct, frozen=True):
    """What was copied, all tries together, and how many rows of these in this one."""

    rows: int
    now: int


Telling = Callable[[str, int], None]
SEARCH = "search"


async def copy(
    source: Source, target: Target, tell: Telling = lambda table, rows: None, stretch: int = STRETCH
) -> Copied:
    """Copy, or carry on with it, and compare. `tell(table, rows copied now)`. Raises `StoreUnavailable`."""
    identity = await source.identity()
    places = await target.begin(identity)
    now = 0
    for table in TABLES:
        now += await _table(source, target, table, places.get(table.name, Place()), tell, stretch)
    await _index(target, places.get(SEARCH, Place()), stretch)
    rows = await _compare(source, target, stretch)
    await target.finish()
    return Copied(rows, now)


async def _table(
    source: Source, target: Target, table: TablePlan, place: Place, tell: Telling, most: int
) -> int:
    if place.done:
        return 0
    number = 0
    for level in await _levels(source, table):
        if level is not None and level < place.level:
            continue
        last = read(place.last) if place.last and (level is None or level == place.level) else None
        while rows := await source.stretch(table, last, level, most):
            last = table.key_of(rows[-1])
            await target.put(table, rows, Place(written(last), level or 0))
            number += len(rows)
            tell(table.name, number)
            if len(rows) < most:
                break
    await target.put(table, (), Place(done=True))
    return number


async def _index(target: Target, place: Place, most: int) -> None:
    comments = next(table for table in TABLES if table.name == "comments")
    last = read(place.last) if place.last else None
    while not place.done:
        rows = await target.stretch(comments, last, None, most)
        ids = [str(table_key[0]) for table_key in map(comments.key_of, rows)]
        last = (ids[-1],) if ids else last
        place = Place(written(last) if last else (), done=len(rows) < most)
        await target.index(ids, place)


async def _compare(source: Source, target: Target, most: int) -> int:
    """Every row once more, from both: nothing is taken on trust."""
    rows = 0
    for table in TABLES:
        there, here = [await _sum(side, table, most) for side in (source, target)]
        if there != here:
            raise StoreUnavailable(
                f"{target.where}: {table.name} has {here.rows:,} rows, {source.where} {there.rows:,}, or"
                " they say something else: the source has changed, or somebody wrote into the target. Stop"
                " every server and copy into a new, empty database"
            )
        rows += here.rows
    return rows


async def _sum(side: Source, table: TablePlan, most: int) -> Sum:
    found = Sum()
    async for rows in stretches(side, table, most):
        found.add(rows)
    return found


async def stretches(side: Source, table: TablePlan, most: int) -> AsyncIterator[list[Row]]:
    """The whole table, by key."""
    last: Row | None = None
    while rows := await side.stretch(table, last, None, most):
        yield rows
        if len(rows) < most:
            return
        last = table.key_of(rows[-1])


async def _levels(source: Source, table: TablePlan) -> Sequence[int | None]:
    return [None] if table.level is None else await source.levels(table)
