"""The first schema: articles, comments and what becomes of them, the ledger, people and programs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TRIGGERS = (
    "CREATE TRIGGER ledger_never_changes BEFORE UPDATE ON ledger"
    " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    "CREATE TRIGGER ledger_never_forgets BEFORE DELETE ON ledger"
    " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    "CREATE TRIGGER ledger_only_grows BEFORE INSERT ON ledger"
    " WHEN NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM ledger WHERE chain = NEW.chain)"
    " BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END",
)


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("closed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("approved", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("site", "key", name=op.f("uq_articles_site_key")),
    )
    op.create_table(
        "ledger",
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("canonical", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("chain", "seq", name=op.f("pk_ledger")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_ledger_comment", "ledger", ["comment", "seq"], unique=False)
    op.create_table(
        "moderators",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderators")),
        sa.UniqueConstraint("name", name=op.f("uq_moderators_name")),
    )
    op.create_table(
        "tokens",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scopes", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_tokens")),
        sa.UniqueConstraint("name", name=op.f("uq_tokens_name")),
    )
    op.create_table(
        "comments",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("author_name", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("submitted_at", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("picked", sa.Integer(), server_default="0", nullable=False),
        sa.Column("replies", sa.Integer(), server_default="0", nullable=False),
        sa.Column("thread_size", sa.Integer(), server_default="0", nullable=False),
        sa.Column("thread_picks", sa.Integer(), server_default="0", nullable=False),
        sa.Column("open_reports", sa.Integer(), server_default="0", nullable=False),
        sa.Column("screened", sa.Integer(), server_default="0", nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_token", sa.LargeBinary(), nullable=True),
        sa.Column("idempotency_hash", sa.LargeBinary(), nullable=True),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("state <> 'approved' OR screened = 1", name=op.f("ck_comments_moderated")),
        sa.CheckConstraint(
            "state IN ('pending','approved','rejected','withdrawn','erased')", name=op.f("ck_comments_state")
        ),
        sa.CheckConstraint("(text IS NULL) = (salt IS NULL)", name=op.f("ck_comments_erased_whole")),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_comments_article")),
        sa.ForeignKeyConstraint(["parent"], ["comments.id"], name=op.f("fk_comments_parent")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint("site", "idempotency_hash", name=op.f("uq_comments_site_idempotency_hash")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_comments_token_hash")),
    )
    op.create_index("ix_comments_decided", "comments", ["decided_at", "id"], unique=False)
    op.create_index("ix_comments_parent", "comments", ["parent"], unique=False)
    op.create_index(
        "ix_comments_reported",
        "comments",
        ["submitted_at", "id"],
        unique=False,
        sqlite_where=sa.text("open_reports > 0"),
        postgresql_where=sa.text("open_reports > 0"),
    )
    op.create_index(
        "ix_comments_state", "comments", ["state", "screened", "submitted_at", "id", "site"], unique=False
    )
    op.create_index("ix_comments_thread", "comments", ["root", "submitted_at", "id"], unique=False)
    op.create_index(
        "ix_comments_threads",
        "comments",
        ["article", "submitted_at", "id"],
        unique=False,
        sqlite_where=sa.text("thread_size > 0"),
        postgresql_where=sa.text("thread_size > 0"),
    )
    op.create_table(
        "links",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("moderator", sa.String(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["moderator"], ["moderators.id"], name=op.f("fk_links_moderator")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_links")),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("moderator", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["moderator"], ["moderators.id"], name=op.f("fk_sessions_moderator")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_moderator", "sessions", ["moderator"], unique=False)
    op.create_table(
        "appeals",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("reply", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("outcome IN ('upheld','overturned')", name=op.f("ck_appeals_outcome")),
        sa.ForeignKeyConstraint(["comment"], ["comments.id"], name=op.f("fk_appeals_comment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
    )
    op.create_index("ix_appeals_comment", "appeals", ["comment", "made_at"], unique=False)
    op.create_index(
        "uq_appeals_open",
        "appeals",
        ["comment"],
        unique=True,
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    )
    op.create_table(
        "decisions",
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("standing", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["comment"], ["comments.id"], name=op.f("fk_decisions_comment")),
        sa.PrimaryKeyConstraint("comment", "seq", name=op.f("pk_decisions")),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["comment"], ["comments.id"], name=op.f("fk_reports_comment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index("ix_reports_comment", "reports", ["comment", "made_at"], unique=False)
    op.create_table(
        "verdicts",
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["comment"], ["comments.id"], name=op.f("fk_verdicts_comment")),
        sa.PrimaryKeyConstraint("comment", name=op.f("pk_verdicts")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for trigger in TRIGGERS:
            op.execute(sa.DDL(trigger))  # type: ignore[no-untyped-call]


def downgrade() -> None:
    raise RuntimeError(
        "the first schema cannot be taken back: the ledger would be lost; restore a backup instead"
    )
