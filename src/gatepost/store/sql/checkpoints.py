"""Signed checkpoints: what is new in every chain, found, bound together, signed and kept.

Everything is read beforehand, and nobody waits for it: entries never change, so heads that were read one
after the other are as good as heads of one moment. Only the writing itself takes its turn among the writers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import structlog
from sqlalchemy import BigInteger, bindparam, func, insert, select

from gatepost.conversation.checkpoints.ports import MOST_ENTRIES, MOST_LEAVES, KeyRing, Signer
from gatepost.conversation.checkpoints.records import Checkpoint, Inclusion, Stretch
from gatepost.store.ledger import merkle, signed
from gatepost.store.sql.cursor import Cursor, Readers, Writer
from gatepost.store.sql.statements import sql
from gatepost.store.tables import articles, checkpoint_heads, checkpoints, ledger
from gatepost.vocabulary import DESK_CHAIN

CHAINS_AT_ONCE = 500
_log = structlog.get_logger("gatepost.store")

_PARTS = tuple(checkpoints.c[name] for name in Checkpoint.__struct_fields__)
_LEAF = tuple(checkpoint_heads.c[name] for name in Stretch.__struct_fields__)
_NEWEST = sql(select(*_PARTS).order_by(checkpoints.c.number.desc()).limit(bindparam("one")))
_ONE = sql(select(*_PARTS).where(checkpoints.c.number == bindparam("number")))
_LISTED = sql(
    select(*_PARTS)
    .where(checkpoints.c.number > bindparam("after"))
    .order_by(checkpoints.c.number)
    .limit(bindparam("limit"))
)
_LAST = (
    select(func.coalesce(func.max(ledger.c.seq), bindparam("none", type_=BigInteger)))
    .where(ledger.c.chain == bindparam("chain"))
    .scalar_subquery()
)
_COVERED = (
    select(func.coalesce(func.max(checkpoint_heads.c.seq), bindparam("none", type_=BigInteger)))
    .where(checkpoint_heads.c.chain == bindparam("chain"))
    .scalar_subquery()
)
_GROWTH = sql(select(_COVERED, _LAST))
_CHAINS = sql(
    select(articles.c.id)
    .where(articles.c.id > bindparam("after"))
    .order_by(articles.c.id)
    .limit(bindparam("limit"))
)
_DIGESTS = sql(
    select(ledger.c.digest)
    .where(
        ledger.c.chain == bindparam("chain"),
        ledger.c.seq.between(bindparam("first"), bindparam("last")),
    )
    .order_by(ledger.c.seq)
)
_LEAF_OF = sql(
    select(checkpoint_heads.c.checkpoint, checkpoint_heads.c.place, *_LEAF)
    .where(checkpoint_heads.c.chain == bindparam("chain"), checkpoint_heads.c.seq >= bindparam("seq"))
    .order_by(checkpoint_heads.c.seq)
    .limit(bindparam("one"))
)
_LEAVES = sql(
    select(*_LEAF)
    .where(checkpoint_heads.c.checkpoint == bindparam("number"))
    .order_by(checkpoint_heads.c.place)
)
_KEEP = sql(insert(checkpoints))
_KEEP_LEAF = sql(insert(checkpoint_heads))

Growth = tuple[str, int, int]
"""A chain, the last sequence number that a checkpoint covers (-1: none), and the last that is there."""


class SQLCheckpoints:
    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer, self._readers = writer, readers

    async def make(
        self, at: int, keys: KeyRing, *, heir: str | None = None, always: bool = False
    ) -> Sequence[Checkpoint]:
        always = always or heir is not None
        made: list[Checkpoint] = []
        while True:
            newest = await self.newest()
            wanted = None if newest is None else signed.read_body(newest.body).heir
            signer = await asyncio.to_thread(keys.signer, wanted)
            stretches = await self._new_stretches()
            full = len(stretches) == MOST_LEAVES
            if not stretches and not always:
                return made
            one = await asyncio.to_thread(_sign, newest, at, signer, stretches, None if full else heir)
            if not await self._writer.run(partial(_keep, made=one, stretches=stretches)):
                if not always:
                    return made  # another process makes them at this moment
                continue
            await asyncio.to_thread(keys.made, one)
            made.append(one)
            if not full:
                return made

    async def newest(self) -> Checkpoint | None:
        return await self._readers.run(_newest)

    async def one(self, number: int) -> Checkpoint | None:
        return await self._readers.run(partial(_one, number=number))

    async def listed(self, after: int, limit: int) -> Sequence[Checkpoint]:
        return await self._readers.run(partial(_listed, after=after, limit=limit))

    async def inclusions(self, chain: str, seqs: Sequence[int]) -> Sequence[Inclusion]:
        return await self._readers.run(partial(_inclusions, chain=chain, seqs=tuple(seqs)))

    async def _new_stretches(self) -> list[Stretch]:
        """What no checkpoint covers yet, chain by chain, as much as one may hold."""
        found: list[Stretch] = []
        after = ""
        while len(found) < MOST_LEAVES:
            chains, grown = await self._readers.run(partial(_growth, after=after))
            for chain, first, last in _cut(grown):
                digests = await self._readers.run(partial(_digests, chain=chain, first=first, last=last))
                if len(digests) != last - first + 1:
                    _log.error(
                        "a chain lacks entries: run `gatepost ledger verify`", chain=chain, first=first
                    )
                    continue
                found.append(await asyncio.to_thread(signed.stretch_of, chain, first, digests))
                if len(found) == MOST_LEAVES:
                    break
            if len(chains) < CHAINS_AT_ONCE:
                break
            after = chains[-1]
        return found


def _cut(grown: Sequence[Growth]) -> Iterator[tuple[str, int, int]]:
    for chain, covered, last in grown:
        for first in range(covered + 1, last + 1, MOST_ENTRIES):
            yield chain, first, min(last, first + MOST_ENTRIES - 1)


def _growth(cursor: Cursor, after: str) -> tuple[list[str], list[Growth]]:
    """The next articles' chains (with the first of them the desk's), and those among them that have grown."""
    rows = cursor.execute(_CHAINS, {"after": after, "limit": CHAINS_AT_ONCE}).fetchall()
    chains = [str(row[0]) for row in rows]
    grown = []
    for chain in chains if after else [DESK_CHAIN, *chains]:
        covered, last = cursor.execute(_GROWTH, {"chain": chain, "none": -1}).fetchone()
        if last > covered:
            grown.append((chain, covered, last))
    return chains, grown


def _digests(cursor: Cursor, chain: str, first: int, last: int) -> list[bytes]:
    where = {"chain": chain, "first": first, "last": last}
    return [bytes(row[0]) for row in cursor.execute(_DIGESTS, where)]


def _sign(
    newest: Checkpoint | None, at: int, signer: Signer, stretches: Sequence[Stretch], heir: str | None
) -> Checkpoint:
    number = 0 if newest is None else newest.number + 1
    previous = None if newest is None else newest.body
    body = signed.body_of(number, at, signer.key, stretches, previous, heir)
    return Checkpoint(number, at, body, signer.sign(body), signer.key)


def _keep(cursor: Cursor, made: Checkpoint, stretches: Sequence[Stretch]) -> bool:
    """Whether it was the next one; when not, another process was faster and nothing is written."""
    newest = _newest(cursor)
    if made.number != (0 if newest is None else newest.number + 1):
        return False
    leaves: list[dict[str, Any]] = [
        {
            "checkpoint": made.number,
            "place": place,
            **{name: getattr(one, name) for name in one.__struct_fields__},
        }
        for place, one in enumerate(stretches)
    ]
    if leaves:
        cursor.executemany(_KEEP_LEAF, leaves)
    cursor.execute(_KEEP, {name: getattr(made, name) for name in made.__struct_fields__})
    return True


def _newest(cursor: Cursor) -> Checkpoint | None:
    return _of(cursor.execute(_NEWEST, {"one": 1}).fetchone())


def _one(cursor: Cursor, number: int) -> Checkpoint | None:
    return _of(cursor.execute(_ONE, {"number": number}).fetchone())


def _listed(cursor: Cursor, after: int, limit: int) -> list[Checkpoint]:
    rows = cursor.execute(_LISTED, {"after": after, "limit": limit}).fetchall()
    return [Checkpoint(*row) for row in rows]


def _of(row: Any) -> Checkpoint | None:
    return Checkpoint(*row) if row else None


def _inclusions(cursor: Cursor, chain: str, seqs: Sequence[int]) -> list[Inclusion]:
    groups: dict[tuple[int, int], tuple[Stretch, list[int]]] = {}
    for seq in sorted(set(seqs)):
        row = cursor.execute(_LEAF_OF, {"chain": chain, "seq": seq, "one": 1}).fetchone()
        if row is None:
            break  # nor are those after it covered
        groups.setdefault((row[0], row[1]), (Stretch(*row[2:]), []))[1].append(seq)
    return [
        _inclusion(cursor, number, place, stretch, within)
        for (number, place), (stretch, within) in groups.items()
    ]


def _inclusion(cursor: Cursor, number: int, place: int, stretch: Stretch, seqs: Sequence[int]) -> Inclusion:
    checkpoint = _one(cursor, number)
    assert checkpoint is not None
    leaves = [Stretch(*row) for row in cursor.execute(_LEAVES, {"number": number}).fetchall()]
    digests = _digests(cursor, stretch.chain, stretch.first, stretch.seq)
    tree = [merkle.leaf_hash(one) for one in digests]
    return Inclusion(
        checkpoint,
        place,
        signed.leaf(stretch),
        tuple(merkle.path(signed.hashes(leaves), place)),
        {seq: tuple(merkle.path(tree, seq - stretch.first)) for seq in seqs},
    )
