"""The few statements of a copy, for both kinds of database: they differ in their placeholders alone."""

# ruff: noqa: S608 - what is put into statements here are names of our own tables and columns

from __future__ import annotations

from collections.abc import Callable, Sequence

from gatepost.store.copying.plan import TABLES, TablePlan

COPYING = "copying"
"""In the place of the schema's revision while a copy is not whole, so that no server opens such a database;
and the name of the table that holds how far it is."""
MAKE = f"CREATE TABLE {COPYING} (source TEXT NOT NULL, name TEXT NOT NULL PRIMARY KEY, place TEXT NOT NULL)"
MARK = "UPDATE alembic_version SET version_num = "
READ = f"SELECT source, name, place FROM {COPYING}"
END = f"DROP TABLE {COPYING}"
HEADS = (
    "SELECT l.chain, l.seq, l.digest FROM ledger l JOIN (SELECT chain, max(seq) AS seq FROM ledger"
    " GROUP BY chain) n ON l.chain = n.chain AND l.seq = n.seq ORDER BY l.chain"
)
COUNTS = [f'SELECT count(*) FROM "{table.name}"' for table in TABLES]
EMPTY = [f'SELECT 1 FROM "{table.name}" LIMIT 1' for table in TABLES]
OTHERS = "there is data in it already: copy into a new, empty database"
ANOTHER = "it holds part of a copy of another database, or of this one before it changed: make it anew, empty"

Sign = Callable[[int], str]
"""The placeholder of the parameter with this number, counted from 1."""


def quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def stretch(table: TablePlan, sign: Sign, *, after: bool, level: bool, most: int) -> str:
    """Parameters: the key behind which to go on, then the level."""
    wanted = []
    if after:
        signs = ", ".join(sign(number + 1) for number in range(len(table.key)))
        wanted.append(f"({quoted(table.key)}) > ({signs})")
    if level:
        wanted.append(f'"{table.level}" = {sign(1 + len(table.key) * after)}')
    where = f" WHERE {' AND '.join(wanted)}" if wanted else ""
    of, key = quoted(table.columns), quoted(table.key)
    return f'SELECT {of} FROM "{table.name}"{where} ORDER BY {key} LIMIT {most:d}'


def levels(table: TablePlan) -> str:
    return f'SELECT DISTINCT "{table.level}" FROM "{table.name}" ORDER BY 1'


def note(sign: Sign) -> str:
    """Parameters: source, name, place."""
    return (
        f"INSERT INTO {COPYING} (source, name, place) VALUES ({sign(1)}, {sign(2)}, {sign(3)})"
        " ON CONFLICT (name) DO UPDATE SET place = excluded.place"
    )
