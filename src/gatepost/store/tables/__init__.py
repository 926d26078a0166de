"""Every table, once: what the conversation keeps, the ledger, the people, the desk.

Texts and names are UTF-8 bytes (BLOB), so that NUL, CRLF and noncharacters come back untouched.
Times are microseconds since 1970 (UTC). Changing a table needs a migration: tests compare the two.
"""

from sqlalchemy import String

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
from gatepost.store.tables.guards import FUNCTIONS, GUARDS
from gatepost.store.tables.ledger import (
    CHECKPOINT_TRIGGERS,
    LEDGER_TRIGGERS,
    checkpoint_heads,
    checkpoints,
    ledger,
)
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
from gatepost.store.tables.readers import (
    email_links,
    follows,
    letters,
    marks,
    reader_accounts,
    reader_sessions,
    server_keys,
)
from gatepost.store.tables.work import jobs

# Names and ids are compared by their bytes, whatever language the database was made for: as in SQLite.
for _table in metadata.tables.values():
    for _column in _table.columns:
        if type(_column.type) is String:
            _column.type = String().with_variant(String(collation="C"), "postgresql")

__all__ = [
    "CHECKPOINT_TRIGGERS",
    "FUNCTIONS",
    "GUARDS",
    "LEDGER_TRIGGERS",
    "SEARCH_INDEX",
    "appeals",
    "articles",
    "authors",
    "ceremonies",
    "checkpoint_heads",
    "checkpoints",
    "claims",
    "clearings",
    "comments",
    "decisions",
    "documents",
    "draws",
    "email_links",
    "escalations",
    "follows",
    "grounds",
    "identities",
    "invitations",
    "jobs",
    "kept_words",
    "ledger",
    "letters",
    "links",
    "marks",
    "metadata",
    "moderators",
    "pages",
    "passkeys",
    "preferences",
    "proposals",
    "reader_accounts",
    "reader_sessions",
    "reports",
    "rule_drafts",
    "rules",
    "samples",
    "server_keys",
    "sessions",
    "sketch_bands",
    "sketches",
    "suspensions",
    "tokens",
    "verdicts",
    "views",
]
