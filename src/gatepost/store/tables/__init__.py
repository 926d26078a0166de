"""Every table, once: what the conversation keeps, the ledger, the people, the desk.

Texts and names are UTF-8 bytes (BLOB), so that NUL, CRLF and noncharacters come back untouched.
Times are microseconds since 1970 (UTC). Changing a table needs a migration: tests compare the two.
"""

from gatepost.store.tables.base import metadata
from gatepost.store.tables.conversation import (
    appeals,
    articles,
    authors,
    clearings,
    comments,
    decisions,
    grounds,
    pages,
    reports,
    sketch_bands,
    sketches,
    verdicts,
)
from gatepost.store.tables.desk import (
    SEARCH_INDEX,
    claims,
    documents,
    draws,
    escalations,
    kept_words,
    proposals,
    rule_drafts,
    rules,
    samples,
    suspensions,
    views,
)
from gatepost.store.tables.ledger import LEDGER_TRIGGERS, ledger
from gatepost.store.tables.people import (
    ceremonies,
    identities,
    invitations,
    links,
    moderators,
    passkeys,
    preferences,
    sessions,
    tokens,
)

__all__ = [
    "LEDGER_TRIGGERS",
    "SEARCH_INDEX",
    "appeals",
    "articles",
    "authors",
    "ceremonies",
    "claims",
    "clearings",
    "comments",
    "decisions",
    "documents",
    "draws",
    "escalations",
    "grounds",
    "identities",
    "invitations",
    "kept_words",
    "ledger",
    "links",
    "metadata",
    "moderators",
    "pages",
    "passkeys",
    "preferences",
    "proposals",
    "reports",
    "rule_drafts",
    "rules",
    "samples",
    "sessions",
    "sketch_bands",
    "sketches",
    "suspensions",
    "tokens",
    "verdicts",
    "views",
]
