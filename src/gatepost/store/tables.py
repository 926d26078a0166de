"""Every table, once.

Texts and names are UTF-8 bytes (BLOB), so that NUL, CRLF and noncharacters come back untouched.
Times are microseconds since 1970 (UTC). Changing a table needs a migration: tests compare the two.
"""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    event,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

articles = Table(
    "articles",
    metadata,
    Column("id", String, primary_key=True),
    Column("site", String, nullable=False),
    Column("key", String, nullable=False),
    Column("url", String, nullable=False),
    Column("title", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("closed", Integer, nullable=False, server_default="0"),
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("approved", Integer, nullable=False, server_default="0"),  # how many comments are public
    UniqueConstraint("site", "key"),
)

# What was read of an article from its own page; what the site vouched for stands in `articles`.
pages = Table(
    "pages",
    metadata,
    Column("article", String, ForeignKey("articles.id"), primary_key=True),
    Column("title", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("authors", LargeBinary, nullable=False),  # JSON list of names
    Column("etag", String, nullable=False),
    Column("read_at", BigInteger),  # NULL until it could be read once
    Column("tried_at", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False),  # since it could last be read
)

comments = Table(
    "comments",
    metadata,
    Column("id", String, primary_key=True),
    Column("site", String, nullable=False),
    Column("article", String, ForeignKey("articles.id"), nullable=False),
    Column("parent", String, ForeignKey("comments.id")),
    Column("root", String, nullable=False),  # the comment that begins this thread; of the first itself
    Column("depth", Integer, nullable=False),
    Column("author_name", LargeBinary, nullable=False),
    Column("text", LargeBinary),
    Column("salt", LargeBinary),
    Column("digest", LargeBinary, nullable=False),
    Column("state", String, nullable=False),
    Column("submitted_at", BigInteger, nullable=False),
    Column("language", String, nullable=False),
    Column("published_at", BigInteger),
    Column("picked", Integer, nullable=False, server_default="0"),
    Column("replies", Integer, nullable=False, server_default="0"),  # approved direct replies
    Column("thread_size", Integer, nullable=False, server_default="0"),  # of a root: approved in its thread
    Column("thread_picks", Integer, nullable=False, server_default="0"),  # of a root: picked in its thread
    Column("open_reports", Integer, nullable=False, server_default="0"),
    Column("screened", Integer, nullable=False, server_default="0"),  # 1 once it has a verdict
    Column("decided_at", BigInteger),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("sealed_token", LargeBinary),
    Column("idempotency_hash", LargeBinary),
    Column("fingerprint", LargeBinary),
    UniqueConstraint("site", "idempotency_hash"),
    CheckConstraint("state IN ('pending','approved','rejected','withdrawn','erased')", name="state"),
    # Law 1 in the schema: what was never screened cannot be public.
    CheckConstraint("state <> 'approved' OR screened = 1", name="moderated"),
    CheckConstraint("(text IS NULL) = (salt IS NULL)", name="erased_whole"),
)
Index("ix_comments_thread", comments.c.root, comments.c.submitted_at, comments.c.id)
Index(
    "ix_comments_threads",
    comments.c.article,
    comments.c.submitted_at,
    comments.c.id,
    sqlite_where=text("thread_size > 0"),
    postgresql_where=text("thread_size > 0"),
)
Index(
    "ix_comments_state",
    comments.c.state,
    comments.c.screened,
    comments.c.submitted_at,
    comments.c.id,
    comments.c.site,
)
Index("ix_comments_decided", comments.c.decided_at, comments.c.id)
Index("ix_comments_parent", comments.c.parent)
Index(
    "ix_comments_reported",
    comments.c.submitted_at,
    comments.c.id,
    sqlite_where=text("open_reports > 0"),
    postgresql_where=text("open_reports > 0"),
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("comment", String, ForeignKey("comments.id"), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("record", LargeBinary, nullable=False),  # JSON without the evidence's words: they are in the text
)

decisions = Table(
    "decisions",
    metadata,
    Column("comment", String, ForeignKey("comments.id"), nullable=False),
    Column("seq", Integer, nullable=False),  # of its ledger entry
    Column("at", BigInteger, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("standing", Integer, nullable=False),  # 0 once taken back, and for taking back
    Column("by", String, nullable=False),
    Column("note", LargeBinary),
    PrimaryKeyConstraint("comment", "seq"),
)

appeals = Table(
    "appeals",
    metadata,
    Column("id", String, primary_key=True),
    Column("comment", String, ForeignKey("comments.id"), nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("salt", LargeBinary),
    Column("made_at", BigInteger, nullable=False),
    Column("outcome", String),
    Column("answered_at", BigInteger),
    Column("answered_by", String),
    Column("reply", LargeBinary, nullable=False),
    CheckConstraint("outcome IN ('upheld','overturned')", name="outcome"),
)
Index(
    "uq_appeals_open",
    appeals.c.comment,
    unique=True,
    sqlite_where=text("outcome IS NULL"),
    postgresql_where=text("outcome IS NULL"),
)
Index("ix_appeals_comment", appeals.c.comment, appeals.c.made_at)

reports = Table(
    "reports",
    metadata,
    Column("id", String, primary_key=True),
    Column("comment", String, ForeignKey("comments.id"), nullable=False),
    Column("clause", String, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("text", LargeBinary, nullable=False),
    Column("open", Integer, nullable=False),
)
Index("ix_reports_comment", reports.c.comment, reports.c.made_at)

# Derived from the text, so they go when it goes, and after `ports.SKETCH_WINDOW` in any case.
sketches = Table(
    "sketches",
    metadata,
    Column("comment", String, ForeignKey("comments.id"), primary_key=True),
    Column("site", String, nullable=False),
    Column("at", BigInteger, nullable=False),  # when the comment was submitted
    Column("sketch", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
Index("ix_sketches_at", sketches.c.at)

sketch_bands = Table(
    "sketch_bands",
    metadata,
    Column("site", String, nullable=False),
    Column("band", BigInteger, nullable=False),  # texts that are alike share one or more
    Column("at", BigInteger, nullable=False),
    Column("comment", String, nullable=False),
    PrimaryKeyConstraint("site", "band", "at", "comment"),
    sqlite_with_rowid=False,
)

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

moderators = Table(
    "moderators",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("role", String, nullable=False),
    Column("password_hash", String, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("moderator", String, ForeignKey("moderators.id"), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("label", String, nullable=False),
)
Index("ix_sessions_moderator", sessions.c.moderator)

links = Table(
    "links",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("moderator", String, ForeignKey("moderators.id"), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

tokens = Table(
    "tokens",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("scopes", String, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)
