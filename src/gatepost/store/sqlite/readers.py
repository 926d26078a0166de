"""A few threads that read, each with a read-only connection; in WAL mode they never wait for the writer."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.sqlite.connections import connect, unavailable

Result = TypeVar("Result")


class Readers:
    """Runs reading operations in threads."""

    def __init__(self, path: Path, threads: int = 3) -> None:
        self._path = path
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._threads = threads
        self._pool: ThreadPoolExecutor | None = None

    def open(self) -> None:
        self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="gatepost-reader")

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None
        while self._connections:
            self._connections.pop().close()
        self._local = threading.local()

    async def run(self, operation: Callable[[sqlite3.Cursor], Result]) -> Result:
        """What `operation` reads from one consistent state of the database; `StoreUnavailable` on trouble."""
        if self._pool is None:
            raise StoreUnavailable(f"{self._path}: the store is closed")
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._read, operation)

    def _read(self, operation: Callable[[sqlite3.Cursor], Result]) -> Result:
        with unavailable(self._path):
            cursor: sqlite3.Cursor | None = getattr(self._local, "cursor", None)
            if cursor is None:
                connection = connect(self._path, read_only=True)
                self._connections.append(connection)
                cursor = self._local.cursor = connection.cursor()
            cursor.execute("BEGIN")
            try:
                return operation(cursor)
            finally:
                cursor.execute("COMMIT")
