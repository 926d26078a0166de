"""The store in one SQLite file: who writes, who reads, and how it is opened and closed."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from pathlib import Path

from gatepost.conversation.work.alone import Alone
from gatepost.store.sql import search
from gatepost.store.sql.store import SQLStore
from gatepost.store.sqlite import opening
from gatepost.store.sqlite.readers import Readers
from gatepost.store.sqlite.upkeep import Upkeep
from gatepost.store.sqlite.writer import Writer

PING_SECONDS = 1.0
"""So long is the answer of `ping` good."""


class SQLiteStore(SQLStore):
    """A store in the file `path`; it is made, or brought to the newest schema, by `open`."""

    _writer: Writer
    _readers: Readers
    _upkeep: Upkeep

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.bus = Alone()
        writer = Writer(self.path)
        super().__init__(writer, Readers(self.path), Upkeep(writer))
        self._wrote_at = -PING_SECONDS

    async def open(self) -> None:
        """Raises `StoreUnavailable`."""
        await asyncio.to_thread(self._open)
        self._upkeep.start()

    def _open(self) -> None:
        opening.bring_up_to_date(self.path)
        self._writer.open()
        self._readers.open()

    async def close(self) -> None:
        """Carry out what waits, then stop."""
        await self._upkeep.stop()
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._readers.close()
        self._writer.close()  # the last one out, if it may write, leaves all in the one file

    async def ping(self) -> None:
        """Raises `StoreUnavailable` when it cannot be read or written now.

        It writes: a full disk or one that fails lets a transaction without a change pass. Whoever asks often
        causes no more than a write a second.
        """
        await self._readers.run(lambda cursor: cursor.execute("SELECT 1").fetchone())
        now = time.monotonic()
        if now - self._wrote_at < PING_SECONDS:
            return
        await self._writer.run(_write_something)
        self._wrote_at = now


def _write_something(cursor: sqlite3.Cursor) -> None:
    """The flags of the search index, as they are: a page goes to the log and to the disk."""
    cursor.execute(f"PRAGMA user_version = {search.flags(cursor):d}")
