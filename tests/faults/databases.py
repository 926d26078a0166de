"""Where the comments lie, for tests that look at them behind Gatepost's back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from gatepost.store.ledger.checkpoint import Seen
from gatepost.store.ledger.source import Ledger
from gatepost.store.ledger.verify import Verification, Wish
from gatepost.store.sqlite.audit import open_ledger
from gatepost.web.composition import DATABASE


class Database(Protocol):
    """What is asked of the database under test."""

    settings: str
    """Lines for `[server]` in gatepost.toml."""

    def rows(self, statement: str) -> list[Any]:
        """What a statement without parameters finds."""

    def damages(self, seen: Sequence[Seen]) -> Iterator[str]:
        """Where the ledger, the comments and what was `seen` from outside disagree."""


class SQLite:
    """The file in the data folder: it has no process of its own."""

    settings = ""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "data" / DATABASE

    def rows(self, statement: str) -> list[Any]:
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
            return connection.execute(statement).fetchall()

    def damages(self, seen: Sequence[Seen]) -> Iterator[str]:
        with open_ledger(self.path) as found:
            yield from verified(found, seen)


def verified(ledger: Ledger, seen: Sequence[Seen]) -> Iterator[str]:
    """What `gatepost ledger verify` finds."""
    return map(str, Verification(ledger, Wish(seen=tuple(seen))).damages())
