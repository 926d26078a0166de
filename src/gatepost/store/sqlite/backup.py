"""A copy of the database in one file, made while others write; and such a copy put in its place again.

The copy is one state of the database: the snapshot that was there when it began. It is checked before it
gets its name, so that a file with that name is a whole backup.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from msgspec import Struct

from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.sqlite.connections import connect, unavailable

PAGES_AT_ONCE = 4_096
"""Pages (of 4 KiB, as a rule) that are copied between two looks at the progress."""


class Copied(Struct, frozen=True):
    """What a backup holds. `newest`: when the last ledger entry was written, microseconds; None: never."""

    file: Path
    size: int
    revision: str
    comments: int
    entries: int
    newest: int | None


def back_up(
    source: Path, target: Path, progress: Callable[[int, int], None] = lambda done, all_: None
) -> Copied:
    """Copy the database `source`, whoever uses it, to `target`, readable by its owner alone. Blocking.

    `progress(pages done, pages in all)`. Raises `StoreUnavailable`, also when there is such a file already,
    or when the copy is not sound; then nothing of it is left.
    """
    if not source.is_file():
        raise StoreUnavailable(f"{source}: there is no such file")
    if target.exists():
        raise StoreUnavailable(f"{target}: there is such a file already: name another")
    with unavailable(source), closing(connect(source, read_only=True)) as connection:
        connection.execute("BEGIN")  # holds the snapshot: without, every commit would begin the copy anew
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        _room_for(pages * size, target)
        beside = _private(target)
        try:
            with closing(sqlite3.connect(beside, isolation_level=None)) as copy, unavailable(beside):
                connection.backup(
                    copy,
                    pages=PAGES_AT_ONCE,
                    progress=lambda status, left, all_: progress(all_ - left, all_),
                )
                copy.execute("PRAGMA journal_mode = DELETE")  # one file, nothing beside it
                copied = look_at(copy, beside)
            _settle(beside, target)
        finally:
            discard(beside)
    return Copied(
        target, target.stat().st_size, copied.revision, copied.comments, copied.entries, copied.newest
    )


def put_back(backup: Path, target: Path) -> tuple[Path, Copied]:
    """Copy a backup beside `target`, checked, to be given its name by `settle`; and what it holds. Blocking.

    Raises `StoreUnavailable`: a database is there already, or the backup is damaged.
    """
    if target.exists():
        raise StoreUnavailable(
            f"{target}: a database is there already: move it away first (it may still be of use)"
        )
    if not backup.is_file():
        raise StoreUnavailable(f"{backup}: there is no such file")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _room_for(backup.stat().st_size, target)
    beside = _private(target)
    try:
        with unavailable(backup):
            shutil.copyfile(backup, beside)
            with closing(sqlite3.connect(beside, isolation_level=None)) as copy:
                copied = look_at(copy, backup)
    except BaseException:
        discard(beside)
        raise
    return beside, copied


def settle(beside: Path, target: Path) -> None:
    """Give the copy its name. Raises `StoreUnavailable` when something has it by now."""
    try:
        _settle(beside, target)
    finally:
        discard(beside)


def look_at(connection: sqlite3.Connection, name: Path) -> Copied:
    """What the database holds. Raises `StoreUnavailable` for one that is damaged or none of ours."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"ledger", "comments", "alembic_version"} <= tables:
        raise StoreUnavailable(f"{name}: this is no database of Gatepost")
    wrong = [row[0] for row in connection.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
    if wrong:
        raise StoreUnavailable(f"{name}: the file is damaged: {'; '.join(wrong)}")
    lost = connection.execute("PRAGMA foreign_key_check").fetchone()
    if lost is not None:
        raise StoreUnavailable(f"{name}: the file is damaged: a row of {lost[0]} names what is not there")
    (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    (comments,) = connection.execute("SELECT count(*) FROM comments").fetchone()
    entries, newest = connection.execute("SELECT count(*), max(at) FROM ledger").fetchone()
    return Copied(name, 0, revision, comments, entries, newest)


def _private(target: Path) -> Path:
    """A new file beside the target, for its owner alone."""
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise StoreUnavailable(f"{target}: the file cannot be made: {error.strerror}") from error
    return beside


def _room_for(size: int, target: Path) -> None:
    try:
        free = shutil.disk_usage(target.parent).free
    except OSError as error:
        raise StoreUnavailable(f"{target.parent}: the folder cannot be used: {error.strerror}") from error
    if free < size:
        raise StoreUnavailable(
            f"{target.parent}: {free >> 20:,} MiB are free and {(size >> 20) + 1:,} MiB are needed: make room"
        )


def _settle(beside: Path, target: Path) -> None:
    """On the disk, then under its name, and never over another file."""
    with beside.open("rb") as handle:
        os.fsync(handle.fileno())
    try:
        os.link(beside, target)
    except FileExistsError:
        raise StoreUnavailable(f"{target}: there is such a file already: name another") from None
    except OSError:  # a file system without links
        beside.rename(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def discard(beside: Path) -> None:
    """Nothing of a copy without a name is left."""
    for one in (beside, *(beside.with_name(beside.name + end) for end in ("-wal", "-shm", "-journal"))):
        with suppress(FileNotFoundError):
            one.unlink()
