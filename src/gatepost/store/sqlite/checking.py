"""Whether a database is in order: schema, file, guards, what hangs, room on the disk. Reads, never writes."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from gatepost.store.checking import HANGS, QUESTIONS, Checked, judge, unfit
from gatepost.store.migrations import HEAD
from gatepost.store.sqlite.audit import SQLiteLedger
from gatepost.store.sqlite.connections import connect, unavailable
from gatepost.store.sqlite.opening import revision_in
from gatepost.store.tables import metadata

LOG_MIB = 64


def check(path: Path, now: int, *, quick: bool = False) -> Iterator[Checked]:
    """One state of the database, while the server may go on. `quick`: leave the indexes unread.

    Raises `StoreUnavailable` when it cannot be read at all.
    """
    yield _rights(path)
    with unavailable(path), closing(connect(path, read_only=True)) as connection:
        connection.execute("BEGIN")
        revision = revision_in(connection)
        yield _schema(connection, revision)
        yield _sound(connection, quick=quick)
        yield _whole(connection)
        if revision == HEAD:
            yield from _guards(connection)
            asked = {"before": now - HANGS}
            yield from judge(
                {name: connection.execute(one, asked).fetchall() for name, one in QUESTIONS.items()}, now
            )
    yield _room(path)
    yield _log(path)


def revision_of(path: Path) -> str | None:
    """The schema that the file has, only read; None for a file without one. Raises `StoreUnavailable`."""
    with unavailable(path), closing(connect(path, read_only=True)) as connection:
        return revision_in(connection)


def _rights(path: Path) -> Checked:
    mode = path.stat().st_mode & 0o777
    if mode & 0o077:
        return Checked(
            "rights",
            "warn",
            f"others may read the file ({mode:03o})",
            f"chmod 600 {path}, unless you want that",
        )
    return Checked("rights", "ok", f"the file is its owner's alone ({mode:03o})")


def _schema(connection: sqlite3.Connection, revision: str | None) -> Checked:
    if wrong := unfit(revision, "path"):
        return wrong
    found = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    missing = [
        *(name for name in metadata.tables if name not in found),
        *(
            str(index.name)
            for table in metadata.tables.values()
            for index in table.indexes
            if index.name not in found
        ),
        *(() if "search" in found else ("search",)),
    ]
    if missing:
        return Checked(
            "schema",
            "fail",
            f"missing: {', '.join(sorted(missing))}",
            "Restore a backup; tell what happened before",
        )
    return Checked("schema", "ok", f"schema {revision}, every table and index is there")


def _sound(connection: sqlite3.Connection, *, quick: bool) -> Checked:
    pragma = "quick_check" if quick else "integrity_check"
    wrong = [row[0] for row in connection.execute(f"PRAGMA {pragma}(5)") if row[0] != "ok"]
    if wrong:
        return Checked(
            "file",
            "fail",
            f"the file is damaged: {'; '.join(wrong)}",
            "Stop the server, keep this file, restore a backup, then run `gatepost ledger verify`",
        )
    return Checked("file", "ok", "every page is sound" + ("; indexes were not read" if quick else ""))


def _whole(connection: sqlite3.Connection) -> Checked:
    lost = {row[0] for row in connection.execute("PRAGMA foreign_key_check")}
    if lost:
        return Checked(
            "references",
            "fail",
            f"rows name what is not there, in: {', '.join(sorted(lost))}",
            "Somebody changed the tables by hand: restore a backup, or put the rows back",
        )
    return Checked("references", "ok", "every reference leads somewhere")


def _guards(connection: sqlite3.Connection) -> Iterator[Checked]:
    missing = list(SQLiteLedger(connection).guards())
    for one in missing:
        yield Checked(
            "guards", "fail", one, "Run `gatepost ledger verify`; restore a backup if it finds something"
        )
    if not missing:
        yield Checked("guards", "ok", "the ledger refuses every change and every deletion")


def _room(path: Path) -> Checked:
    free, size = shutil.disk_usage(path.parent).free, path.stat().st_size
    said = f"{free >> 20:,} MiB are free, the database has {size >> 20:,} MiB"
    if free < 100 << 20:
        return Checked("disk", "fail", said, "Make room: a full disk takes no comments (none is lost)")
    if free < size:
        return Checked(
            "disk", "warn", said, "Make room: migrations and backups on this disk need as much again"
        )
    return Checked("disk", "ok", said)


def _log(path: Path) -> Checked:
    log = path.with_name(path.name + "-wal")
    size = log.stat().st_size >> 20 if log.is_file() else 0
    if size > LOG_MIB:
        return Checked(
            "log",
            "warn",
            f"the write-ahead log has {size:,} MiB",
            "Some program reads for long and holds it: end it; erased words wait there, too",
        )
    return Checked("log", "ok", f"the write-ahead log has {size:,} MiB")
