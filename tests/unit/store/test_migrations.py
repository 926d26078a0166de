from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.migrations import HEAD
from gatepost.store.sqlite.opening import bring_up_to_date, revision_of
from gatepost.store.tables import metadata


def described(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    found = set()
    for (sql,) in rows:
        name, _, columns = re.sub(r"\s+", " ", sql).strip().partition("(")
        # Within a table the order of its constraints means nothing.
        found.add(name + "(" + ",".join(sorted(part.strip(" )") for part in columns.split(","))))
    return {one for one in found if "alembic_version" not in one}


def test_migrated_and_declared_schema_are_the_same(tmp_path: Path) -> None:
    migrated, declared = tmp_path / "migrated", tmp_path / "declared"
    bring_up_to_date(migrated)
    engine = create_engine(f"sqlite+pysqlite:///{declared}")
    metadata.create_all(engine)
    engine.dispose()
    assert described(migrated) == described(declared)
    engine = create_engine(f"sqlite+pysqlite:///{migrated}")
    with engine.connect() as connection:
        # The search index is a virtual table with shadows of its own, which SQLAlchemy does not know.
        ours = {"include_name": lambda name, kind, _: kind != "table" or not name.startswith("search")}
        assert compare_metadata(MigrationContext.configure(connection, opts=ours), metadata) == []
    engine.dispose()


def test_the_known_head_is_the_newest_revision(tmp_path: Path) -> None:
    config = Config()
    config.set_main_option("script_location", "gatepost.store:migrations")
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD
    path = tmp_path / "deep" / "er" / "db"
    bring_up_to_date(path)
    assert revision_of(path) == HEAD
    bring_up_to_date(path)


def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "db"
    bring_up_to_date(path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreUnavailable, match="another version of Gatepost"):
        bring_up_to_date(path)
    assert revision_of(path) == "9999"


def test_other_files_are_no_databases(tmp_path: Path) -> None:
    path = tmp_path / "db"
    path.write_bytes(b"This is a shopping list." * 100)
    with pytest.raises(StoreUnavailable, match="no SQLite database"):
        bring_up_to_date(path)
    with pytest.raises(StoreUnavailable, match="cannot be"):
        bring_up_to_date(tmp_path / "db" / "below a file")
