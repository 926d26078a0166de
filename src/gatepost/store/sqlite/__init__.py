"""The store in one SQLite file: one writer thread with group commit, a few readers, full durability."""

from __future__ import annotations

from gatepost.store.sqlite.store import SQLiteStore

__all__ = ["SQLiteStore"]
