"""Where the comments lie, for tests that look at them behind Gatepost's back."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from gatepost.store.ledger.chain import Chain
from gatepost.store.ledger.checkpoint import Seen
from gatepost.store.ledger.source import Row
from gatepost.store.ledger.verify import Verification, Wish
from gatepost.store.sqlite.audit import open_ledger
from gatepost.web.composition import DATABASE


class Database(Protocol):
    """What is asked of the database under test."""

    settings: str
    """Lines for `[server]` in gatepost.toml."""

    def rows(self, statement: str) -> list[Any]:
        """What a statement without parameters finds."""

    def damages(self, seen: Sequence[Seen]) -> Iterator[str]:
        """Where the ledger, the comments and what was `seen` from outside disagree."""


class SQLite:
    """The file in the data folder: it has no process of its own."""

    settings = ""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "data" / DATABASE

    def rows(self, statement: str) -> list[Any]:
        with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True)) as connection:
            return connection.execute(statement).fetchall()

    def damages(self, seen: Sequence[Seen]) -> Iterator[str]:
        """By `gatepost ledger verify`."""
        with open_ledger(self.path) as found:
            yield from map(str, Verification(found, Wish(seen=tuple(seen))).damages())


def walk(database: Database, seen: Sequence[Seen]) -> Iterator[str]:
    """The chains entry by entry, for a database that `gatepost ledger verify` does not read yet."""
    chains: dict[str, Chain] = {}
    wanted: defaultdict[str, list[int]] = defaultdict(list)
    for one in seen:
        wanted[one.chain].append(one.seq)
    for values in database.rows(f"SELECT {', '.join(Row._fields)} FROM ledger ORDER BY chain, seq"):
        row = Row._make(values)
        chain = chains.setdefault(row.chain, Chain(row.chain, wanted=wanted[row.chain]))
        yield from map(str, chain.feed(row))
    for chain in chains.values():
        yield from map(str, chain.finish())
    for one in seen:
        if one.chain not in chains or chains[one.chain].digests.get(one.seq) != one.digest:
            yield f"lost: {one.source} has seen entry {one.seq} of chain {one.chain}"
    lives = {comment: life for chain in chains.values() for comment, life in chain.lives.items()}
    columns = "id, state, digest, text, salt"
    for comment, state, digest, text, salt in database.rows(f"SELECT {columns} FROM comments"):
        life = lives.pop(comment, None)
        if life is None or life.state.value != state or life.digest != f"sha256:{digest.hex()}":
            yield f"comment: {comment} is stored as {state}, its entries say {life and life.state}"
        if sha256(salt + text).digest() != digest:
            yield f"comment: {comment} has another text than was submitted"
    for comment in lives:
        yield f"comment: the ledger knows {comment}, the store does not"
