"""Appending to the ledger and reading it back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, bindparam, func, insert, select, tuple_

from gatepost.conversation.ports import EntryDraft
from gatepost.conversation.records import Head
from gatepost.store.ledger.encoding import entry_of, genesis, seal
from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.statements import sql
from gatepost.store.tables import ledger
from gatepost.vocabulary import Entry

_APPEND = sql(insert(ledger))
_PARTS = (ledger.c.previous, ledger.c.digest, ledger.c.canonical)
_HEAD = sql(
    select(ledger.c.seq, ledger.c.digest)
    .where(ledger.c.chain == bindparam("chain"))
    .order_by(ledger.c.seq.desc())
    .limit(bindparam("one"))
)
_OF_COMMENT = sql(select(*_PARTS).where(ledger.c.comment == bindparam("comment")).order_by(ledger.c.seq))
_FIRST_OF_COMMENT = sql(
    select(ledger.c.canonical)
    .where(ledger.c.comment == bindparam("comment"))
    .order_by(ledger.c.seq)
    .limit(bindparam("one"))
)
_after = tuple_(bindparam("chain"), bindparam("seq", type_=BigInteger))
_STRETCH = sql(
    select(*_PARTS)
    .where(
        tuple_(ledger.c.chain, ledger.c.seq) > tuple_(bindparam("chain"), bindparam("seq", type_=BigInteger))
    )
    .order_by(ledger.c.chain, ledger.c.seq)
    .limit(bindparam("limit"))
)
_HEADS = sql(
    select(ledger.c.chain, ledger.c.seq, ledger.c.digest)
    .join(
        newest := select(ledger.c.chain, func.max(ledger.c.seq).label("seq"))
        .group_by(ledger.c.chain)
        .subquery(),
        (ledger.c.chain == newest.c.chain) & (ledger.c.seq == newest.c.seq),
    )
    .order_by(ledger.c.chain)
)


def append(cursor: Cursor, chain: str, comment: str, at: int, drafts: Sequence[EntryDraft]) -> list[Entry]:
    """Give the drafts the next places in the chain."""
    head = cursor.execute(_HEAD, {"chain": chain, "one": 1}).fetchone()
    seq, previous = (head[0] + 1, head[1]) if head else (0, genesis(chain))
    entries = []
    for draft in drafts:
        entry = seal(chain, seq, comment, at, draft, previous)
        cursor.execute(_APPEND, row_of(entry))
        entries.append(entry)
        seq, previous = seq + 1, entry.digest
    return entries


def row_of(entry: Entry) -> dict[str, Any]:
    """The entry as a row of the table, by its columns."""
    return {
        "chain": entry.chain,
        "seq": entry.seq,
        "kind": entry.kind.value,
        "comment": entry.comment,
        "at": entry.at,
        "canonical": entry.canonical,
        "previous": entry.previous,
        "digest": entry.digest,
    }


def of_comment(cursor: Cursor, comment: str) -> tuple[Entry, ...]:
    """Everything recorded about one comment, oldest first."""
    return tuple(entry_of(*row) for row in cursor.execute(_OF_COMMENT, {"comment": comment}).fetchall())


def submission_of(cursor: Cursor, comment: str) -> bytes:
    """The canonical bytes of a comment's first entry; empty when it has none."""
    row = cursor.execute(_FIRST_OF_COMMENT, {"comment": comment, "one": 1}).fetchone()
    return row[0] if row else b""


def stretch(cursor: Cursor, chain: str, seq: int, limit: int) -> list[Entry]:
    """The entries after this place, by chain and sequence number."""
    return [entry_of(*row) for row in cursor.execute(_STRETCH, {"chain": chain, "seq": seq, "limit": limit})]


def head(cursor: Cursor, chain: str) -> Head | None:
    row = cursor.execute(_HEAD, {"chain": chain, "one": 1}).fetchone()
    return Head(chain, *row) if row else None


def heads(cursor: Cursor) -> list[Head]:
    return [Head(*row) for row in cursor.execute(_HEADS)]
