"""How the database file is opened: the pragmas that make answers durable, the errors that mean "not now"."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from gatepost.conversation.ports import StoreUnavailable

BUSY_SECONDS = 5.0


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection whose transactions are begun and ended by hand; for one thread at a time."""
    uri = f"file:{quote(str(path.absolute()))}" + ("?mode=ro" if read_only else "")
    connection = sqlite3.connect(
        uri,
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        if read_only:
            connection.execute("PRAGMA query_only = ON")
        else:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")  # an answered reader's text survives a power cut
            guarded(connection)
        connection.execute("PRAGMA cache_size = -16000")
        connection.execute("PRAGMA temp_store = MEMORY")
    except BaseException:
        connection.close()
        raise
    return connection


def guarded(connection: sqlite3.Connection) -> sqlite3.Connection:
    """With the rules of the schema in force, wherever the database is."""
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")  # REPLACE fires the ledger's delete trigger too
    connection.execute("PRAGMA secure_delete = ON")  # what was erased is overwritten
    return connection


@contextmanager
def unavailable(path: Path) -> Iterator[None]:
    """Turn the driver's troubles (full disk, read-only file, lock, damage) into `StoreUnavailable`."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.DatabaseError as error:
        raise explained(path, error) from error


def explained(path: Path, error: sqlite3.Error) -> StoreUnavailable:
    """What is wrong and what to do next."""
    name = getattr(error, "sqlite_errorname", "")
    advice = {
        "SQLITE_FULL": "the disk is full: make room",
        "SQLITE_IOERR": "the disk fails, is over its quota, or was mounted read-only: see the system's log",
        "SQLITE_READONLY": "the file or its folder is read-only: give Gatepost the right to write there",
        "SQLITE_CANTOPEN": "the file cannot be opened: check the path and its rights",
        "SQLITE_BUSY": "another program holds the database: end it or wait",
        "SQLITE_CORRUPT": "the file is damaged: restore a backup, then run `gatepost ledger verify`",
        "SQLITE_NOTADB": "this file is no SQLite database: check the path",
    }.get("_".join(name.split("_")[:2]), str(error))
    return StoreUnavailable(f"{path}: {advice} ({name or type(error).__name__})", advice)
