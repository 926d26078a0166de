"""The store in a PostgreSQL database: several processes, several machines."""

from __future__ import annotations

from gatepost.store.postgresql.store import PostgreSQLStore

__all__ = ["PostgreSQLStore"]
