"""What processes tell each other: NOTIFY and LISTEN over one connection of each process.

A message is sent after the change that it tells of is committed, and apart from it: NOTIFY inside those
transactions would let only one of them commit at a time in the whole database. So a process that is killed in
between has told nothing. That is all right: messages only wake, and whoever listens looks into the store now
and then all the same.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable
from typing import Any

import asyncpg
import structlog

from gatepost.conversation.discretion import told
from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.postgresql.connections import Address

CHANNEL = "gatepost"
MOST_BYTES = 7_900
"""PostgreSQL takes 8000 in one notification."""
MOST_WAITING = 10_000
GATHER_SECONDS = 0.02
"""What is said within this time goes out together."""
PAUSE_SECONDS = 1.0
SILENCE_SECONDS = 15.0
"""After so long without a word the connection is tried: a dead one looks like a silent one."""
LOST = (asyncpg.PostgresError, asyncpg.InterfaceError, StoreUnavailable, OSError, TimeoutError)

_log = structlog.get_logger("gatepost.bus")


class PostgreSQLBus:
    """`Bus` of the processes that share a database. `start` and `stop` it on the event loop that uses it."""

    alone = False

    def __init__(self, address: Address) -> None:
        self._address = address
        self._waiting: deque[tuple[str, str]] = deque(maxlen=MOST_WAITING)
        self._wake = asyncio.Event()
        self._lost = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._told: Callable[[str, str], None] | None = None
        self._missed: Callable[[], None] | None = None
        self._pid = 0
        self._ending = False
        self.alive = False

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="gatepost-bus")

    async def stop(self) -> None:
        """Say what is still to be said, if that takes but a moment."""
        if self._task is None:
            return
        if self.alive:
            self._ending = True
            self._wake.set()
            await asyncio.wait((self._task,), timeout=PAUSE_SECONDS)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._task = None

    def tell(self, topic: str, message: str) -> None:
        self._waiting.append((topic, message))
        self._wake.set()

    def hear(self, told: Callable[[str, str], None], missed: Callable[[], None]) -> None:
        self._told, self._missed = told, missed

    async def _run(self) -> None:
        first = True
        while True:
            connection: Any = None
            try:
                connection = await self._address.connect()
                await self._listen(connection)
                if not first and self._missed is not None:
                    self._missed()
                first = False
                await self._speak(connection)
                if self._ending:
                    return
            except LOST as error:
                if self.alive or first:
                    _log.warning("not-told", error=told(error), detail="other processes are asked by polling")
                first = False
            finally:
                self.alive = False
                if connection is not None:
                    connection.terminate()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _listen(self, connection: Any) -> None:
        self._lost.clear()
        self._pid = connection.get_server_pid()
        connection.add_termination_listener(self._ended)
        await connection.add_listener(CHANNEL, self._arrived)
        self.alive = True

    def _ended(self, _: Any) -> None:
        self._lost.set()
        self._wake.set()

    def _arrived(self, _: Any, pid: int, __: str, payload: str) -> None:
        if pid == self._pid or self._told is None:
            return
        try:
            said = json.loads(payload)
            for topic, message in said:
                self._told(str(topic), str(message))
        except (ValueError, TypeError):
            _log.warning("not-understood", detail="another version of Gatepost, or another program, spoke")

    async def _speak(self, connection: Any) -> None:
        while not self._lost.is_set() and not self._ending:
            try:
                async with asyncio.timeout(SILENCE_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                await connection.execute("SELECT 1", timeout=SILENCE_SECONDS)
                continue
            await asyncio.sleep(GATHER_SECONDS)
            self._wake.clear()
            while self._waiting and not self._lost.is_set():
                await connection.execute(
                    "SELECT pg_notify($1, $2)", CHANNEL, self._next(), timeout=SILENCE_SECONDS
                )

    def _next(self) -> str:
        """As much as goes into one notification; the same said twice is said once."""
        lot: dict[tuple[str, str], None] = {}
        size = 2
        while self._waiting:
            size += len(json.dumps(self._waiting[0])) + 2
            if size > MOST_BYTES and lot:
                break
            said = self._waiting.popleft()
            if size > MOST_BYTES:
                size = 2
                continue  # too long for any; whoever listens finds out by looking
            lot[said] = None
        return json.dumps(list(lot))
