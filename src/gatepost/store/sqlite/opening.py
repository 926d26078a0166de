"""Bringing the database file to the newest schema before anything else touches it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.migrations import HEAD
from gatepost.store.sqlite.connections import connect, unavailable


def revision_of(path: Path) -> str | None:
    """The schema's revision that the file holds; None for a new or empty file."""
    with unavailable(path), closing(connect(path)) as connection:
        return revision_in(connection)


def revision_in(connection: sqlite3.Connection) -> str | None:
    """The same of a file that is open already."""
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return None
        raise
    return str(row[0]) if row else None


def bring_up_to_date(path: Path) -> None:
    """Create or migrate the database, whole or not at all. Raises `StoreUnavailable`."""
    with unavailable(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"{path.parent}: the folder cannot be made: {error.strerror}") from error
        _make_private(path)
        if revision_of(path) != HEAD:
            migrate(path)


def _make_private(path: Path) -> None:
    """A new database is for its owner's eyes: it holds what was rejected. SQLite gives its logs its rights.

    What is there already keeps the rights that its owner gave it.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return
    except OSError as error:
        raise StoreUnavailable(f"{path}: the file cannot be made: {error.strerror}") from error


def migrate(path: Path, revision: str = "head") -> None:
    """Carry out the steps to this revision; all of them, or none."""
    # Alembic takes a noticeable part of a second to import: only who needs it pays.
    from alembic import command
    from alembic.config import Config
    from alembic.util.exc import CommandError
    from sqlalchemy import create_engine, event, exc
    from sqlalchemy.pool import NullPool

    engine = create_engine("sqlite+pysqlite://", creator=lambda: connect(path), poolclass=NullPool)
    # The driver would commit before every CREATE TABLE; begun by hand, a migration is one transaction.
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    config = Config()
    config.set_main_option("script_location", "gatepost.store:migrations")
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    except exc.DBAPIError as error:
        if isinstance(error.orig, sqlite3.DatabaseError):
            raise error.orig from error
        raise
    except CommandError as error:
        raise StoreUnavailable(
            f"{path}: this database was made by another version of Gatepost ({error}): install the newer one"
        ) from error
    finally:
        engine.dispose()
