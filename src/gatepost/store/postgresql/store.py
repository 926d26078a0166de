"""The store in a PostgreSQL database: its pools, and what it does otherwise than SQLite's."""

from __future__ import annotations

import time

from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.postgresql import indexing, opening
from gatepost.store.postgresql.bus import PostgreSQLBus
from gatepost.store.postgresql.connections import Address, Pool
from gatepost.store.postgresql.readers import Readers
from gatepost.store.postgresql.troubles import ONLY_READS
from gatepost.store.postgresql.upkeep import Upkeep
from gatepost.store.postgresql.writer import Writer
from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.statements import by_hand
from gatepost.store.sql.store import SQLStore

PING_SECONDS = 1.0
"""So long is the answer of `ping` good."""
_ANYTHING = by_hand("SELECT 1", "SELECT 1")
_ONLY_READS = by_hand("SELECT 'off'", "SELECT current_setting('transaction_read_only')")
_SOMETHING = by_hand("SELECT 1", "SELECT pg_logical_emit_message(true, 'gatepost', '')::text")
CONNECTIONS = 10
"""Of one process, one of them for writing."""


class PostgreSQLStore(SQLStore):
    """A store in the database at `url`; `open` makes its tables, or brings them to the newest schema.

    `connections`: how many this process has at most. All use is from the event loop that opened it. Raises
    `ValueError` for a URL that is none.
    """

    _writer: Writer
    _readers: Readers
    _take_in = staticmethod(indexing.add)

    def __init__(self, url: str, connections: int = CONNECTIONS) -> None:
        self.address = Address(url)
        self.bus = PostgreSQLBus(self.address)
        self._wrote_at = -PING_SECONDS
        self._pools = Pool(self.address, 1), Pool(self.address, max(1, connections - 1))
        super().__init__(Writer(self._pools[0]), Readers(self._pools[1]), Upkeep())

    async def open(self) -> None:
        """Raises `StoreUnavailable`."""
        await opening.bring_up_to_date(self.address)
        for pool in self._pools:
            await pool.open()
        self.bus.start()

    async def close(self) -> None:
        """Carry out what is under way, then stop."""
        await self._writer.finish()
        await self.bus.stop()
        for pool in self._pools:
            await pool.close()

    async def ping(self) -> None:
        """Raises `StoreUnavailable` when it cannot be read or written now.

        It writes, to the write-ahead log alone; whoever asks often causes no more than a write a second.
        """
        await self._readers.run(lambda cursor: cursor.execute(_ANYTHING).fetchone())
        now = time.monotonic()
        if now - self._wrote_at < PING_SECONDS:
            return
        await self._writer.run(self._write_something)
        self._wrote_at = now

    def _write_something(self, cursor: Cursor) -> None:
        (only_reads,) = cursor.execute(_ONLY_READS).fetchone()
        if only_reads == "on":
            raise StoreUnavailable(f"{self.address.where}: {ONLY_READS}", ONLY_READS)
        cursor.execute(_SOMETHING)
