"""Work that one process leaves for whichever is free, written in the transaction that gives the reason."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, String, Table

from gatepost.store.tables.base import metadata

# The outbox. A row goes in the transaction that carries the work out; until then it belongs to whoever holds
# the lease, and when that has run out, to anybody. Letters have a box of their own with the same lease.
jobs = Table(
    "jobs",
    metadata,
    Column("kind", String, nullable=False),  # "screen", ...
    Column("subject", String, nullable=False),  # of "screen": the comment
    Column("record", LargeBinary, nullable=False, server_default=""),  # JSON, if there is more to say
    Column("made_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),  # not before; while leased: when the lease runs out
    Column("worker", String),  # who holds the lease
    Column("tries", Integer, nullable=False, server_default="0"),  # leases that were given for it
    PrimaryKeyConstraint("kind", "subject"),
)
Index("ix_jobs_due", jobs.c.kind, jobs.c.due_at)
