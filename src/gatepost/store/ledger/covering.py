"""Whether a chain still is what checkpoints have seen of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gatepost.store.ledger import merkle
from gatepost.store.ledger.damage import Damage
from gatepost.store.ledger.source import Leaf


class Covering:
    """Feed it the digests of a chain's entries by number, recomputed from what is stored.

    `covers`: the leaves of this chain by the number of their last entry. One stretch at most is held.
    """

    def __init__(self, covers: Iterable[Leaf]) -> None:
        self._covers = iter(covers)
        self._cover = next(self._covers, None)
        self._held: list[bytes] = []
        self._last: bytes | None = None
        self._damages: list[Damage] = []

    def feed(self, seq: int, digest: bytes) -> None:
        while self._cover is not None and seq > self._cover.stretch.seq:  # its last entry is not there
            self._close()
        if self._cover is not None and seq >= self._cover.stretch.first:
            self._held.append(merkle.leaf_hash(digest))
            self._last = digest

    def finish(self) -> Iterator[Damage]:
        """What is gone or different."""
        while self._cover is not None:
            self._close()
        yield from self._damages

    def _close(self) -> None:
        assert self._cover is not None
        stretch, number = self._cover.stretch, self._cover.checkpoint
        count = stretch.seq - stretch.first + 1
        several = f"entries {stretch.first} to {stretch.seq} are" if count > 1 else f"entry {stretch.seq} is"
        wrong = ""
        if len(self._held) < count:
            wrong = f"of {count} entries that checkpoint {number} has seen here, {len(self._held)} are left"
        elif merkle.root(self._held) != stretch.root or self._last != stretch.digest:
            wrong = f"{several} not what checkpoint {number} has seen: the chain was written anew"
        if wrong:
            self._damages.append(Damage("lost", wrong, stretch.chain, stretch.seq))
        self._held, self._last = [], None
        self._cover = next(self._covers, None)
