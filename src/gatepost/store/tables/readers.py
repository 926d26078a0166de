"""Readers with an account, what they mark and follow, the letters that go to them, the server's own keys."""

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
    text,
)

from gatepost.store.tables.base import metadata

# An author who proved an e-mail address, or whom the publisher's own sign-in vouches for. The author's
# `key_hash` is then the hash of the account's id there, so that the account is found again.
reader_accounts = Table(
    "reader_accounts",
    metadata,
    Column("author", String, ForeignKey("authors.id"), primary_key=True),
    Column("kind", String, nullable=False),
    Column("email", LargeBinary),  # NULL: the publisher's sign-in gave none
    Column("name", LargeBinary, nullable=False),
    Column("badge", String, nullable=False, server_default=""),  # of the site's badges; "" is a reader
    Column("language", String, nullable=False, server_default="en"),  # of the letters
    Column("tell_replies", Integer, nullable=False, server_default="1"),
    Column("tell_mentions", Integer, nullable=False, server_default="1"),
    Column("tell_decisions", Integer, nullable=False, server_default="1"),
    Column("made_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    CheckConstraint("kind IN ('email','sso')", name="kind"),
)

reader_sessions = Table(
    "reader_sessions",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("author", String, ForeignKey("authors.id"), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)
Index("ix_reader_sessions_author", reader_sessions.c.author)

# A link in a letter that proves an address. Used up by the first exchange.
email_links = Table(
    "email_links",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("site", String, nullable=False),
    Column("email", LargeBinary, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("guest", String),  # the guest whose browser asked for it
)
Index("ix_email_links_expires", email_links.c.expires_at)

# "Well argued". `reader`: an author's id, or a hash of a browser's signed token.
marks = Table(
    "marks",
    metadata,
    Column("comment", String, ForeignKey("comments.id"), nullable=False),
    Column("reader", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    PrimaryKeyConstraint("comment", "reader"),
    sqlite_with_rowid=False,
)
Index("ix_marks_reader", marks.c.reader, marks.c.at)

# Who wants to hear of each new comment under an article.
follows = Table(
    "follows",
    metadata,
    Column("author", String, ForeignKey("authors.id"), nullable=False),
    Column("article", String, ForeignKey("articles.id"), nullable=False),
    Column("made_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("author", "article"),
    sqlite_with_rowid=False,
)
Index("ix_follows_article", follows.c.article)

# The outbox: written in the transaction that gives the reason, sent afterwards, tried again when it fails.
letters = Table(
    "letters",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("site", String, nullable=False),
    Column("author", String),  # who it goes to; NULL: a link to an address that has no account yet
    Column("comment", String),  # what it tells of
    Column("record", LargeBinary, nullable=False),  # JSON; emptied once sent
    Column("made_at", BigInteger, nullable=False),
    Column("due_at", BigInteger),  # NULL: sent, or given up
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("sent_at", BigInteger),
    Column("worker", String),  # who holds it now, until `due_at`
)
_DUE = text("due_at IS NOT NULL")
Index("ix_letters_due", letters.c.due_at, sqlite_where=_DUE, postgresql_where=_DUE)
Index("ix_letters_author", letters.c.author)

# Random keys by which this server signs what it gives to browsers. Made at their first use.
server_keys = Table(
    "server_keys",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    Column("made_at", BigInteger, nullable=False),
)
