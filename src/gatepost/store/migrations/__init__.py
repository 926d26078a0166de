"""Steps from one schema to the next, run by Alembic when a store opens. Packaged, so that a wheel brings them."""

from __future__ import annotations

HEAD = "0001"
"""The newest revision, known without importing Alembic: an up-to-date database opens at once. A test compares."""
