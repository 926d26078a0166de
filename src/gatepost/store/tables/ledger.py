"""The ledger, which only grows: the database itself refuses anything else."""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    event,
)

from gatepost.store.tables.base import metadata

ledger = Table(
    "ledger",
    metadata,
    Column("chain", String, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("kind", String, nullable=False),
    Column("comment", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("canonical", LargeBinary, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    PrimaryKeyConstraint("chain", "seq"),
    sqlite_with_rowid=False,
)
Index("ix_ledger_comment", ledger.c.comment, ledger.c.seq)

LEDGER_TRIGGERS = (
    "CREATE TRIGGER ledger_never_changes BEFORE UPDATE ON ledger"
    " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    "CREATE TRIGGER ledger_never_forgets BEFORE DELETE ON ledger"
    " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    # Also stops INSERT OR REPLACE, which would delete without firing the trigger above.
    "CREATE TRIGGER ledger_only_grows BEFORE INSERT ON ledger"
    " WHEN NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM ledger WHERE chain = NEW.chain)"
    " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
)
for _trigger in LEDGER_TRIGGERS:
    event.listen(ledger, "after_create", DDL(_trigger).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]
