"""Readers' accounts, marks, follows, letters; what an article says of its comments; the server's own keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "email_links",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("guest", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_email_links")),
    )
    with op.batch_alter_table("email_links", schema=None) as batch_op:
        batch_op.create_index("ix_email_links_expires", ["expires_at"], unique=False)
    op.create_table(
        "letters",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("record", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.create_index("ix_letters_author", ["author"], unique=False)
        batch_op.create_index(
            "ix_letters_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )
    op.create_table(
        "server_keys",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_server_keys")),
    )
    op.create_table(
        "follows",
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["author"], ["authors.id"], name=op.f("fk_follows_author")),
        sa.ForeignKeyConstraint(["article"], ["articles.id"], name=op.f("fk_follows_article")),
        sa.PrimaryKeyConstraint("author", "article", name=op.f("pk_follows")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("follows", schema=None) as batch_op:
        batch_op.create_index("ix_follows_article", ["article"], unique=False)
    op.create_table(
        "reader_accounts",
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("badge", sa.String(), server_default="", nullable=False),
        sa.Column("language", sa.String(), server_default="en", nullable=False),
        sa.Column("tell_replies", sa.Integer(), server_default="1", nullable=False),
        sa.Column("tell_mentions", sa.Integer(), server_default="1", nullable=False),
        sa.Column("tell_decisions", sa.Integer(), server_default="1", nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('email','sso')", name=op.f("ck_reader_accounts_kind")),
        sa.ForeignKeyConstraint(["author"], ["authors.id"], name=op.f("fk_reader_accounts_author")),
        sa.PrimaryKeyConstraint("author", name=op.f("pk_reader_accounts")),
    )
    op.create_table(
        "reader_sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["author"], ["authors.id"], name=op.f("fk_reader_sessions_author")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_reader_sessions")),
    )
    with op.batch_alter_table("reader_sessions", schema=None) as batch_op:
        batch_op.create_index("ix_reader_sessions_author", ["author"], unique=False)
    op.create_table(
        "marks",
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["comment"], ["comments.id"], name=op.f("fk_marks_comment")),
        sa.PrimaryKeyConstraint("comment", "reader", name=op.f("pk_marks")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("marks", schema=None) as batch_op:
        batch_op.create_index("ix_marks_reader", ["reader", "at"], unique=False)
    with op.batch_alter_table("authors", schema=None) as batch_op:
        batch_op.add_column(sa.Column("erased_at", sa.BigInteger(), nullable=True))
        batch_op.create_index(
            "ix_authors_erased",
            ["id"],
            unique=False,
            sqlite_where=sa.text("erased_at IS NOT NULL"),
            postgresql_where=sa.text("erased_at IS NOT NULL"),
        )
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closes_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("slow_seconds", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("notice", sa.LargeBinary(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("questions", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("held", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("known_at", sa.BigInteger(), server_default="0", nullable=False))
    # As far back as can be told: the first comment.
    op.execute(
        "UPDATE articles SET known_at = coalesce("
        "(SELECT min(submitted_at) FROM comments WHERE comments.article = articles.id), 0)"
    )
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("badge", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("question", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("answer", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("marks", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_index(
            "ix_comments_questions",
            ["submitted_at", "id"],
            unique=False,
            sqlite_where=sa.text("question = 1 AND answer IS NULL AND state = 'approved'"),
            postgresql_where=sa.text("question = 1 AND answer IS NULL AND state = 'approved'"),
        )


def downgrade() -> None:
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_comments_questions",
            sqlite_where=sa.text("question = 1 AND answer IS NULL AND state = 'approved'"),
            postgresql_where=sa.text("question = 1 AND answer IS NULL AND state = 'approved'"),
        )
        batch_op.drop_column("marks")
        batch_op.drop_column("answer")
        batch_op.drop_column("question")
        batch_op.drop_column("badge")
    with op.batch_alter_table("articles", schema=None) as batch_op:
        batch_op.drop_column("known_at")
        batch_op.drop_column("held")
        batch_op.drop_column("questions")
        batch_op.drop_column("notice")
        batch_op.drop_column("slow_seconds")
        batch_op.drop_column("closes_at")
    with op.batch_alter_table("authors", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_authors_erased",
            sqlite_where=sa.text("erased_at IS NOT NULL"),
            postgresql_where=sa.text("erased_at IS NOT NULL"),
        )
        batch_op.drop_column("erased_at")
    with op.batch_alter_table("marks", schema=None) as batch_op:
        batch_op.drop_index("ix_marks_reader")
    op.drop_table("marks")
    with op.batch_alter_table("reader_sessions", schema=None) as batch_op:
        batch_op.drop_index("ix_reader_sessions_author")
    op.drop_table("reader_sessions")
    op.drop_table("reader_accounts")
    with op.batch_alter_table("follows", schema=None) as batch_op:
        batch_op.drop_index("ix_follows_article")
    op.drop_table("follows")
    op.drop_table("server_keys")
    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_letters_due",
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )
        batch_op.drop_index("ix_letters_author")
    op.drop_table("letters")
    with op.batch_alter_table("email_links", schema=None) as batch_op:
        batch_op.drop_index("ix_email_links_expires")
    op.drop_table("email_links")
