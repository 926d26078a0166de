"""Where the comments lie, for tests that look at them behind Gatepost's back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from gatepost.store.ledger.source import Ledger
from gatepost.store.sqlite.audit import open_ledger
from gatepost.web.composition import DATABASE


class Database(Protocol):
    """What is asked of the database under test."""

    settings: str
    """Lines for `[server]` in gatepost.toml."""

    def rows(self, statement: str) -> list[Any]:
        """What a statement without parameters finds."""

    def ledger(self) -> AbstractContextManager[Ledger]:
        """For `Verification`."""


class SQLite:
    """The file in the data folder: it has no process of its own."""

    settings = ""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "data" / DATABASE

    def rows(self, statement: str) -> list[Any]:
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
            return connection.execute(statement).fetchall()

    @contextmanager
    def ledger(self) -> Iterator[Ledger]:
        with open_ledger(self.path) as found:
            yield found
