"""What a migration fills in for a database of before is what the store would have written."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from sqlalchemy import create_engine, text
from tests.contract.test_figures import Writer

from gatepost.store.sqlite import SQLiteStore

MIGRATION = import_module("gatepost.store.migrations.versions.0004_the_desk")
COLUMNS = "comment, seq, outcome, clause, engine, overturns, site, language, risk, waited"


async def test_columns_of_the_figures_are_filled_in(tmp_path: Path) -> None:
    path = tmp_path / "db"
    store = SQLiteStore(path)
    await store.open()
    await Writer(store, seed=5).write(comments=40, steps=8)
    await store.close()
    engine = create_engine(f"sqlite+pysqlite:///{path}")
    wanted = text(f"SELECT {COLUMNS} FROM decisions ORDER BY comment, seq")
    with engine.begin() as connection:
        before = connection.execute(wanted).fetchall()
        defaults = (
            "outcome='', clause='', engine='', overturns=0, site='', language='und', risk=0, waited=NULL"
        )
        connection.execute(text(f"UPDATE decisions SET {defaults}"))
        connection.execute(text("DELETE FROM grounds"))
        MIGRATION._fill(connection)
        after = connection.execute(wanted).fetchall()
    engine.dispose()
    assert sum(row.overturns for row in before) > 5
    assert sum(row.waited is None for row in before) > 20
    assert after == before
