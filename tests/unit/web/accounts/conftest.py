"""Accounts over a real store, with a clock that stands still until told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gatepost.store.sqlite.store import SQLiteStore
from gatepost.web.accounts import Accounts


class Clock:
    def __init__(self) -> None:
        self.now = 1_795_000_000_000_000

    def __call__(self) -> int:
        return self.now

    def pass_minutes(self, minutes: float) -> None:
        self.now += int(minutes * 60_000_000)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SQLiteStore]:
    made = SQLiteStore(tmp_path / "accounts.sqlite3")
    await made.open()
    yield made
    await made.close()


@pytest.fixture
def accounts(store: SQLiteStore, clock: Clock) -> Accounts:
    return Accounts(store, clock, secure_cookies=True)
