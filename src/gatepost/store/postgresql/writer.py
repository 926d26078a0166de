"""Writing: what waits in this process shares one serializable transaction and one flush to disk.

The operations read, check and write as if nobody else wrote: SQLite has one writer, and PostgreSQL's
SERIALIZABLE promises the same result. It keeps that promise by ending transactions whose order could not be
told, and they are run once more. So that this stays rare, the processes take turns by an advisory lock. The
lock saves work, no more: who does not get it in time goes on without, and correctness never hangs on it.
"""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import asyncpg
from asyncpg import Connection
from sqlalchemy.util import greenlet_spawn

from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.postgresql.connections import Pool, end
from gatepost.store.postgresql.cursor import Cursor
from gatepost.store.postgresql.troubles import AGAIN, concerns_everybody
from gatepost.store.sql.cursor import Operation

Result = TypeVar("Result")
MAX_BATCH = 128
"""Operations in one transaction: bounds how long the first of them waits, and all other processes."""
TRIES = 20
"""Of one transaction, before it is given up."""
PAUSE_SECONDS = 0.1
"""The longest pause before another try. Pauses begin short, and are drawn by lot."""
TURN = 0x6761_7465_7475_726E
"""The advisory lock of whose turn it is: "gateturn" in letters."""
_BEGIN = "BEGIN ISOLATION LEVEL SERIALIZABLE"


class _Job:
    """Operations of one caller, and where their results go."""

    __slots__ = ("future", "operations")

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations
        self.future: asyncio.Future[list[Any]] = asyncio.get_running_loop().create_future()


class Writer:
    """Takes operations from the event loop that opened the store."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._waiting: deque[_Job] = deque()
        self._task: asyncio.Task[None] | None = None
        self.again = 0
        """How often a transaction had to be run once more."""

    async def run(self, operation: Callable[[Any], Result]) -> Result:
        """The operation's result once durable; its own exception or `StoreUnavailable` otherwise.

        It is carried out also when nobody waits for it any more.
        """
        (result,) = await self.run_each((operation,))
        if isinstance(result, Exception):
            raise result
        return result  # type: ignore[no-any-return]

    async def run_each(self, operations: Sequence[Operation]) -> list[Any]:
        """Each operation's result, or its exception in its place."""
        if not operations:
            return []
        self._pool.must_be_open()
        job = _Job(operations)
        self._waiting.append(job)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work(), name="gatepost-writer")
        return await job.future

    async def sweep(self) -> None:
        """Nothing: what was erased stands in no table; docs/how-to/postgresql.md tells of what lies below."""

    async def finish(self) -> None:
        """Carry out what waits."""
        if self._task is not None:
            await asyncio.wait((self._task,))

    async def _work(self) -> None:
        while self._waiting:
            jobs = self._take()
            operations = [operation for job in jobs for operation in job.operations]
            try:
                results = await self._until_done(operations)
            except Exception as error:  # whatever it was, somebody waits for an answer
                if not isinstance(error, StoreUnavailable):
                    error = StoreUnavailable(f"{self._pool.where}: {type(error).__name__}: {error}")
                results = [error] * len(operations)
            for job in jobs:
                own, results = results[: len(job.operations)], results[len(job.operations) :]
                if not job.future.done():
                    job.future.set_result(own)

    def _take(self) -> list[_Job]:
        jobs: list[_Job] = []
        size = 0
        while self._waiting and size < MAX_BATCH:
            jobs.append(self._waiting.popleft())
            size += len(jobs[-1].operations)
        return jobs

    async def _until_done(self, operations: Sequence[Operation]) -> list[Any]:
        for attempt in range(TRIES):
            try:
                async with self._turn() as connection:
                    results = await _together(connection, operations)
                    return await _apart(connection, operations) if results is None else results
            except AGAIN:
                self.again += 1
                most = min(PAUSE_SECONDS, 0.001 * 2**attempt)
                await asyncio.sleep(random.uniform(0, most))  # noqa: S311 - no secret
        raise StoreUnavailable(f"{self._pool.where}: others came between {TRIES} times: try again later")

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[Connection]:
        """A connection when it is our turn to write, or when whoever has it does not come to an end."""
        async with self._pool.connection() as connection:
            try:
                await connection.execute(f"SELECT pg_advisory_lock({TURN})")
            except asyncpg.LockNotAvailableError:
                yield connection
                return
            try:
                yield connection
            finally:
                await end(connection, f"SELECT pg_advisory_unlock({TURN})")


async def _together(connection: Connection, operations: Sequence[Operation]) -> list[Any] | None:
    """The operations' results, or their own exceptions in their places. None when one of them failed after it
    had written something: then nothing has happened, and each needs a savepoint of its own."""
    await connection.execute(_BEGIN)
    results: list[Any] = []
    try:
        for operation in operations:
            cursor = Cursor(connection)
            try:
                results.append(await greenlet_spawn(operation, cursor))
            except Exception as error:
                if concerns_everybody(error):
                    raise
                if cursor.wrote:
                    await end(connection, "ROLLBACK")
                    return None if len(operations) > 1 else [error]
                results.append(error)
        await _commit(connection)
    except BaseException:
        await end(connection, "ROLLBACK")
        raise
    return results


async def _apart(connection: Connection, operations: Sequence[Operation]) -> list[Any]:
    """The same, where an operation that fails takes nothing along but what it wrote itself."""
    await connection.execute(_BEGIN)
    results: list[Any] = []
    try:
        for operation in operations:
            await connection.execute("SAVEPOINT operation")
            try:
                results.append(await greenlet_spawn(operation, Cursor(connection)))
            except Exception as error:
                if concerns_everybody(error):
                    raise
                await connection.execute("ROLLBACK TO operation")
                results.append(error)
            await connection.execute("RELEASE operation")
        await _commit(connection)
    except BaseException:
        await end(connection, "ROLLBACK")
        raise
    return results


async def _commit(connection: Connection) -> None:
    ended = await connection.execute("COMMIT")
    if ended != "COMMIT":  # a statement had failed, and its operation went on as if it had not
        raise RuntimeError("the transaction was rolled back, and nobody noticed")
