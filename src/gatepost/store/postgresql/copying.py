"""A PostgreSQL database as one end of a copy."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg
from asyncpg import Connection

from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.copying import words
from gatepost.store.copying.copy import SEARCH
from gatepost.store.copying.plan import Place, Row, TablePlan, packed, unpacked
from gatepost.store.migrations import HEAD
from gatepost.store.postgresql.connections import Address
from gatepost.store.postgresql.opening import bring_up_to_date, revision_of
from gatepost.store.postgresql.troubles import unavailable
from gatepost.store.sql import search
from gatepost.store.tables.words import vector

ALONE = 0x6761_7465_636F_7079
"""The advisory lock of who copies: "gatecopy" in letters."""
_OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND application_name = 'gatepost' AND pid <> pg_backend_pid()"
)

_SOURCES = {
    search.TEXT: "SELECT id, text FROM comments WHERE id = ANY($1)",
    search.NAME: "SELECT id, author_name FROM comments WHERE id = ANY($1)",
    search.NOTE: "SELECT comment, note FROM decisions WHERE comment = ANY($1)",
    search.APPEAL: "SELECT comment, text FROM appeals WHERE comment = ANY($1)",
    search.REPLY: "SELECT comment, reply FROM appeals WHERE comment = ANY($1)",
    search.REPORT: "SELECT comment, text FROM reports WHERE comment = ANY($1)",
}
"""As `search.everything`, for many comments at once: a question for each of them took ten times as long."""
_DOCUMENT = "INSERT INTO documents (comment, kind, words) VALUES ($1, $2, $3::text::tsvector)"


class PostgreSQLSide:
    """Made by `as_source` or `as_target`."""

    def __init__(self, address: Address, connection: Connection) -> None:
        self.where = address.where
        self._connection = connection
        self._identity = ""

    async def stretch(self, table: TablePlan, after: Row | None, level: int | None, most: int) -> list[Row]:
        statement = words.stretch(table, _sign, after=after is not None, level=level is not None, most=most)
        given = (*(after or ()), *(() if level is None else (level,)))
        with unavailable(self.where):
            return [tuple(row) for row in await self._connection.fetch(statement, *given)]

    async def levels(self, table: TablePlan) -> list[int]:
        with unavailable(self.where):
            return [row[0] for row in await self._connection.fetch(words.levels(table))]

    async def identity(self) -> str:
        with unavailable(self.where):
            heads = [tuple(row) for row in await self._connection.fetch(words.HEADS)]
            counts = [await self._connection.fetchval(one) for one in words.COUNTS]
        return hashlib.sha256(repr((heads, counts)).encode()).hexdigest()

    async def begin(self, identity: str) -> dict[str, Place]:
        self._identity = identity
        with unavailable(self.where):
            if await revision_of(self._connection) != words.COPYING:
                for one in words.EMPTY:
                    if await self._connection.fetchval(one) is not None:
                        raise StoreUnavailable(f"{self.where}: {words.OTHERS}")
                async with self._connection.transaction():
                    await self._connection.execute(words.MAKE)
                    await self._connection.execute(f"{words.MARK}$1", words.COPYING)
                    await self._connection.execute(words.note(_sign), identity, "", packed(Place()))
            rows = await self._connection.fetch(words.READ)
        if {row[0] for row in rows} != {identity}:
            raise StoreUnavailable(f"{self.where}: {words.ANOTHER}")
        return {name: unpacked(place) for _, name, place in rows if name}

    async def put(self, table: TablePlan, rows: Sequence[Row], place: Place) -> None:
        with unavailable(self.where):
            try:
                async with self._connection.transaction():
                    if rows:
                        await self._connection.copy_records_to_table(
                            table.name, records=rows, columns=table.columns
                        )
                    await self._note(table.name, place)
            except (TypeError, asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as error:
                raise StoreUnavailable(
                    f"{self.where}: a row of {table.name} is not taken ({type(error).__name__}): NUL in a"
                    " name or an id, or tables that were changed by hand (`gatepost db check`)"
                ) from None  # the server's words quote the row

    async def index(self, comments: Sequence[str], place: Place) -> None:
        with unavailable(self.where):
            async with self._connection.transaction():
                rows = []
                for kind, question in _SOURCES.items():
                    for comment, text in await self._connection.fetch(question, comments):
                        if text is not None and (words_ := search.fold(text.decode())).strip():
                            rows.append((comment, kind, vector(words_)))
                await self._connection.executemany(_DOCUMENT, rows)
                await self._note(SEARCH, place)

    async def finish(self) -> None:
        with unavailable(self.where):
            async with self._connection.transaction():
                await self._connection.execute(words.END)
                await self._connection.execute(f"{words.MARK}$1", HEAD)
            await self._connection.execute("ANALYZE")  # or the first questions would be asked blindly

    async def _note(self, name: str, place: Place) -> None:
        await self._connection.execute(words.note(_sign), self._identity, name, packed(place))


def _sign(number: int) -> str:
    return f"${number}"


@asynccontextmanager
async def as_source(url: str) -> AsyncIterator[PostgreSQLSide]:
    """One state of the database, only read. Raises `StoreUnavailable` (an older schema, too), ValueError."""
    address = Address(url)
    connection = await address.connect()
    try:
        with unavailable(address.where):
            await _alone(connection, address)
            await connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            if await revision_of(connection) != HEAD:
                raise StoreUnavailable(f"{address.where}: it has not this version's schema, {HEAD}")
        yield PostgreSQLSide(address, connection)
    finally:
        await connection.close()


@asynccontextmanager
async def as_target(url: str) -> AsyncIterator[PostgreSQLSide]:
    """A new database, or one with a copy that was begun. Raises `StoreUnavailable` and ValueError."""
    address = Address(url)
    connection = await address.connect()
    try:
        with unavailable(address.where):
            await _alone(connection, address)
            if await revision_of(connection) != words.COPYING:
                await bring_up_to_date(address)
        yield PostgreSQLSide(address, connection)
    finally:
        await connection.close()


async def _alone(connection: Connection, address: Address) -> None:
    if await connection.fetchval(_OTHERS):
        raise StoreUnavailable(
            f"{address.where}: a server of Gatepost, or another copy, uses it: stop that first"
        )
    if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", ALONE):
        raise StoreUnavailable(f"{address.where}: another copy is under way")
