"""The ledger in a PostgreSQL database, read-only, for verification: one snapshot, while the servers go on.

Verification is plain Python that reads many things at once. So the connection lives in a thread with an event
loop of its own, and what is read streams by the server's cursors, a stretch at a time.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from asyncpg import Connection

from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.ledger import spreading
from gatepost.store.ledger.verify import Spread
from gatepost.store.postgresql.connections import Address
from gatepost.store.postgresql.troubles import unavailable
from gatepost.store.sql.audit import NEEDED_TABLES, SQLLedger
from gatepost.store.sql.statements import Statement
from gatepost.store.tables import FUNCTIONS, GUARDS

Result = TypeVar("Result")
STRETCH = 2_000
"""Rows that come at a time."""
SMALL = 50_000
"""Entries below which starting processes takes longer than it saves."""
_TRIGGERS = (
    "SELECT pg_get_triggerdef(oid, true) FROM pg_trigger"
    " WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgrelid = ANY($1::regclass[])"
)
_BODIES = "SELECT prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace"


class PostgreSQLLedger(SQLLedger):
    """A `Ledger` for verification. Made by `open_ledger`."""

    def __init__(self, connection: Connection, thread: _Thread, where: str) -> None:
        super().__init__(lambda: _Cursor(connection, thread, where))
        self._connection, self._thread = connection, thread

    def guards(self) -> Iterator[str]:
        tables = ["ledger", "checkpoints", "checkpoint_heads"]
        triggers = {row[0] for row in self._thread.wait_for(self._connection.fetch(_TRIGGERS, tables))}
        bodies = {row[0] for row in self._thread.wait_for(self._connection.fetch(_BODIES))}
        for trigger in GUARDS:
            if trigger not in triggers:
                yield f"the trigger {trigger.split()[2]} is missing or changed: entries could be altered"
        for function in FUNCTIONS:
            _, body, _ = function.split("$$")
            if body not in bodies:
                name = function.split()[2]
                yield f"the function {name} is missing or changed: entries could be altered"

    def is_large(self) -> bool:
        """Whether several processes are worth their while. By the server's estimate."""
        asked = "SELECT reltuples FROM pg_class WHERE oid = 'ledger'::regclass"
        return bool(self._thread.wait_for(self._connection.fetchval(asked)) > SMALL)


class _Cursor:
    """Fulfils `sql.Cursor`, as far as a verification asks."""

    rowcount = -1

    def __init__(self, connection: Connection, thread: _Thread, where: str) -> None:
        self._connection, self._thread, self._where = connection, thread, where
        self._rows: list[Any] = []
        self._more: Any = None

    def execute(self, statement: str, parameters: Mapping[str, Any] | None = None, /) -> _Cursor:
        assert isinstance(statement, Statement)
        plan = statement.postgresql
        assert plan is not None
        with unavailable(self._where):
            begun = self._begin(plan.text, plan.values(parameters or {}))
            self._rows, self._more = self._thread.wait_for(begun)
        return self

    def executemany(self, statement: str, parameters: Iterable[Mapping[str, Any]], /) -> _Cursor:
        raise NotImplementedError("a verification writes nothing")

    def fetchone(self) -> Any:
        return next(iter(self), None)

    def fetchall(self) -> list[Any]:
        return list(self)

    def __iter__(self) -> Iterator[Any]:
        while self._rows:
            rows, self._rows = self._rows, []
            yield from map(tuple, rows)
            if self._more is not None:
                with unavailable(self._where):
                    self._rows = self._thread.wait_for(self._more.fetch(STRETCH))

    async def _begin(self, text: str, values: list[Any]) -> tuple[list[Any], Any]:
        cursor = await self._connection.cursor(text, *values)
        rows = await cursor.fetch(STRETCH)
        return rows, cursor if len(rows) == STRETCH else None


class _Thread:
    """An event loop for whoever has none, or is in the middle of another."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="gatepost-audit", daemon=True)
        self._thread.start()

    def wait_for(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@contextmanager
def open_ledger(url: str) -> Iterator[PostgreSQLLedger]:
    """The database's ledger as it is now. Raises `StoreUnavailable`, also for a database of others."""
    address = Address(url)
    thread = _Thread()
    try:
        connection = thread.wait_for(address.connect())
        try:
            with unavailable(address.where):
                thread.wait_for(connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"))
                for table in NEEDED_TABLES:
                    if thread.wait_for(connection.fetchval("SELECT to_regclass($1)", table)) is None:
                        raise StoreUnavailable(
                            f"{address.where}: this is no database of Gatepost, or it was never opened"
                        )
            yield PostgreSQLLedger(connection, thread, address.where)
        finally:
            thread.wait_for(connection.close(timeout=5))
    finally:
        thread.end()


def spread_over(url: str, ledger: PostgreSQLLedger) -> Spread | None:
    """How to verify the database by several processes; None where one is enough."""
    return spreading.spread_over(partial(open_ledger, url)) if ledger.is_large() else None
