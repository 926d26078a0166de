"""Writing: every operation is a serializable transaction of its own, tried again when others came between.

The operations read, check and write, as if nobody else wrote: SQLite has one writer, and PostgreSQL's
SERIALIZABLE promises the same result. It keeps that promise by ending transactions whose order could not be
told; such a one is run once more, from its beginning. What most often comes between is another entry in the
same chain of the ledger: who has met that waits for the chain's lock before beginning again. The lock saves
work, no more: correctness never hangs on it.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import asyncpg
from asyncpg import Connection
from sqlalchemy.util import greenlet_spawn

from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.postgresql.connections import Pool, end
from gatepost.store.postgresql.cursor import Cursor
from gatepost.store.postgresql.troubles import AGAIN, LOST
from gatepost.store.sql.cursor import Operation

Result = TypeVar("Result")
TRIES = 20
"""Of one operation, before it is given up."""
PAUSE_SECONDS = 0.1
"""The longest pause before another try. Pauses begin short, and are drawn by lot."""
AT_ONCE = 50
"""Operations of one caller that share a transaction."""
CONCERN_EVERYBODY = (asyncpg.PostgresError, *LOST)
"""After these the transaction is gone. What an operation itself has to say (also of a broken constraint,
which the cursor words anew) concerns it alone."""
_BEGIN = "BEGIN ISOLATION LEVEL SERIALIZABLE"


class Writer:
    """Runs writing operations, as many at once as there are connections."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._under_way: set[asyncio.Task[Any]] = set()
        self._chains: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.again = 0
        """How often a transaction had to be run once more."""

    async def run(self, operation: Callable[[Any], Result]) -> Result:
        """The operation's result once durable; its own exception or `StoreUnavailable` otherwise.

        Once begun it is carried out, also when nobody waits for it any more.
        """
        (result,) = await self._carried_out((operation,))
        if isinstance(result, Exception):
            raise result
        return result  # type: ignore[no-any-return]

    async def run_each(self, operations: Sequence[Operation]) -> list[Any]:
        """Each operation's result, or its exception in its place. They go in their order, some at once."""
        done: list[Any] = []
        for first in range(0, len(operations), AT_ONCE):
            some = operations[first : first + AT_ONCE]
            try:
                done += await self._carried_out(some)
            except StoreUnavailable as error:
                done += [error] * len(some)
        return done

    async def _carried_out(self, operations: Sequence[Operation]) -> list[Any]:
        task = asyncio.create_task(self._until_done(operations))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    async def sweep(self) -> None:
        """Nothing: what was erased stands in no table; docs/how-to/postgresql.md tells of what lies below."""

    async def finish(self) -> None:
        """Wait for what is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def _until_done(self, operations: Sequence[Operation]) -> list[Any]:
        chain: str | None = None
        for attempt in range(TRIES):
            try:
                async with self._alone(chain) as connection:
                    return await _transaction(connection, operations)
            except AGAIN as error:
                self.again += 1
                chain = getattr(error, "chain", None) or chain
                most = min(PAUSE_SECONDS, 0.001 * 2**attempt)
                await asyncio.sleep(random.uniform(0, most))  # noqa: S311 - no secret
        raise StoreUnavailable(f"{self._pool.where}: others came between {TRIES} times: try again later")

    @asynccontextmanager
    async def _alone(self, chain: str | None) -> AsyncIterator[Connection]:
        """A connection; with the lock of the chain, if one is named. In each process one at most waits for
        it, so that a busy article does not take all connections."""
        if chain is None:
            async with self._pool.connection() as connection:
                yield connection
            return
        ours = self._chains.setdefault(chain, asyncio.Lock())
        async with ours, self._pool.connection() as connection:
            key = int.from_bytes(hashlib.blake2b(chain.encode(), digest_size=8).digest(), "big", signed=True)
            await connection.execute("SELECT pg_advisory_lock($1)", key)
            try:
                yield connection
            finally:
                await end(connection, f"SELECT pg_advisory_unlock({key})")


async def _transaction(connection: Connection, operations: Sequence[Operation]) -> list[Any]:
    """The operations' results, or their own exceptions in their places."""
    cursor = Cursor(connection)
    await connection.execute(_BEGIN)
    try:
        if len(operations) == 1:
            results = [await greenlet_spawn(operations[0], cursor)]
        else:
            results = [await _apart(connection, operation, cursor) for operation in operations]
        ended = await connection.execute("COMMIT")
    except CONCERN_EVERYBODY as error:
        if isinstance(error, AGAIN):
            error.chain = cursor.chain
        await end(connection, "ROLLBACK")
        raise
    except Exception as error:
        await end(connection, "ROLLBACK")
        return [error]
    if ended != "COMMIT":  # a statement had failed, and the operation went on as if it had not
        raise RuntimeError("the transaction was rolled back, and the operation did not notice")
    return results


async def _apart(connection: Connection, operation: Operation, cursor: Cursor) -> Any:
    """The operation's result; or its exception, and then nothing of it remains in the transaction."""
    await connection.execute("SAVEPOINT operation")
    try:
        result = await greenlet_spawn(operation, cursor)
    except CONCERN_EVERYBODY:
        raise
    except Exception as error:
        await connection.execute("ROLLBACK TO operation")
        result = error
    await connection.execute("RELEASE operation")
    return result
