"""The ledger in an SQLite file, read-only, for verification: one snapshot, while the server may go on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.sql.audit import NEEDED_TABLES, SQLLedger
from gatepost.store.sqlite.connections import connect, unavailable
from gatepost.store.tables import CHECKPOINT_TRIGGERS, LEDGER_TRIGGERS


class SQLiteLedger(SQLLedger):
    """A `Ledger` for verification. Made by `open_ledger`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection.cursor)
        self._connection = connection

    def guards(self) -> Iterator[str]:
        found = {
            row[0] for row in self._connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
        }
        for trigger in (*LEDGER_TRIGGERS, *CHECKPOINT_TRIGGERS):
            if trigger not in found:
                yield f"the trigger {trigger.split()[2]} is missing or changed: entries could be altered"


@contextmanager
def open_ledger(path: Path) -> Iterator[SQLiteLedger]:
    """The file's ledger as it is now. Raises `StoreUnavailable`, also when it is no database of Gatepost."""
    if not path.is_file():
        raise StoreUnavailable(f"{path}: there is no such file")
    with unavailable(path), closing(connect(path, read_only=True)) as connection:
        connection.execute("BEGIN")
        found = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not {"ledger", "comments", "verdicts", "decisions"} <= found:
            raise StoreUnavailable(f"{path}: this is no database of Gatepost")
        if not found.issuperset(NEEDED_TABLES):
            raise StoreUnavailable(
                f"{path}: this database has an older schema: start the server once to bring it up to date"
            )
        yield SQLiteLedger(connection)
