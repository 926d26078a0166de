"""The ledger of a database for verification: what both databases read alike."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from sqlalchemy import (
    Integer,
    String,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    select,
    union,
    union_all,
)

from gatepost.conversation import entries
from gatepost.conversation.checkpoints.records import Checkpoint, Stretch
from gatepost.conversation.records import Head
from gatepost.store.ledger.source import Leaf, Row, StoredComment, StoredRecord, Stray
from gatepost.store.sql import chains, codec
from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.statements import sql
from gatepost.store.tables import (
    articles,
    checkpoint_heads,
    checkpoints,
    comments,
    decisions,
    ledger,
    verdicts,
)

# Every name once, from one to the next, instead of through all entries.
_FIRST = select(func.min(ledger.c.chain).label("chain")).cte("each", recursive=True)
_EACH = _FIRST.union_all(
    select(
        select(func.min(ledger.c.chain))
        .where(ledger.c.chain > _FIRST.c.chain)
        .correlate(_FIRST)
        .scalar_subquery()
    ).where(_FIRST.c.chain.is_not(None))
)
_CHAINS = sql(
    union(select(_EACH.c.chain).where(_EACH.c.chain.is_not(None)), select(checkpoint_heads.c.chain)).order_by(
        "chain"
    )
)
_COLUMNS = tuple(ledger.c[name] for name in Row._fields)
_ROWS = sql(
    select(*_COLUMNS)
    .where(ledger.c.chain == bindparam("chain"), ledger.c.seq > bindparam("after"))
    .order_by(ledger.c.seq)
)
_OF_COMMENT = sql(
    select(*_COLUMNS)
    .where(
        ledger.c.comment == bindparam("comment"),
        ledger.c.chain == bindparam("chain"),
        ledger.c.seq <= bindparam("until"),
    )
    .order_by(ledger.c.seq)
)
_NAMED = (
    select(ledger.c.comment)
    .where(ledger.c.chain == bindparam("chain"), ledger.c.seq > bindparam("after"))
    .distinct()
    .subquery("named")
)
_COMMENTS = sql(
    select(*(comments.c[name] for name in StoredComment.__struct_fields__)).join(
        _NAMED, comments.c.id == _NAMED.c.comment
    )
)
_VERDICTS = sql(
    select(verdicts.c.comment, verdicts.c.record).join(_NAMED, verdicts.c.comment == _NAMED.c.comment)
)
_DECISIONS = sql(
    select(decisions.c.comment, decisions.c.seq, decisions.c.record, decisions.c.standing).join(
        _NAMED, decisions.c.comment == _NAMED.c.comment
    )
)
# By the index over comments: by the other one, each comment would be looked for in all of its chain.
_UNINDEXED = ledger.c.chain + literal_column("''", String)
_IN_CHAIN = and_(ledger.c.comment == comments.c.id, comments.c.article == _UNINDEXED)
_STRAY_COMMENTS = select(
    literal_column("'comment'", String).label("what"), comments.c.article.label("chain"), comments.c.id
).where(~exists().where(_IN_CHAIN))


def _stray(what: str, table: Any) -> Any:
    return (
        select(literal_column(f"'{what}'", String), literal_column("''", String), table.c.comment)
        .where(~exists().where(ledger.c.comment == table.c.comment))
        .distinct()
    )


_STRAYS = sql(union_all(_STRAY_COMMENTS, _stray("verdict", verdicts), _stray("decision", decisions)))
_STRAYS_OF = sql(_STRAY_COMMENTS.where(comments.c.article == bindparam("chain")))
_COUNTS = sql(
    select(
        *(
            select(func.count()).select_from(table).scalar_subquery()
            for table in (comments, verdicts, decisions)
        )
    )
)
_CHECKPOINTS = sql(
    select(*(checkpoints.c[name] for name in Checkpoint.__struct_fields__))
    .where(checkpoints.c.number > bindparam("after"))
    .order_by(checkpoints.c.number)
)
_LEAF = (
    checkpoint_heads.c.checkpoint,
    checkpoint_heads.c.place,
    *(checkpoint_heads.c[name] for name in Stretch.__struct_fields__),
)
_LEAVES = sql(
    select(*_LEAF)
    .where(checkpoint_heads.c.checkpoint > bindparam("after", type_=Integer))
    .order_by(checkpoint_heads.c.checkpoint, checkpoint_heads.c.place)
)
_COVERS = sql(
    select(*_LEAF)
    .where(checkpoint_heads.c.chain == bindparam("chain"))
    .order_by(checkpoint_heads.c.seq, checkpoint_heads.c.checkpoint)
)
_NAMES = sql(
    select(articles.c.id)
    .where(
        (articles.c.id == bindparam("name"))
        | (articles.c.url == bindparam("name"))
        | (articles.c.key == bindparam("name"))
    )
    .order_by(articles.c.id)
)
_AT = sql(
    select(checkpoints.c.number)
    .where(checkpoints.c.at <= bindparam("at"))
    .order_by(checkpoints.c.number.desc())
    .limit(bindparam("one"))
)


NEEDED_TABLES = ("ledger", "comments", "verdicts", "decisions", "checkpoints", "checkpoint_heads")
"""What a verification reads: a database without them is none of Gatepost's, or an older one."""


