"""Checking one chain: every entry recomputed, every link followed, every comment's life told again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from gatepost.store.ledger.damage import Damage
from gatepost.store.ledger.encoding import NotCanonical, decode, digest, genesis
from gatepost.store.ledger.lives import Life
from gatepost.vocabulary import DESK_CHAIN


class Row(NamedTuple):
    """One entry as stored: columns beside the bytes that were digested. Nothing here is trusted."""

    chain: Any
    seq: Any
    kind: Any
    comment: Any
    at: Any
    canonical: Any
    previous: Any
    digest: Any


class Chain:
    """Feed it the rows of one chain by sequence number; `finish` when there are no more."""

    def __init__(self, chain: str) -> None:
        self.chain = chain
        self.length = 0
        self.lives: dict[str, Life] = {}
        self.digests: dict[int, bytes] = {}
        self.wanted: set[int] = set()
        self._next = 0
        self._previous: bytes | None = genesis(chain)

    def feed(self, row: Row) -> Iterator[Damage]:
        """What is wrong with this entry. The walk goes on behind it: one damage is not told as many."""
        self.length += 1
        seq = row.seq
        if not isinstance(seq, int):
            yield self._damage("unreadable", None, f"an entry has the number {seq!r}")
            return
        yield from self._place(seq)
        if not all(isinstance(part, bytes) for part in (row.canonical, row.previous, row.digest)):
            yield self._damage("unreadable", seq, "the entry's bytes are missing")
            self._previous = None
            return
        if self._previous is not None and row.previous != self._previous:
            yield self._damage(
                "broken-link",
                seq,
                "it does not follow the entry before it: one of the two was changed or put in",
            )
        recomputed = digest(row.previous, row.canonical)
        if recomputed != row.digest:
            yield self._damage("changed", seq, "its bytes do not give its digest: the entry was changed")
        if seq in self.wanted:
            self.digests[seq] = recomputed
        self._previous = row.digest
        yield from self._content(row, seq)

    def finish(self) -> Iterator[Damage]:
        for comment, life in self.lives.items():
            for wrong in life.finish():
                yield Damage("impossible", wrong, self.chain, None, comment)

    def _place(self, seq: int) -> Iterator[Damage]:
        if seq > self._next:
            gone = (
                f"entry {self._next} is"
                if seq == self._next + 1
                else f"entries {self._next} to {seq - 1} are"
            )
            yield self._damage("missing", self._next, f"{gone} missing")
            self._previous = None
        elif seq < self._next:
            yield self._damage("moved", seq, f"it stands where entry {self._next} belongs")
            self._previous = None
        self._next = seq + 1

    def _content(self, row: Row, seq: int) -> Iterator[Damage]:
        try:
            value = decode(row.canonical)
        except NotCanonical as error:
            yield self._damage("unreadable", seq, str(error))
            return
        if (value["chain"], value["seq"]) != (row.chain, seq):
            yield self._damage(
                "moved", seq, f"it was written as entry {value['seq']} of chain {value['chain']}, not here"
            )
        for name in ("kind", "comment", "at"):
            if value[name] != getattr(row, name):
                yield self._damage(
                    "changed",
                    seq,
                    f"its column {name!r} says {getattr(row, name)!r}, its bytes {value[name]!r}",
                )
        if self.chain == DESK_CHAIN:  # it tells of people and rules, whose states nothing is derived from
            return
        life = self.lives.setdefault(value["comment"], Life())
        for wrong in life.feed(seq, value["kind"], value["body"]):
            yield Damage("impossible", wrong, self.chain, seq, value["comment"])

    def _damage(self, kind: Any, seq: int | None, detail: str) -> Damage:
        return Damage(kind, detail, self.chain, seq)
