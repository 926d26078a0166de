"""Where the database is and how its connections are made: kept in two pools, one for those who write."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import unquote, urlsplit

import asyncpg
from asyncpg import Connection

from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.postgresql.troubles import LOST, unavailable

PASSWORD = "GATEPOST_DATABASE_PASSWORD"  # noqa: S105 - the name of a variable
CONNECT_SECONDS = 5.0
"""How long a new connection may take."""
WAIT_SECONDS = 10.0
"""How long somebody waits for a free connection before the store says that it is not there."""
STATEMENTS = 1_000
"""Prepared statements that a connection keeps; there are some four hundred."""


_SETTINGS = {
    "lock_timeout": "2s",
    # A machine that is gone without a word holds its locks no longer than this.
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "idle_in_transaction_session_timeout": "60s",
}
"""Of the connections that serve: nobody is held up for long by one that does not come to an end."""


class Address:
    """A database by its URL: `postgresql://user@host:port/name`, and what else libpq would understand there.

    The password may stand in GATEPOST_DATABASE_PASSWORD, in PGPASSWORD, or in the file that PGPASSFILE names.
    Raises `ValueError` for a URL that is none.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("postgresql", "postgres"):
            raise ValueError("a database's URL begins with postgresql://")
        self._url = url
        place = f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or "local socket"
        self.where = f"PostgreSQL {place}{unquote(parts.path)}"
        """For messages: without user and password."""

    def __repr__(self) -> str:
        return f"Address({self.where!r})"

    def options(self, settings: Mapping[str, str] | None = None) -> dict[str, Any]:
        """What the driver is told of every connection."""
        found: dict[str, Any] = {
            "dsn": self._url,
            "timeout": CONNECT_SECONDS,
            "statement_cache_size": STATEMENTS,
            "max_cached_statement_lifetime": 0,
            "server_settings": {"application_name": "gatepost", **(settings or {})},
        }
        if password := os.environ.get(PASSWORD):
            found["password"] = password
        return found

    async def connect(self) -> Connection:
        """One connection outside of the pools. Raises `StoreUnavailable`."""
        with unavailable(self.where):
            return await asyncpg.connect(**self.options())


class Pool:
    """At most `size` connections, made when they are needed and again after the server was gone."""

    def __init__(self, address: Address, size: int) -> None:
        self.where = address.where
        self._address = address
        self._size = size
        self._pool: Any = None

    async def open(self) -> None:
        with unavailable(self.where):
            self._pool = await asyncpg.create_pool(
                min_size=1, max_size=self._size, reset=_as_it_is, **self._address.options(_SETTINGS)
            )

    async def close(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.close()

    def must_be_open(self) -> None:
        """Raises `StoreUnavailable`."""
        if self._pool is None:
            raise StoreUnavailable(f"{self.where}: the store is closed")

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """One for us alone. Raises `StoreUnavailable`, also for what goes wrong with it inside."""
        self.must_be_open()
        with unavailable(self.where):
            connection = await self._pool.acquire(timeout=WAIT_SECONDS)
            try:
                yield connection
            finally:
                if not connection.is_closed() and connection.is_in_transaction():
                    connection.terminate()  # whoever had it was stopped in the middle
                await self._pool.release(connection)


async def _as_it_is(connection: Any) -> None:
    """Whoever had it has ended their transaction and given back their locks: a question is spared."""


async def end(connection: Connection, how: str) -> None:
    """End a transaction that is no good any more; a connection that cannot even do that is thrown away."""
    try:
        await connection.execute(how)
    except (asyncpg.PostgresError, *LOST):
        connection.terminate()
