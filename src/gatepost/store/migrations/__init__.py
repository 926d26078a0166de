"""Steps from one schema to the next, run by Alembic when a store opens. Part of the wheel."""

from __future__ import annotations

STEPS = {
    "0001": "articles, comments and what becomes of them, the ledger, people and programs",
    "0002": "sketches of texts, by which the same or nearly the same text is found again",
    "0003": "what was read of articles from their own pages",
    "0004": "the desk: authors, claims, views, second looks, suspensions, escalations, rules, search",
    "0005": "readers' accounts, marks, follows, letters, the server's own keys",
    "0006": "work between processes, and checkpoints of the ledger",
}
"""Every revision, oldest first, and what it brings: known without importing Alembic."""
REVISIONS = tuple(STEPS)
HEAD = REVISIONS[-1]
"""The newest revision, so that a current database opens at once."""
