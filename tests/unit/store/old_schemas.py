"""Databases as earlier versions left them: made by the migrations themselves, filled by plain SQL."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from gatepost.store.sqlite.connections import connect
from gatepost.store.sqlite.opening import migrate


def copied_back(source: Path, target: Path, revision: str) -> dict[str, list[tuple[str, ...]]]:
    """What of `source`, a database of today, an earlier schema can hold, put into a new one of that schema.

    Table -> its columns that were filled.
    """
    migrate(target, revision)
    filled = {}
    with closing(connect(target)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("ATTACH ? AS today", (str(source),))
        tables = [
            row[0]
            for row in connection.execute(
                "SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'search%'"
                " AND name NOT LIKE 'sqlite%' AND name <> 'alembic_version' ORDER BY name"
            )
        ]
        for table in tables:
            old, now = (
                [row[1] for row in connection.execute(f"PRAGMA {schema}.table_info({table})")]
                for schema in ("main", "today")
            )
            shared = [column for column in old if column in now]
            columns = ", ".join(f'"{column}"' for column in shared)
            connection.execute(
                f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM today.{table}"
                + (" ORDER BY chain, seq" if table == "ledger" else "")
            )
            filled[table] = shared
        if "documents" in tables:
            connection.execute("INSERT INTO search(search) VALUES ('rebuild')")
    return filled
