"""Articles, authors, comments and what is known about each."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    text,
)

from gatepost.store.tables.base import metadata

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
    Column("closes_at", BigInteger),  # announced to readers; NULL: not planned
    Column("slow_seconds", Integer),  # between one reader's comments; NULL: as the site says
    Column("notice", LargeBinary, nullable=False, server_default=""),  # of the newsroom, over the form
    Column("questions", Integer, nullable=False, server_default="0"),  # 1: readers may ask the newsroom
    Column("held", Integer, nullable=False, server_default="0"),  # 1: a person decides every comment
    Column("known_at", BigInteger, nullable=False, server_default="0"),  # 0: before this was kept
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

# A reader who comments, as far as a site knows one: by the token that the first comment gave, or an account.
authors = Table(
    "authors",
    metadata,
    Column("id", String, primary_key=True),
    Column("site", String, nullable=False),
    Column("key_hash", LargeBinary, nullable=False),  # of the reader's token, or of the account's id
    Column("made_at", BigInteger, nullable=False),
    Column("erased_at", BigInteger),  # when it was asked that everything about them be erased
    UniqueConstraint("site", "key_hash"),
)
_ERASED = text("erased_at IS NOT NULL")
Index("ix_authors_erased", authors.c.id, sqlite_where=_ERASED, postgresql_where=_ERASED)

comments = Table(
    "comments",
    metadata,
    Column("id", String, primary_key=True),
    Column("site", String, nullable=False),
    Column("article", String, ForeignKey("articles.id"), nullable=False),
    Column("parent", String, ForeignKey("comments.id")),
    Column("root", String, nullable=False),  # the comment that begins this thread; of the first itself
    Column("depth", Integer, nullable=False),
    Column("author", String),  # an id of `authors`; NULL: sent without a reader's token, or erased
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
    Column("badge", String, nullable=False, server_default=""),  # of the site's, as it was when sent
    Column("question", Integer, nullable=False, server_default="0"),  # 1: it asks the newsroom
    Column("answer", String),  # the newsroom's comment that answers it
    Column("marks", Integer, nullable=False, server_default="0"),  # readers who found it well argued
    Column("risk", Integer, nullable=False, server_default="0"),  # the verdict's violation, parts per million
    Column("wave", String),  # once referred: what it shares with those that are nearly the same
    Column("decided_at", BigInteger),
    Column("decided_by", String),  # as in the decision: "engine" or "moderator:ID"
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
Index("ix_comments_submitted", comments.c.submitted_at, comments.c.site, comments.c.language)
Index("ix_comments_decided", comments.c.decided_at, comments.c.id, comments.c.risk)
Index(
    "ix_comments_decided_by",
    comments.c.decided_by,
    comments.c.decided_at,
    comments.c.id,
    comments.c.state,
    comments.c.risk,
)
_REFERRED = text("state = 'pending' AND screened = 1")
# All that the desk sorts and filters what waits by, so that it need not open ten thousand comments.
Index(
    "ix_comments_waiting",
    comments.c.submitted_at,
    comments.c.id,
    comments.c.site,
    comments.c.language,
    comments.c.article,
    comments.c.author,
    comments.c.risk,
    comments.c.decided_by,
    comments.c.wave,
    sqlite_where=_REFERRED,
    postgresql_where=_REFERRED,
)
Index(
    "ix_comments_wave",
    comments.c.wave,
    comments.c.submitted_at,
    comments.c.id,
    sqlite_where=_REFERRED,
    postgresql_where=_REFERRED,
)
Index("ix_comments_author", comments.c.author, comments.c.submitted_at)
Index("ix_comments_parent", comments.c.parent)
_ASKED = text("question = 1 AND answer IS NULL AND state = 'approved'")
Index(
    "ix_comments_questions",
    comments.c.submitted_at,
    comments.c.id,
    sqlite_where=_ASKED,
    postgresql_where=_ASKED,
)
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

# The clauses that a verdict touches, apart from the verdict's record so that the desk can ask for one.
grounds = Table(
    "grounds",
    metadata,
    Column("comment", String, ForeignKey("comments.id"), nullable=False),
    Column("clause", String, nullable=False),
    Column("ppm", Integer, nullable=False),  # the likeliest finding of this clause, parts per million
    PrimaryKeyConstraint("comment", "clause"),
    sqlite_with_rowid=False,
)
Index("ix_grounds_clause", grounds.c.clause, grounds.c.ppm, grounds.c.comment)

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
    # For the figures, so that they need not open every record:
    Column("outcome", String, nullable=False, server_default=""),
    Column("clause", String, nullable=False, server_default=""),  # its first ground
    Column("engine", String, nullable=False, server_default=""),  # the version that had read the comment
    Column(
        "overturns", Integer, nullable=False, server_default="0"
    ),  # 1: the final outcome before it was another
    # Of its comment, as they were when it was decided:
    Column("site", String, nullable=False, server_default=""),
    Column("language", String, nullable=False, server_default="und"),
    Column("risk", Integer, nullable=False, server_default="0"),
    Column("waited", BigInteger),  # from the submission to the first final decision; NULL for all others
    PrimaryKeyConstraint("comment", "seq"),
)
Index("ix_decisions_at", decisions.c.at, decisions.c.comment)
# Holds all that the figures ask about final decisions, so that they never touch the rows themselves.
_FINAL = text("standing = 1 AND outcome <> 'refer'")
Index(
    "ix_decisions_final",
    decisions.c.at,
    decisions.c.site,
    decisions.c.language,
    decisions.c.by,
    decisions.c.outcome,
    decisions.c.clause,
    decisions.c.engine,
    decisions.c.risk,
    decisions.c.waited,
    decisions.c.standing,
    sqlite_where=_FINAL,
    postgresql_where=_FINAL,
)
Index(
    "ix_decisions_overturns",
    decisions.c.at,
    decisions.c.comment,
    decisions.c.seq,
    sqlite_where=text("overturns = 1"),
    postgresql_where=text("overturns = 1"),
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
    Column(
        "reporter", String, nullable=False, server_default=""
    ),  # an author's id, or a hash that lasts a day
    Column("counts", Integer, nullable=False, server_default="1"),  # 0: kept, but brings nothing to the desk
    Column("closed_by", Integer),  # the seq of the decision that answered it
    Column("upheld", Integer),  # by that decision: 1 rejected, 0 found in order; NULL: nobody has judged it
)
Index("ix_reports_reporter", reports.c.reporter, reports.c.made_at)

# What a moderator has looked at and found in order: the same reason does not bring the comment back.
clearings = Table(
    "clearings",
    metadata,
    Column("comment", String, ForeignKey("comments.id"), nullable=False),
    Column("clause", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("seq", Integer, nullable=False),  # of the decision that found it in order
    PrimaryKeyConstraint("comment", "clause"),
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
