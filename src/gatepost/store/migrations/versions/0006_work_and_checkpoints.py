"""Work between processes, and checkpoints of the ledger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TRIGGERS = (
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
    "CREATE TRIGGER checkpoint_heads_only_grow BEFORE INSERT ON checkpoint_heads"
    " WHEN NEW.checkpoint <= (SELECT coalesce(max(number), -1) FROM checkpoints)"
    " OR NEW.place <>"
    " (SELECT coalesce(max(place) + 1, 0) FROM checkpoint_heads WHERE checkpoint = NEW.checkpoint)"
    " BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END",
)


def upgrade() -> None:
    op.create_table(
        "jobs",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("record", sa.LargeBinary(), server_default="", nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject", name=op.f("pk_jobs")),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index("ix_jobs_due", ["kind", "due_at"], unique=False)
    op.execute(
        "INSERT INTO jobs (kind, subject, record, made_at, due_at)"
        " SELECT 'screen', id, x'', submitted_at, submitted_at FROM comments"
        " WHERE state = 'pending' AND screened = 0"
    )
    op.add_column("letters", sa.Column("worker", sa.String(), nullable=True))
    op.create_table(
        "checkpoints",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_checkpoints")),
    )
    op.create_table(
        "checkpoint_heads",
        sa.Column("checkpoint", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("checkpoint", "place", name=op.f("pk_checkpoint_heads")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("checkpoint_heads", schema=None) as batch_op:
        batch_op.create_index("ix_checkpoint_heads_chain", ["chain", "seq"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        for trigger in TRIGGERS:
            op.execute(sa.DDL(trigger))  # type: ignore[no-untyped-call]


def downgrade() -> None:
    with op.batch_alter_table("checkpoint_heads", schema=None) as batch_op:
        batch_op.drop_index("ix_checkpoint_heads_chain")
    op.drop_table("checkpoint_heads")
    op.drop_table("checkpoints")
    op.drop_column("letters", "worker")
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_index("ix_jobs_due")
    op.drop_table("jobs")
