"""The PostgreSQL store, counted. Apart, so that who runs on SQLite need not load the driver."""

from __future__ import annotations

from gatepost.store.postgresql import PostgreSQLStore
from gatepost.web.metered import Metered


class MeteredPostgreSQL(PostgreSQLStore, Metered):
    """All that the store does, and Prometheus informed."""
