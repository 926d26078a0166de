"""Who may sit at the desk, and the programs that may act there."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
)

from gatepost.store.tables.base import metadata

moderators = Table(
    "moderators",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("role", String, nullable=False),
    Column("password_hash", String, nullable=False),
    Column(
        "disabled", Integer, nullable=False, server_default="0"
    ),  # 1: kept for the record, may not sign in
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("moderator", String, ForeignKey("moderators.id"), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("label", String, nullable=False),
    Column("via", String, nullable=False, server_default=""),  # password, passkey, oidc, link, invitation
    Column("seen_at", BigInteger),  # coarse
)
Index("ix_sessions_moderator", sessions.c.moderator)

# A place at the desk that somebody offers to a colleague, taken by following a link.
invitations = Table(
    "invitations",
    metadata,
    Column("id", String, primary_key=True),  # that the moderator will have
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("name", String, nullable=False, unique=True),
    Column("role", String, nullable=False),
    Column("invited_by", String, nullable=False),  # moderator:ID, moderator:token.ID or operator
    Column("made_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

passkeys = Table(
    "passkeys",
    metadata,
    Column("id", LargeBinary, primary_key=True),  # the credential's id
    Column("moderator", String, ForeignKey("moderators.id"), nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("label", String, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
)
Index("ix_passkeys_moderator", passkeys.c.moderator)

# What a sign-in has begun and not ended yet: a passkey's challenge, or the way through an OpenID provider.
ceremonies = Table(
    "ceremonies",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("kind", String, nullable=False),
    Column("moderator", String, ForeignKey("moderators.id")),
    Column("record", LargeBinary, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
)

# Who a moderator is to an OpenID provider.
identities = Table(
    "identities",
    metadata,
    Column("issuer", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("moderator", String, ForeignKey("moderators.id"), nullable=False),
    PrimaryKeyConstraint("issuer", "subject"),
)

# How somebody likes the desk: keys, type size, blur, breaks. One JSON record each.
preferences = Table(
    "preferences",
    metadata,
    Column("moderator", String, ForeignKey("moderators.id"), primary_key=True),
    Column("record", LargeBinary, nullable=False),
)

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
