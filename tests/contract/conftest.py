"""Every store passes this suite. A new one joins by adding its name and how it is made."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from gatepost.conversation.ports import Store
from gatepost.store.sqlite import SQLiteStore

STORES: dict[str, Callable[[Path], Store]] = {
    "sqlite": lambda folder: SQLiteStore(folder / "gatepost.sqlite3")
}


@pytest.fixture(params=sorted(STORES))
def make_store(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Store]:
    """Makes stores over the same data; the caller opens and closes them."""
    return lambda: STORES[request.param](tmp_path)


@pytest.fixture
async def store(make_store: Callable[[], Store]) -> AsyncIterator[Store]:
    made = make_store()
    await made.open()
    yield made
    await made.close()
