"""A PostgreSQL server of one test's own, durable as in earnest, which can be killed and started again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncpg
import psutil
from tests.faults.databases import verified
from tests.faults.processes import START_SECONDS
from tests.postgres import get_server, server_uri, wait_for

from gatepost.store.ledger.checkpoint import Seen
from gatepost.store.postgresql.audit import open_ledger

NAME = "gatepost"
LEASE_SECONDS = 5


class PostgreSQL:
    """`Database`, and one of a newsroom's processes."""

    def __init__(self, folder: Path) -> None:
        self._server = get_server(folder, cleanup_mode="stop")
        wait_for(self._asked(self._server.get_uri(), f"CREATE DATABASE {NAME}"))
        self.url = server_uri(self._server.get_uri(), NAME)
        self.settings = f'database = "{self.url}"\nlease_seconds = {LEASE_SECONDS}'

    async def _asked(self, url: str, statement: str) -> list[Any]:
        connection = await asyncpg.connect(url)
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    def rows(self, statement: str) -> list[Any]:
        return wait_for(self._asked(self.url, statement))

    def damages(self, seen: Sequence[Seen]) -> Iterator[str]:
        with open_ledger(self.url) as found:
            yield from verified(found, seen)

    async def end_connections(self) -> None:
        """As an operator does by `pg_terminate_backend`, or a firewall without a word."""
        ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gatepost'"
        await self._asked(self._server.get_uri(), ending)

    @property
    def runs(self) -> bool:
        return bool(self._server.get_postmaster_info().is_running())

    async def start(self) -> None:
        async with asyncio.timeout(START_SECONDS):
            await asyncio.to_thread(self._start)

    def _start(self) -> None:
        with self._server._lock:
            self._server.ensure_postgres_running()

    async def spawn(self) -> None:
        """It is up before one could kill it while it starts; its recovery is under way then."""
        await self.start()

    async def kill(self) -> None:
        """All of its processes at once, as when the machine loses power."""
        await asyncio.to_thread(self._kill)

    def _kill(self) -> None:
        with suppress(psutil.NoSuchProcess):
            postmaster = psutil.Process(self._server.get_pid())
            postmaster.suspend()  # else it would start what dies anew
            family = [*postmaster.children(recursive=True), postmaster]
            for one in family:
                with suppress(psutil.NoSuchProcess):
                    one.kill()
            psutil.wait_procs(family, timeout=30)

    def terminate(self) -> None:
        """A fast shutdown: open transactions are rolled back."""
        with suppress(psutil.NoSuchProcess):
            psutil.Process(self._server.get_pid()).send_signal(2)

    async def stop(self) -> int:
        self.terminate()
        await asyncio.to_thread(self._wait)
        return 0

    def _wait(self) -> None:
        with suppress(psutil.NoSuchProcess):
            psutil.Process(self._server.get_pid()).wait(30)

    def close(self) -> None:
        """For good."""
        self._server.cleanup()
