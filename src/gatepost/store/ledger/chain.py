"""Checking one chain: every entry recomputed, every link followed, every comment's life told again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from gatepost.conversation.checkpoints.records import Stretch
from gatepost.store.ledger.covering import Covering
from gatepost.store.ledger.damage import Damage
from gatepost.store.ledger.encoding import NotCanonical, decode, digest, genesis
from gatepost.store.ledger.lives import Life
from gatepost.store.ledger.source import Leaf, Row
from gatepost.vocabulary import DESK_CHAIN

Earlier = Callable[[str], Iterable[Row]]


class Chain:
    """Feed it the rows of one chain by sequence number; `finish` when there are no more.

    `trusted`: a stretch that is believed, after whose last entry the walk begins; `earlier` gives a comment's
    entries before that, so that its life can be told from its beginning. `wanted`: the numbers whose digests
    are kept in `digests`. `covers`: what checkpoints have seen of the chain.
    """

    def __init__(
        self,
        chain: str,
        *,
        trusted: Stretch | None = None,
        earlier: Earlier = lambda comment: (),
        wanted: Iterable[int] = (),
        covers: Iterable[Leaf] = (),
    ) -> None:
        self.chain = chain
        self.length = 0
        self.lives: dict[str, Life] = {}
        self.digests: dict[int, bytes] = {}
        self._wanted = frozenset(wanted)
        self._covering = Covering(covers)
        self._earlier = earlier
        self._next = 0 if trusted is None else trusted.seq + 1
        self._previous: bytes | None = genesis(chain) if trusted is None else trusted.digest

    def feed(self, row: Row) -> Iterator[Damage]:
        """What is wrong with this entry. The walk goes on behind it: one damage is not told as many."""
        self.length += 1
        seq = row.seq
        if not isinstance(seq, int):
            yield self._damage("unreadable", None, f"an entry has the number {seq!r}")
            return
        if seq != self._next:
            yield from self._place(seq)
        self._next = seq + 1
        if not (type(row.canonical) is type(row.previous) is type(row.digest) is bytes):
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
        if seq in self._wanted:
            self.digests[seq] = recomputed
        self._covering.feed(seq, recomputed)
        self._previous = row.digest
        yield from self._content(row, seq)

    def finish(self) -> Iterator[Damage]:
        for comment, life in self.lives.items():
            for wrong in life.finish():
                yield Damage("impossible", wrong, self.chain, None, comment)
        yield from self._covering.finish()

    def _place(self, seq: int) -> Iterator[Damage]:
        if seq > self._next:
            gone = (
                f"entry {self._next} is"
                if seq == self._next + 1
                else f"entries {self._next} to {seq - 1} are"
            )
            yield self._damage("missing", self._next, f"{gone} missing")
        else:
            yield self._damage("moved", seq, f"it stands where entry {self._next} belongs")
        self._previous = None

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
        if (value["kind"], value["comment"], value["at"]) != (row.kind, row.comment, row.at):
            yield from self._columns(row, value, seq)
        if self.chain == DESK_CHAIN:  # it tells of people and rules, whose states nothing is derived from
            return
        life = self.lives.get(value["comment"]) or self._begin(value["comment"])
        for wrong in life.feed(seq, value["kind"], value["body"]):
            yield Damage("impossible", wrong, self.chain, seq, value["comment"])

    def _columns(self, row: Row, value: dict[str, Any], seq: int) -> Iterator[Damage]:
        for name in ("kind", "comment", "at"):
            if value[name] != getattr(row, name):
                yield self._damage(
                    "changed",
                    seq,
                    f"its column {name!r} says {getattr(row, name)!r}, its bytes {value[name]!r}",
                )

    def _begin(self, comment: str) -> Life:
        """A comment's life, as far as it went before the walk began: what is trusted is not judged again."""
        life = self.lives[comment] = Life()
        for row in self._earlier(comment):
            try:
                value = decode(row.canonical)
            except NotCanonical:
                continue
            list(life.feed(value["seq"], value["kind"], value["body"]))
        return life

    def _damage(self, kind: Any, seq: int | None, detail: str) -> Damage:
        return Damage(kind, detail, self.chain, seq)
