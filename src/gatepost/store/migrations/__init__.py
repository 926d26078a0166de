"""Steps from one schema to the next, run by Alembic when a store opens. Part of the wheel."""

from __future__ import annotations

HEAD = "0006"
"""The newest revision, known without importing Alembic, so that a current database opens at once."""
