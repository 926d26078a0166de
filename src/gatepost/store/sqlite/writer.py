"""The one thread that writes, with group commit: whatever waits shares one transaction and one flush to disk.

Each operation runs inside its own savepoint, so that one that fails leaves nothing behind and harms no other.
Callers get their results only after the commit: what was answered is durable.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.sqlite.connections import connect, explained, unavailable

Result = TypeVar("Result")
Operation = Callable[[sqlite3.Cursor], Any]

CONCERN_EVERYBODY = (sqlite3.OperationalError, sqlite3.DatabaseError)
"""A full disk, a damaged file and their like, after which SQLite may have rolled back already. Subclasses of
these (a broken constraint, a statement that is wrong) concern one operation alone."""

MAX_BATCH = 512
"""Operations in one transaction: bounds how long the first of them waits."""


class _Job:
    """Operations of one caller, and where their results go."""

    __slots__ = ("future", "loop", "operations", "results")

    def __init__(self, operations: Sequence[Operation], loop: asyncio.AbstractEventLoop) -> None:
        self.operations = operations
        self.loop = loop
        self.future: asyncio.Future[list[Any]] = loop.create_future()
        self.results: list[Any] = []


class Writer:
    """Takes operations from any event loop; `open` and `close` may block for a moment."""

    def __init__(self, path: Path, connect: Callable[[Path], sqlite3.Connection] = connect) -> None:
        self._path = path
        self._connect = connect
        self._waiting: deque[_Job] = deque()
        self._wake = threading.Condition()
        self._open = False
        self._sweep = False
        self._thread: threading.Thread | None = None
        self._connection: sqlite3.Connection | None = None

    def open(self) -> None:
        with unavailable(self._path):
            self._connection = self._connect(self._path)
        self._open = True
        self._thread = threading.Thread(target=self._run, name="gatepost-writer", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Carry out what waits, then stop."""
        with self._wake:
            self._open = False
            self._wake.notify()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    async def sweep(self) -> None:
        """Empty the write-ahead log: erased words must not linger there. If somebody still reads what was
        there before, it is tried again after every commit."""
        self._sweep = True
        await self.run(_nothing)  # what waits is answered first, then the log is emptied,
        await self.run(_nothing)  # and when this is answered, that is over

    async def run(self, operation: Callable[[sqlite3.Cursor], Result]) -> Result:
        """The operation's result once durable; its own exception or `StoreUnavailable` otherwise."""
        (result,) = await self.run_each((operation,))
        if isinstance(result, Exception):
            raise result
        return result  # type: ignore[no-any-return]

    async def run_each(self, operations: Sequence[Operation]) -> list[Any]:
        """Each operation's result, or its exception in its place."""
        if not operations:
            return []
        job = _Job(operations, asyncio.get_running_loop())
        with self._wake:
            if not self._open:
                raise StoreUnavailable(f"{self._path}: the store is closed")
            self._waiting.append(job)
            self._wake.notify()
        return await job.future

    def _run(self) -> None:
        assert self._connection is not None
        cursor = self._connection.cursor()
        while batch := self._take():
            try:
                self._carry_out(cursor, batch)
            except sqlite3.Error as error:
                self._give_up(batch, explained(self._path, error))
            except BaseException as error:  # the thread must live on, or every reader would wait for ever
                self._give_up(batch, StoreUnavailable(f"{self._path}: {type(error).__name__}: {error}"))
            _answer(batch)
            if self._sweep:
                self._empty_log(cursor)
        cursor.close()

    def _take(self) -> list[_Job]:
        with self._wake:
            while not self._waiting and self._open:
                self._wake.wait()
            batch: list[_Job] = []
            size = 0
            while self._waiting and size < MAX_BATCH:
                job = self._waiting.popleft()
                size += len(job.operations)
                batch.append(job)
            return batch

    def _carry_out(self, cursor: sqlite3.Cursor, batch: list[_Job]) -> None:
        cursor.execute("BEGIN IMMEDIATE")
        for job in batch:
            for operation in job.operations:
                cursor.execute("SAVEPOINT operation")
                try:
                    job.results.append(operation(cursor))
                except Exception as error:
                    if type(error) in CONCERN_EVERYBODY:
                        raise
                    cursor.execute("ROLLBACK TO operation")
                    job.results.append(error)
                cursor.execute("RELEASE operation")
        cursor.execute("COMMIT")

    def _give_up(self, batch: list[_Job], error: StoreUnavailable) -> None:
        connection = self._connection
        assert connection is not None
        try:
            if connection.in_transaction:
                connection.rollback()
        except sqlite3.Error as worse:
            error.add_note(f"rolling back failed too: {worse}")
        for job in batch:
            job.results = [error] * len(job.operations)

    def _empty_log(self, cursor: sqlite3.Cursor) -> None:
        try:
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            self._sweep = bool(busy)  # a reader still looks at it: try again after the next commit
        except sqlite3.Error:
            self._sweep = True


def _nothing(cursor: sqlite3.Cursor) -> None:
    """A transaction without a change."""


def _answer(batch: list[_Job]) -> None:
    by_loop: defaultdict[asyncio.AbstractEventLoop, list[_Job]] = defaultdict(list)
    for job in batch:
        by_loop[job.loop].append(job)
    for loop, jobs in by_loop.items():
        # A closed loop has nobody left who waits. Asking first would not do: it may close in between, and the
        # error would end this thread, and with it all writing.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_resolve, jobs)


def _resolve(jobs: list[_Job]) -> None:
    for job in jobs:
        if not job.future.done():
            job.future.set_result(job.results)
