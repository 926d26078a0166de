"""Whether a database is in order: schema, file, guards, what hangs, room on the disk. Reads, never writes."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

from msgspec import Struct

from gatepost.store.migrations import HEAD, REVISIONS
from gatepost.store.sqlite.audit import SQLiteLedger
from gatepost.store.sqlite.connections import connect, unavailable
from gatepost.store.tables import metadata

MINUTE = 60 * 1_000_000
HANGS = 15 * MINUTE
"""What should be done within a minute and was not after so long hangs."""
LOG_MIB = 64
Level = Literal["ok", "warn", "fail"]


class Checked(Struct, frozen=True):
    """One thing looked at. `mend`: what to do, unless it is in order."""

    what: str
    level: Level
    said: str
    mend: str = ""


def check(path: Path, now: int, *, quick: bool = False) -> Iterator[Checked]:
    """One state of the database, while the server may go on. `quick`: leave the indexes unread.

    Raises `StoreUnavailable` when it cannot be read at all.
    """
    yield _rights(path)
    with unavailable(path), closing(connect(path, read_only=True)) as connection:
        connection.execute("BEGIN")
        revision = _revision(connection)
        yield _schema(connection, revision)
        yield _sound(connection, quick=quick)
        yield _whole(connection)
        if revision == HEAD:
            yield from _guards(connection)
            yield _counters(connection)
            yield from _hanging(connection, now)
            yield _counts(connection)
    yield _room(path)
    yield _log(path)


def revision_of(path: Path) -> str | None:
    """The schema that the file has, only read; None for a file without one. Raises `StoreUnavailable`."""
    with unavailable(path), closing(connect(path, read_only=True)) as connection:
        return _revision(connection)


def _revision(connection: sqlite3.Connection) -> str | None:
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return None
        raise
    return str(row[0]) if row else None


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
    if revision is None:
        return Checked("schema", "fail", "this is no database of Gatepost", "Check the path")
    if revision not in REVISIONS:
        return Checked(
            "schema",
            "fail",
            f"schema {revision} is newer than this version's {HEAD}",
            "Install the newer version",
        )
    if revision != HEAD:
        return Checked(
            "schema",
            "warn",
            f"schema {revision}, this version's is {HEAD}",
            "`gatepost db upgrade` brings it up, as does starting the server",
        )
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


def _counters(connection: sqlite3.Connection) -> Checked:
    """What is counted as it happens, against what is there."""
    wrong = connection.execute(
        "SELECT count(*) FROM articles WHERE approved <>"
        " (SELECT count(*) FROM comments WHERE article = articles.id AND state = 'approved')"
    ).fetchone()[0]
    wrong += connection.execute(
        "SELECT count(*) FROM comments WHERE open_reports <> (SELECT count(*) FROM reports"
        " WHERE comment = comments.id AND open = 1 AND counts = 1) AND open_reports > 0"
    ).fetchone()[0]
    if wrong:
        return Checked(
            "counters",
            "fail",
            f"{wrong} counters are not what they count",
            "Somebody changed the tables by hand: run `gatepost ledger verify`, restore a backup",
        )
    return Checked("counters", "ok", "articles and reports are counted right")


def _hanging(connection: sqlite3.Connection, now: int) -> Iterator[Checked]:
    before = now - HANGS
    asked = (
        (
            "screening",
            "SELECT count(*), min(submitted_at) FROM comments WHERE state = 'pending' AND screened = 0"
            " AND submitted_at < ?",
            "comments wait for the engine",
            "See that a server or worker runs and what it logs; they are taken up again when it starts",
        ),
        (
            "jobs",
            "SELECT count(*), min(due_at) FROM jobs WHERE due_at < ?",
            "jobs are overdue",
            "See that a server or worker runs and what it logs",
        ),
        (
            "letters",
            "SELECT count(*), min(due_at) FROM letters WHERE due_at < ?",
            "letters are overdue",
            "`gatepost mail test ADDRESS` says what the mail server answers",
        ),
    )
    for what, statement, said, mend in asked:
        number, oldest = connection.execute(statement, (before,)).fetchone()
        if number:
            minutes = (now - oldest) // MINUTE
            yield Checked(what, "warn", f"{number:,} {said}, the oldest for {minutes:,} minutes", mend)
        else:
            yield Checked(what, "ok", f"nothing hangs: no {said}")
    begun = connection.execute(
        "SELECT count(*) FROM authors WHERE erased_at < ? AND EXISTS"
        " (SELECT 1 FROM comments WHERE author = authors.id)",
        (before,),
    ).fetchone()[0]
    if begun:
        yield Checked(
            "erasing",
            "warn",
            f"{begun} readers' erasing was begun and not finished",
            "The server finishes it in its rounds: see that one runs and what it logs",
        )
    else:
        yield Checked("erasing", "ok", "no erasing was left half done")


def _counts(connection: sqlite3.Connection) -> Checked:
    states = connection.execute(
        "SELECT state, count(*) FROM comments GROUP BY state ORDER BY state"
    ).fetchall()
    (entries,) = connection.execute("SELECT count(*) FROM ledger").fetchone()
    (articles,) = connection.execute("SELECT count(*) FROM articles").fetchone()
    comments = ", ".join(f"{number:,} {state}" for state, number in states) or "none"
    return Checked(
        "counts", "ok", f"articles: {articles:,}; comments: {comments}; ledger entries: {entries:,}"
    )


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
