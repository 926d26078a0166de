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

# Now and then all chains that have grown are bound together: a Merkle tree over their newest entries, its
# root and the checkpoint before it signed. So nobody can change one chain and compute it anew unseen.
checkpoints = Table(
    "checkpoints",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),  # 0, 1, 2, ...
    Column("at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),  # canonical JSON: all that is signed
    Column("signature", LargeBinary, nullable=False),  # Ed25519 over `body`
    Column("key", String, nullable=False),  # the id of the public key
)

checkpoint_heads = Table(
    "checkpoint_heads",
    metadata,
    Column("checkpoint", Integer, nullable=False),
    Column("place", Integer, nullable=False),  # of the leaf in the tree
    Column("chain", String, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    PrimaryKeyConstraint("checkpoint", "place"),
    sqlite_with_rowid=False,
)
Index("ix_checkpoint_heads_chain", checkpoint_heads.c.chain, checkpoint_heads.c.seq)

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
