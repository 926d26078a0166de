"""Sketches of texts, by which the same or nearly the same text is found again, and their keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sketches",
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["comment"], ["comments.id"], name=op.f("fk_sketches_comment")),
        sa.PrimaryKeyConstraint("comment", name=op.f("pk_sketches")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_sketches_at", "sketches", ["at"], unique=False)
    op.create_table(
        "sketch_bands",
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("band", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("site", "band", "at", "comment", name=op.f("pk_sketch_bands")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("sketch_bands")
    op.drop_table("sketches")
