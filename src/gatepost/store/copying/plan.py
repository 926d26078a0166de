"""What is copied, and in which order: every table but what is made anew from the others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import LargeBinary

from gatepost.store.tables import documents, metadata

Row = tuple[Any, ...]
LEFT_OUT = frozenset({documents.name})
"""The words of the search index: each kind of database makes them of the texts, in its own way."""
NESTED = {"comments": "depth"}
"""A table that refers to itself, and by which column it does so only upwards: the upper ones go first."""


class TablePlan(Struct, frozen=True):
    """One table. `key`: the columns of its primary key, by which it is read. `binary`: the places
    of columns that hold bytes."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    binary: frozenset[int] = frozenset()

    @property
    def level(self) -> str | None:
        return NESTED.get(self.name)

    def plain(self, row: Row) -> Row:
        """As every database has it: SQLite keeps a declared default of "" as text among the bytes."""
        if not any(isinstance(row[place], str) for place in self.binary):
            return row
        return tuple(
            value.encode() if place in self.binary and isinstance(value, str) else value
            for place, value in enumerate(row)
        )

    def key_of(self, row: Row) -> Row:
        return tuple(row[self.columns.index(name)] for name in self.key)


TABLES = tuple(
    TablePlan(
        table.name,
        tuple(column.name for column in table.columns),
        tuple(column.name for column in table.primary_key.columns),
        frozenset(
            place for place, column in enumerate(table.columns) if isinstance(column.type, LargeBinary)
        ),
    )
    for table in metadata.sorted_tables  # what is referred to comes first
    if table.name not in LEFT_OUT
)


class Place(Struct, frozen=True):
    """How far a table is copied: the key of its last row, and on which level; `done`: to its end."""

    last: tuple[int | str, ...] = ()
    level: int = 0
    done: bool = False


def packed(place: Place) -> str:
    """For the target to keep. Bytes in keys are written with a prefix that no other value has."""
    return msgspec.json.encode(place).decode()


def unpacked(kept: str) -> Place:
    return msgspec.json.decode(kept, type=Place)


def written(key: Row) -> tuple[int | str, ...]:
    """A key as a place holds it: bytes in hex digits, behind a sign that begins no id."""
    return tuple(f"\x00{value.hex()}" if isinstance(value, bytes) else value for value in key)


def read(key: Iterable[int | str]) -> Row:
    """The key again."""
    return tuple(
        bytes.fromhex(value[1:]) if isinstance(value, str) and value.startswith("\x00") else value
        for value in key
    )


class Sum:
    """A digest over rows that does not depend on their order, and their number."""

    def __init__(self) -> None:
        self.rows = 0
        self._sum = 0

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            # None, whole numbers, texts and bytes: written the same way whichever driver gave them.
            digest = hashlib.sha256(repr(row).encode("utf-8", "surrogatepass")).digest()
            self._sum = (self._sum + int.from_bytes(digest, "big")) % 2**256
            self.rows += 1

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sum) and (self.rows, self._sum) == (other.rows, other._sum)

    def __hash__(self) -> int:
        return hash((self.rows, self._sum))
