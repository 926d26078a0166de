"""The whole verification on one page: checkpoints, chains, comments, records, and what was seen from outside.

It finds any change, removal inside, insertion and reordering of entries, and any comment, verdict or decision
that does not agree with them. Where signed checkpoints cover the entries, it also finds a chain that was
written anew, cut off or dropped. Chains are checked apart from each other: several processes can do it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager

from msgspec import Struct, field

from gatepost.store.ledger import stored
from gatepost.store.ledger.chain import Chain
from gatepost.store.ledger.checkpoint import Seen
from gatepost.store.ledger.damage import Damage, DamageKind
from gatepost.store.ledger.encoding import digest
from gatepost.store.ledger.source import Leaf, Ledger
from gatepost.store.ledger.trust import Checkpoints, SeenCheckpoint
from gatepost.vocabulary import DESK_CHAIN

OpenLedger = Callable[[], AbstractContextManager[Ledger]]

CHAINS_AT_ONCE = 64


class Wish(Struct, frozen=True):
    """What is to be verified, and what is known from elsewhere.

    `chain`: this one only. `since`: only what came after this checkpoint, which is believed, with all that it
    covers; -1: everything. `key`: the public key that must have signed. `untrue`: checkpoints whose leaves
    say nothing (found on the way).
    """

    seen: tuple[Seen, ...] = ()
    checkpoints: tuple[SeenCheckpoint, ...] = ()
    key: str = ""
    since: int = -1
    chain: str | None = None
    untrue: frozenset[int] = frozenset()


class Found(Struct):
    """The outcome of some chains."""

    chains: int = 0
    entries: int = 0
    comments: int = 0
    records: int = 0
    damages: list[Damage] = field(default_factory=list)


Spread = Callable[[Wish, Iterable[Sequence[str]]], Iterator[Found]]
"""Checks batches of chains, in their order, by whatever processes."""


class Verification:
    """Iterate over `damages`; the counts are complete when it is through. `signer`: who signed the newest."""

    def __init__(self, ledger: Ledger, wish: Wish | None = None, spread: Spread | None = None) -> None:
        self._ledger = ledger
        self._wish = wish or Wish()
        self._spread = spread or (lambda wish, batches: (check(ledger, wish, some) for some in batches))
        self.chains = self.entries = self.comments = self.records = self.checkpoints = 0
        self.signer = ""

    def damages(self) -> Iterator[Damage]:
        wish = self._wish
        for missing in self._ledger.guards():
            yield Damage("unguarded", missing)
        signed = Checkpoints(
            self._ledger.checkpoints(wish.since - 1 if wish.since >= 0 else -1),
            self._ledger.leaves(wish.since),
            key=wish.key,
            seen=wish.checkpoints,
            trusted=wish.since,
        )
        yield from signed.damages()
        self.checkpoints, self.signer = signed.count, signed.signer
        whole = True
        # Read before the chains: whoever reads them later sees at least what was bound together by then.
        chains = [wish.chain] if wish.chain is not None else list(self._ledger.chains())
        for damage in self._chains(chains, wish, frozenset(signed.untrue)):
            whole = False
            yield damage
        known = set(chains)
        for one in sorted(wish.seen, key=lambda seen: (seen.chain, seen.seq)):
            if one.chain not in known and wish.chain is None:
                known.add(one.chain)
                yield Damage("lost", f"the whole chain is gone: {one.source} has seen it", one.chain)
        if whole and wish.chain is None and self._ledger.counts() == (self.comments, self.records):
            return  # each was met in its chain, once: looking for others would find none
        if wish.since < 0:
            yield from self._strays(wish.chain)

    def _strays(self, chain: str | None) -> Iterator[Damage]:
        for stray in self._ledger.strays(chain):
            kind: DamageKind = "comment" if stray.what == "comment" else "record"
            wrong = f"the {stray.what} has no entry in the ledger"
            yield Damage(kind, wrong, stray.chain, None, stray.comment)

    def _chains(self, names: Sequence[str], wish: Wish, untrue: frozenset[int]) -> Iterator[Damage]:
        readable = [name for name in names if isinstance(name, str)]
        for name in names:
            if not isinstance(name, str):
                yield Damage("unreadable", f"entries stand in a chain with the name {name!r}")
        batches = (
            readable[first : first + CHAINS_AT_ONCE] for first in range(0, len(readable), CHAINS_AT_ONCE)
        )
        known = Wish(seen=wish.seen, since=wish.since, untrue=untrue)
        for found in self._spread(known, batches):
            self.chains += found.chains
            self.entries += found.entries
            self.comments += found.comments
            self.records += found.records
            yield from found.damages


def check(ledger: Ledger, wish: Wish, chains: Iterable[str]) -> Found:
    """What is found in these chains."""
    seen: defaultdict[str, list[Seen]] = defaultdict(list)
    for one in wish.seen:
        seen[one.chain].append(one)
    found = Found()
    for name in chains:
        found.chains += 1
        for damage in _chain(ledger, name, wish, seen.get(name, ()), found):
            found.damages.append(damage)
    return found


def _chain(ledger: Ledger, name: str, wish: Wish, seen: Sequence[Seen], found: Found) -> Iterator[Damage]:
    covers = [leaf for leaf in ledger.covers(name) if leaf.checkpoint not in wish.untrue]
    trusted = [leaf for leaf in covers if leaf.checkpoint <= wish.since]
    start = trusted[-1].stretch if trusted else None
    after = start.seq if start else -1
    chain = Chain(
        name,
        trusted=start,
        earlier=(lambda comment: ledger.of_comment(name, comment, after)) if start else (lambda comment: ()),
        wanted={one.seq for one in seen},
        covers=[leaf for leaf in covers if leaf.checkpoint > wish.since],
    )
    if start is not None:
        yield from _still_there(ledger, name, trusted[-1])
    for row in ledger.rows(name, after):
        yield from chain.feed(row)
    yield from chain.finish()
    found.entries += chain.length
    yield from _from_outside(chain, seen, after)
    if name == DESK_CHAIN or not chain.length:
        return
    for damage in stored.comments(name, chain.lives, ledger.comments(name, after)):
        if damage is None:
            found.comments += 1
        else:
            yield damage
    for damage in stored.records(name, chain.lives, ledger.records(name, after)):
        if damage is None:
            found.records += 1
        else:
            yield damage


def _still_there(ledger: Ledger, name: str, leaf: Leaf) -> Iterator[Damage]:
    """The last entry that is trusted, by which the walk begins."""
    row = next(iter(ledger.rows(name, leaf.stretch.seq - 1)), None)
    if (
        row is None
        or row.seq != leaf.stretch.seq
        or digest(row.previous, row.canonical) != leaf.stretch.digest
    ):
        what = f"it is not the entry that checkpoint {leaf.checkpoint} has seen"
        yield Damage("lost", what, name, leaf.stretch.seq)


def _from_outside(chain: Chain, seen: Sequence[Seen], after: int) -> Iterator[Damage]:
    for one in seen:
        if one.seq <= after:
            continue  # before what is trusted
        recomputed = chain.digests.get(one.seq)
        if recomputed is None:
            yield Damage("lost", f"the entry is gone: {one.source} has seen it", one.chain, one.seq)
        elif recomputed != one.digest:
            yield Damage("lost", f"it is not the entry that {one.source} has seen", one.chain, one.seq)
