"""What the desk keeps beside the comments: claims, views, second looks, suspensions, rules, search."""

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
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
    event,
    text,
)

from gatepost.store.tables.base import metadata
from gatepost.store.tables.words import Words

# Who has a card before them now. A claim ends by itself, so that nobody's closed laptop holds a comment back.
claims = Table(
    "claims",
    metadata,
    Column("comment", String, ForeignKey("comments.id"), primary_key=True),
    Column("moderator", String, nullable=False),
    Column("until", BigInteger, nullable=False),
)
Index("ix_claims_moderator", claims.c.moderator)

# A queue with its filters and order, under a name; `shared` ones are everybody's.
views = Table(
    "views",
    metadata,
    Column("id", String, primary_key=True),
    Column("moderator", String, nullable=False),  # or a program's id, as in the ledger
    Column("name", LargeBinary, nullable=False),
    Column("query", String, nullable=False),
    Column("shared", Integer, nullable=False, server_default="0"),
    Column("made_at", BigInteger, nullable=False),
    UniqueConstraint("moderator", "name"),
)

# Four eyes: what each of the two moderators would decide, one row a look. An open one waits for the second;
# `closed_by` names the entry that ended it: the decision that it went into, or its taking back.
proposals = Table(
    "proposals",
    metadata,
    Column("comment", String, ForeignKey("comments.id"), nullable=False),
    Column("seq", Integer, nullable=False),  # of its ledger entry
    Column("moderator", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("record", LargeBinary, nullable=False),  # the Decision, as in `decisions`
    Column("open", Integer, nullable=False),
    Column("closed_by", Integer),
    PrimaryKeyConstraint("comment", "seq"),
)
Index(
    "ix_proposals_open", proposals.c.comment, sqlite_where=text("open = 1"), postgresql_where=text("open = 1")
)

# Which comments the blind sample takes: those whose keyed hash is small enough. The key is random, so that
# nobody can tell beforehand; `upto`: decisions until then have been looked through.
draws = Table(
    "draws",
    metadata,
    Column("site", String, nullable=False),
    Column("month", String, nullable=False),  # 2026-11
    Column("key", LargeBinary, nullable=False),
    Column("upto", BigInteger, nullable=False),
    PrimaryKeyConstraint("site", "month"),
)

# The blind sample: decided comments that are put before another moderator, who does not see what was decided.
samples = Table(
    "samples",
    metadata,
    Column("comment", String, ForeignKey("comments.id"), primary_key=True),
    Column("seq", Integer, nullable=False),  # of the decision that is asked again
    Column("site", String, nullable=False),
    Column("language", String, nullable=False),
    Column("decided_at", BigInteger, nullable=False),  # when it was first decided: in that month it was drawn
    Column("drawn_at", BigInteger, nullable=False),
    Column("place", Integer, nullable=False),  # its hash, 0 to 999,999; drawn because it lay below `share`
    Column("share", Integer, nullable=False),  # the share asked for then, parts per million
    Column("first_by", String, nullable=False),
    Column("first_outcome", String, nullable=False),
    Column("first_clause", String, nullable=False),
    Column("risk", Integer, nullable=False),  # what the engine had said, parts per million
    Column("engine", String, nullable=False),
    Column("by", String),  # NULL until somebody has answered
    Column("outcome", String),
    Column("clause", String),
    Column("at", BigInteger),
    CheckConstraint("by <> first_by", name="other_eyes"),
)
Index(
    "ix_samples_open",
    samples.c.drawn_at,
    samples.c.comment,
    sqlite_where=text("by IS NULL"),
    postgresql_where=text("by IS NULL"),
)
Index("ix_samples_at", samples.c.at)

suspensions = Table(
    "suspensions",
    metadata,
    Column("id", String, primary_key=True),
    Column("author", String, ForeignKey("authors.id"), nullable=False),
    Column("comment", String, ForeignKey("comments.id")),  # what led to it
    Column("clause", String, nullable=False),
    Column("ground", LargeBinary, nullable=False),  # what the author is told
    Column("salt", LargeBinary, nullable=False),  # of the digests in the ledger: of ground, appeal and reply
    Column("by", String, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("lifted_at", BigInteger),
    Column("lifted_by", String),
    Column("appeal", LargeBinary),
    Column("appealed_at", BigInteger),
    Column("outcome", String),  # of the appeal
    Column("answered_at", BigInteger),
    Column("answered_by", String),
    Column("reply", LargeBinary),
    CheckConstraint("outcome IN ('upheld','overturned')", name="outcome"),
    CheckConstraint("until > made_at", name="timed"),
)
Index("ix_suspensions_author", suspensions.c.author, suspensions.c.until)

# A comment that somebody else must see: an editor, the lawyers, the police.
escalations = Table(
    "escalations",
    metadata,
    Column("id", String, primary_key=True),
    Column("comment", String, ForeignKey("comments.id"), nullable=False),
    Column("to", String, nullable=False),
    Column("reason", LargeBinary, nullable=False),
    Column("by", String, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("keep_until", BigInteger),  # until then the words are kept for whoever has to see them
    Column("closed_at", BigInteger),
    Column("closed_by", String),
    Column("answer", LargeBinary, nullable=False),
    CheckConstraint("\"to\" IN ('editor','legal','police')", name="to"),
)
Index("ix_escalations_comment", escalations.c.comment)

# The words of an erased comment, for as long as an escalation holds them. Only its evidence reads them.
kept_words = Table(
    "kept_words",
    metadata,
    Column("comment", String, ForeignKey("comments.id"), primary_key=True),
    Column("text", LargeBinary, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("author_name", LargeBinary, nullable=False),
    Column("kept_at", BigInteger, nullable=False),
)

# Every version of the guidelines that was in force here, oldest first; the last one is.
rules = Table(
    "rules",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("version", String, nullable=False),
    Column("guidelines", LargeBinary, nullable=False),  # the TOML file
    Column("settings", LargeBinary, nullable=False),  # JSON: modes, clauses that need four eyes
    Column("by", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("note", LargeBinary, nullable=False),
)

# Rules that somebody is writing. `id` is by content, `base` the version in force when they were written down.
rule_drafts = Table(
    "rule_drafts",
    metadata,
    Column("id", String, primary_key=True),
    Column("base", Integer, nullable=False),
    Column("guidelines", LargeBinary, nullable=False),
    Column("settings", LargeBinary, nullable=False),
    Column("by", String, nullable=False),
    Column("at", BigInteger, nullable=False),
)

# What can be searched, folded as the engine reads it: `kind` is text, name, note, appeal, reply or report.
documents = Table(
    "documents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("comment", String, ForeignKey("comments.id"), nullable=False),
    Column("kind", String, nullable=False),
    Column("words", Words, nullable=False),
)
Index("ix_documents_comment", documents.c.comment)
SEARCH_INDEX = (
    "CREATE VIRTUAL TABLE search USING fts5(words, content='documents', content_rowid='id',"
    " tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
)
event.listen(documents, "after_create", DDL(SEARCH_INDEX).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]
event.listen(
    documents,
    "after_create",
    DDL("CREATE INDEX search ON documents USING gin (words)").execute_if(dialect="postgresql"),  # type: ignore[no-untyped-call]
)
