"""The same operations on a private SQLite database in memory, with one thread for writing and reading."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import create_mock_engine

from gatepost.conversation.work.alone import Alone
from gatepost.store.sql.store import SQLStore
from gatepost.store.sqlite.connections import guarded
from gatepost.store.sqlite.upkeep import Upkeep
from gatepost.store.sqlite.writer import Writer
from gatepost.store.tables import metadata

Result = TypeVar("Result")
NAME = Path(":memory:")


class MemoryStore(SQLStore):
    """Fulfils the whole contract but one thing: what is in it lives no longer than until `close`."""

    _writer: Writer
    _upkeep: Upkeep

    def __init__(self) -> None:
        self.bus = Alone()
        writer = Writer(NAME, _made)
        super().__init__(writer, _Readers(writer), Upkeep(writer))

    async def open(self) -> None:
        """An empty store, however often."""
        self._writer.open()
        self._upkeep.start()

    async def close(self) -> None:
        """Carry out what waits, then forget everything."""
        await self._upkeep.stop()
        self._writer.close()

    async def ping(self) -> None:
        """Raises `StoreUnavailable` when it is closed."""
        await self._writer.run(lambda cursor: None)


class _Readers:
    """Who reads waits for who writes: there is one connection."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def run(self, operation: Callable[[Any], Result]) -> Result:
        return await self._writer.run(operation)


def _made(_: Path) -> sqlite3.Connection:
    connection = guarded(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False))
    for statement in _schema():
        connection.execute(statement)
    return connection


@cache
def _schema() -> tuple[str, ...]:
    """What makes all tables."""
    found: list[str] = []

    def keep(statement: Any, *_: Any, **__: Any) -> None:
        found.append(str(statement.compile(dialect=engine.dialect)))

    engine = create_mock_engine("sqlite://", keep)
    metadata.create_all(engine, checkfirst=False)
    return tuple(found)
