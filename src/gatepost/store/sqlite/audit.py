"""The ledger in an SQLite file, read-only, for verification: one snapshot, while the server may go on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
from sqlalchemy import bindparam, select, union

from gatepost.conversation import entries
from gatepost.conversation.ports import StoreUnavailable
from gatepost.conversation.records import Head
from gatepost.store.ledger.chain import Row
from gatepost.store.ledger.verify import StoredComment, StoredRecord
from gatepost.store.sql import chains, codec
from gatepost.store.sql.statements import sql
from gatepost.store.sqlite.connections import connect, unavailable
from gatepost.store.tables import LEDGER_TRIGGERS, comments, decisions, ledger, verdicts

_CHAINS = sql(union(select(ledger.c.chain), select(comments.c.article)).order_by("chain"))
_ROWS = sql(
    select(*(ledger.c[name] for name in Row._fields))
    .where(ledger.c.chain == bindparam("chain"))
    .order_by(ledger.c.seq)
)
_COMMENTS = sql(
    select(comments.c.id, comments.c.state, comments.c.digest, comments.c.text, comments.c.salt)
    .where(comments.c.article == bindparam("chain"))
    .order_by(comments.c.id)
)
_VERDICTS = sql(
    select(verdicts.c.comment, verdicts.c.record)
    .join(comments, comments.c.id == verdicts.c.comment)
    .where(comments.c.article == bindparam("chain"))
)
_DECISIONS = sql(
    select(decisions.c.comment, decisions.c.seq, decisions.c.record, decisions.c.standing)
    .join(comments, comments.c.id == decisions.c.comment)
    .where(comments.c.article == bindparam("chain"))
)


class SQLiteLedger:
    """A `Ledger` for verification. Made by `open_ledger`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def guards(self) -> Iterator[str]:
        found = {
            row[0] for row in self._connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")
        }
        for trigger in LEDGER_TRIGGERS:
            if trigger not in found:
                yield f"the trigger {trigger.split()[2]} is missing or changed: entries could be altered"

    def chains(self) -> list[str]:
        return [row[0] for row in self._connection.execute(_CHAINS).fetchall()]

    def rows(self, chain: str) -> Iterator[Row]:
        return map(Row._make, self._connection.execute(_ROWS, {"chain": chain}))

    def comments(self, chain: str) -> Iterator[StoredComment]:
        return (StoredComment(*row) for row in self._connection.execute(_COMMENTS, {"chain": chain}))

    def records(self, chain: str) -> Iterator[StoredRecord]:
        for comment, record in self._connection.execute(_VERDICTS, {"chain": chain}):
            try:
                body = entries.verdict(codec.unpack_verdict(record, None)).body
            except (msgspec.MsgspecError, TypeError, ValueError):
                body = None
            yield StoredRecord(comment, None, body)
        for comment, seq, record, standing in self._connection.execute(_DECISIONS, {"chain": chain}):
            try:
                body = entries.decision(codec.unpack_decision(record, None)).body
            except (msgspec.MsgspecError, TypeError, ValueError):
                body = None
            yield StoredRecord(comment, seq, body, bool(standing))

    def heads(self) -> list[Head]:
        return chains.heads(self._connection.cursor())


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
        yield SQLiteLedger(connection)
