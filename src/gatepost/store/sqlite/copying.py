"""An SQLite file as one end of a copy."""

# ruff: noqa: S608 - what is put into a statement here are names of our own tables and columns

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.copying import words
from gatepost.store.copying.plan import Place, Row, TablePlan, packed, unpacked
from gatepost.store.migrations import HEAD
from gatepost.store.sqlite.connections import connect, unavailable
from gatepost.store.sqlite.opening import bring_up_to_date, revision_of


class SQLiteSide:
    """Made by `as_source` or `as_target`. Blocks: it is for a command that does nothing else."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.where = str(path)
        self._path, self._connection = path, connection
        self._identity = ""

    async def stretch(self, table: TablePlan, after: Row | None, level: int | None, most: int) -> list[Row]:
        statement = words.stretch(
            table, lambda number: "?", after=after is not None, level=level is not None, most=most
        )
        given = (*(after or ()), *(() if level is None else (level,)))
        with unavailable(self._path):
            return [table.plain(row) for row in self._connection.execute(statement, given)]

    async def levels(self, table: TablePlan) -> list[int]:
        with unavailable(self._path):
            return [row[0] for row in self._connection.execute(words.levels(table))]

    async def identity(self) -> str:
        with unavailable(self._path):
            heads = self._connection.execute(words.HEADS).fetchall()
            counts = [self._connection.execute(one).fetchone()[0] for one in words.COUNTS]
        return hashlib.sha256(repr((heads, counts)).encode()).hexdigest()

    async def begin(self, identity: str) -> dict[str, Place]:
        self._identity = identity
        with unavailable(self._path):
            (revision,) = self._connection.execute("SELECT version_num FROM alembic_version").fetchone()
            if revision != words.COPYING:
                if any(self._connection.execute(one).fetchone() for one in words.EMPTY):
                    raise StoreUnavailable(f"{self._path}: {words.OTHERS}")
                with self._transaction():
                    self._connection.execute(words.MAKE)
                    self._connection.execute(words.MARK + "?", (words.COPYING,))
                    self._connection.execute(words.note(lambda number: "?"), (identity, "", packed(Place())))
            rows = self._connection.execute(words.READ).fetchall()
        if {row[0] for row in rows} != {identity}:
            raise StoreUnavailable(f"{self._path}: {words.ANOTHER}")
        return {name: unpacked(place) for _, name, place in rows if name}

    async def put(self, table: TablePlan, rows: Sequence[Row], place: Place) -> None:
        signs = ", ".join("?" * len(table.columns))
        with unavailable(self._path), self._transaction():
            self._connection.executemany(
                f'INSERT INTO "{table.name}" ({words.quoted(table.columns)}) VALUES ({signs})', rows
            )
            self._note(table.name, place)

    async def index(self, comments: Sequence[str], place: Place) -> None:
        """The store does so by itself, when it is opened."""

    async def finish(self) -> None:
        with unavailable(self._path), self._transaction():
            self._connection.execute(words.END)
            self._connection.execute(words.MARK + "?", (HEAD,))

    def _note(self, name: str, place: Place) -> None:
        self._connection.execute(words.note(lambda number: "?"), (self._identity, name, packed(place)))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")


@contextmanager
def as_source(path: Path) -> Iterator[SQLiteSide]:
    """One state of the file, only read. Raises `StoreUnavailable`, also for an older schema."""
    if not path.is_file():
        raise StoreUnavailable(f"{path}: there is no such file")
    with unavailable(path), closing(connect(path, read_only=True)) as connection:
        connection.execute("BEGIN")
        found = connection.execute("SELECT name FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
        revision = connection.execute("SELECT version_num FROM alembic_version").fetchone() if found else None
        if revision is None or revision[0] != HEAD:
            raise StoreUnavailable(
                f"{path}: it has not this version's schema: `gatepost db upgrade` brings it up to date"
            )
        yield SQLiteSide(path, connection)


@contextmanager
def as_target(path: Path) -> Iterator[SQLiteSide]:
    """A new file, or one with a copy that was begun. Raises `StoreUnavailable`."""
    if not path.is_file() or revision_of(path) != words.COPYING:
        bring_up_to_date(path)
    with unavailable(path), closing(connect(path)) as connection:
        yield SQLiteSide(path, connection)
