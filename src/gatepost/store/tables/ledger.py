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

# Now and then all chains that have grown are bound together and signed: docs/explanation/ledger.md. So nobody
# can change one chain and compute it anew unseen.
checkpoints = Table(
    "checkpoints",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),  # 0, 1, 2, ...
    Column("at", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),  # canonical JSON: all that is signed
    Column("signature", LargeBinary, nullable=False),  # Ed25519 over `body`
    Column("key", String, nullable=False),  # the public key
)

# The leaves of a checkpoint's tree: each a stretch of one chain, from `first` to `seq`, that is new since the
# checkpoint before.
checkpoint_heads = Table(
    "checkpoint_heads",
    metadata,
    Column("checkpoint", Integer, nullable=False),
    Column("place", Integer, nullable=False),  # of the leaf in the tree
    Column("chain", String, nullable=False),
    Column("first", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),  # of the entry `seq`
    Column("root", LargeBinary, nullable=False),  # of a tree over the digests of the stretch's entries
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
CHECKPOINT_TRIGGERS = (
    "CREATE TRIGGER checkpoints_never_change BEFORE UPDATE ON checkpoints"
    " BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END",
    "CREATE TRIGGER checkpoints_never_go BEFORE DELETE ON checkpoints"
    " BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END",
    "CREATE TRIGGER checkpoints_only_grow BEFORE INSERT ON checkpoints"
    " WHEN NEW.number <> (SELECT coalesce(max(number) + 1, 0) FROM checkpoints)"
    " BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END",
    "CREATE TRIGGER checkpoint_heads_never_change BEFORE UPDATE ON checkpoint_heads"
    " BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END",
    "CREATE TRIGGER checkpoint_heads_never_go BEFORE DELETE ON checkpoint_heads"
    " BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END",
    # The leaves come before their checkpoint, one after the other; none is added to one that is there.
    "CREATE TRIGGER checkpoint_heads_only_grow BEFORE INSERT ON checkpoint_heads"
    " WHEN NEW.checkpoint <= (SELECT coalesce(max(number), -1) FROM checkpoints)"
    " OR NEW.place <>"
    " (SELECT coalesce(max(place) + 1, 0) FROM checkpoint_heads WHERE checkpoint = NEW.checkpoint)"
    " BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END",
)
for _trigger in (*LEDGER_TRIGGERS, *CHECKPOINT_TRIGGERS):
    _table = next(
        one for one in (ledger, checkpoints, checkpoint_heads) if f" ON {one.name} " in f"{_trigger} "
    )
    event.listen(_table, "after_create", DDL(_trigger).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]
