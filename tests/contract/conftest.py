"""Every store passes this suite. A new one joins by adding its name and how it is made."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.postgres import a_database

from gatepost.conversation.ports import Store
from gatepost.store.memory import MemoryStore
from gatepost.store.postgresql import PostgreSQLStore
from gatepost.store.sqlite import SQLiteStore

Make = Callable[[], Store]


@contextmanager
def making(name: str, folder: Path) -> Iterator[Make]:
    """Makes stores over the same data; those in memory have each their own."""
    match name:
        case "memory":
            yield MemoryStore
        case "sqlite":
            yield lambda: SQLiteStore(folder / "gatepost.sqlite3")
        case _:
            with a_database() as url:
                yield lambda: PostgreSQLStore(url)


@pytest.fixture(params=["postgresql", "sqlite"])
def make_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """For what outlives a process; the caller opens and closes them."""
    with making(request.param, tmp_path) as make:
        yield make


@pytest.fixture
async def lasting(make_store: Make) -> AsyncIterator[Store]:
    """One of them, open."""
    made = make_store()
    await made.open()
    yield made
    await made.close()


@pytest.fixture(params=["memory", "postgresql", "sqlite"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    with making(request.param, tmp_path) as make:
        made = make()
        await made.open()
        yield made
        await made.close()