class SQLLedger:
    """A `Ledger` over cursors of one transaction; each cursor is asked for one thing, and streams it."""

    def __init__(self, cursor: Callable[[], Cursor]) -> None:
        self._cursor = cursor

    def guards(self) -> Iterator[str]:
        raise NotImplementedError

    def chains(self) -> Iterator[str]:
        return (row[0] for row in self._cursor().execute(_CHAINS))

    def rows(self, chain: str, after: int = -1) -> Iterator[Row]:
        return map(Row._make, self._cursor().execute(_ROWS, {"chain": chain, "after": after}))

    def of_comment(self, chain: str, comment: str, until: int) -> Iterator[Row]:
        where = {"chain": chain, "comment": comment, "until": until}
        return map(Row._make, self._cursor().execute(_OF_COMMENT, where))

    def comments(self, chain: str, after: int = -1) -> Iterator[StoredComment]:
        rows = self._cursor().execute(_COMMENTS, {"chain": chain, "after": after})
        return (StoredComment(*row) for row in rows)

    def records(self, chain: str, after: int = -1) -> Iterator[StoredRecord]:
        where = {"chain": chain, "after": after}
        for comment, record in self._cursor().execute(_VERDICTS, where):
            try:
                body = entries.verdict(codec.unpack_verdict(record, None)).body
            except (msgspec.MsgspecError, TypeError, ValueError):
                body = None
            yield StoredRecord(comment, None, body)
        for comment, seq, record, standing in self._cursor().execute(_DECISIONS, where):
            try:
                body = entries.decision(codec.unpack_decision(record, None)).body
            except (msgspec.MsgspecError, TypeError, ValueError):
                body = None
            yield StoredRecord(comment, seq, body, bool(standing))

    def strays(self, chain: str | None = None) -> Iterator[Stray]:
        cursor = self._cursor()
        rows = cursor.execute(_STRAYS) if chain is None else cursor.execute(_STRAYS_OF, {"chain": chain})
        return (Stray(*row) for row in rows)

    def counts(self) -> tuple[int, int]:
        row = self._cursor().execute(_COUNTS).fetchone()
        return int(row[0]), int(row[1]) + int(row[2])

    def checkpoints(self, after: int = -1) -> Iterator[Checkpoint]:
        return (Checkpoint(*row) for row in self._cursor().execute(_CHECKPOINTS, {"after": after}))

    def leaves(self, after: int = -1) -> Iterator[Leaf]:
        return map(_leaf, self._cursor().execute(_LEAVES, {"after": after}))

    def covers(self, chain: str) -> Iterator[Leaf]:
        return map(_leaf, self._cursor().execute(_COVERS, {"chain": chain}))

    # Besides what a verification asks:
    def heads(self) -> list[Head]:
        """The newest entry of every chain."""
        return chains.heads(self._cursor())

    def named(self, article: str) -> list[str]:
        """The chains of the articles with this id, address or key."""
        return [row[0] for row in self._cursor().execute(_NAMES, {"name": article})]

    def checkpoint_at(self, at: int) -> int | None:
        """The newest checkpoint that was there at this time."""
        row = self._cursor().execute(_AT, {"at": at, "one": 1}).fetchone()
        return int(row[0]) if row else None


def _leaf(row: tuple[Any, ...]) -> Leaf:
    # SQLite would keep any text where a number belongs; what stands last belongs to no checkpoint.
    number = row[0] if isinstance(row[0], int) else sys.maxsize
    return Leaf(number, row[1], Stretch(*row[2:]))
