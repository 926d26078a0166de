"""The store in a PostgreSQL database: its pools, and what it does otherwise than SQLite's."""

from __future__ import annotations

import time

from gatepost.store.postgresql import indexing, opening
from gatepost.store.postgresql.bus import PostgreSQLBus
from gatepost.store.postgresql.connections import Address, Pool
from gatepost.store.postgresql.readers import Readers
from gatepost.store.postgresql.upkeep import Upkeep
from gatepost.store.postgresql.writer import Writer
from gatepost.store.sql.store import SQLStore

PING_SECONDS = 1.0
"""So long is the answer of `ping` good."""
CONNECTIONS = 10
"""Of one process, half of them for writing."""


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
        half = max(1, connections // 2)
        self._pools = Pool(self.address, half), Pool(self.address, max(1, connections - half))
        self._wrote_at = -PING_SECONDS
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

        Whoever asks often causes no more than a write a second.
        """
        await self._readers.run(lambda cursor: None)
        now = time.monotonic()
        if now - self._wrote_at < PING_SECONDS:
            return
        # A transaction with a number of its own, whose end is written: a server that only reads, or whose
        # disk is full, refuses it. One without a change would pass.
        async with self._pools[0].connection() as connection:
            await connection.execute("SELECT pg_current_xact_id()")
        self._wrote_at = now
