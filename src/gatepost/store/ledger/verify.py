"""The whole verification on one page: chains, comments, records, and what was seen from outside.

It finds any change, removal inside, insertion and reordering of entries, and any comment, verdict or decision
that does not agree with them. The loss of a chain's end, or of all of it, shows against checkpoints and
receipts.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Any, Protocol

from msgspec import Struct

from gatepost.conversation.records import Head
from gatepost.store.ledger.chain import Chain, Row
from gatepost.store.ledger.checkpoint import Seen
from gatepost.store.ledger.damage import Damage
from gatepost.vocabulary import State


class StoredComment(Struct, frozen=True):
    """What a comment's row says."""

    id: str
    state: str
    digest: bytes
    text: bytes | None
    salt: bytes | None


class StoredRecord(Struct, frozen=True):
    """A verdict or decision as stored, turned into the entry body that it should have. `seq` None: a verdict.

    `body` is None when the record cannot be read.
    """

    comment: str
    seq: int | None
    body: Mapping[str, Any] | None
    standing: bool = True


class Ledger(Protocol):
    """One unchanging view of a store's ledger and of what it should agree with."""

    def guards(self) -> Iterable[str]:
        """What is missing of the store's own protection, in words."""

    def chains(self) -> Iterable[str]:
        """Every chain that has entries or comments."""

    def rows(self, chain: str) -> Iterable[Row]: ...

    def comments(self, chain: str) -> Iterable[StoredComment]: ...

    def records(self, chain: str) -> Iterable[StoredRecord]: ...


OpenLedger = Callable[[], AbstractContextManager[Ledger]]


class Verification:
    """Iterate over `damages`; the counts are complete when it is through."""

    def __init__(self, ledger: Ledger, seen: Iterable[Seen] = ()) -> None:
        self._ledger = ledger
        self._seen: defaultdict[str, list[Seen]] = defaultdict(list)
        for one in seen:
            self._seen[one.chain].append(one)
        self.chains = self.entries = self.comments = 0
        self.heads: list[Head] = []

    def damages(self) -> Iterator[Damage]:
        for missing in self._ledger.guards():
            yield Damage("unguarded", missing)
        known = set()
        for name in self._ledger.chains():
            known.add(name)
            yield from self._chain(name)
        for name, seen in sorted(self._seen.items()):
            if name not in known:
                yield Damage("lost", f"the whole chain is gone: {seen[0].source} has seen it", name)

    def _chain(self, name: str) -> Iterator[Damage]:
        chain = Chain(name)
        chain.wanted = {one.seq for one in self._seen[name]}
        last: Row | None = None
        for row in self._ledger.rows(name):
            yield from chain.feed(row)
            last = row
        yield from chain.finish()
        yield from self._from_outside(chain)
        yield from self._stored(chain)
        self.chains += 1
        self.entries += chain.length
        if last is not None:
            self.heads.append(Head(name, last.seq, last.digest))

    def _from_outside(self, chain: Chain) -> Iterator[Damage]:
        for one in self._seen[chain.chain]:
            found = chain.digests.get(one.seq)
            if found is None:
                yield Damage("lost", f"the entry is gone: {one.source} has seen it", one.chain, one.seq)
            elif found != one.digest:
                yield Damage("lost", f"it is not the entry that {one.source} has seen", one.chain, one.seq)

    def _stored(self, chain: Chain) -> Iterator[Damage]:
        unseen = dict(chain.lives)
        for comment in self._ledger.comments(chain.chain):
            self.comments += 1
            life = unseen.pop(comment.id, None)
            if life is None:
                yield Damage(
                    "comment", "the comment has no entry in the ledger", chain.chain, None, comment.id
                )
                continue
            for wrong in _disagreements(comment, life.state, life.digest):
                yield Damage("comment", wrong, chain.chain, None, comment.id)
        for gone in unseen:
            yield Damage(
                "comment", "the ledger knows this comment, the store does not", chain.chain, None, gone
            )
        yield from self._records(chain)

    def _records(self, chain: Chain) -> Iterator[Damage]:
        expected = {
            (comment, seq)
            for comment, life in chain.lives.items()
            for seq in [*life.decisions, *([None] if life.verdict is not None else [])]
        }
        for record in self._ledger.records(chain.chain):
            what = "verdict" if record.seq is None else "decision"
            place = (chain.chain, record.seq, record.comment)
            if (record.comment, record.seq) not in expected:
                yield Damage("record", f"the stored {what} has no entry in the ledger", *place)
                continue
            expected.discard((record.comment, record.seq))
            life = chain.lives[record.comment]
            entry = life.verdict if record.seq is None else life.decisions[record.seq]
            if record.body != entry:
                yield Damage("record", f"the stored {what} is not the one in the ledger", *place)
            elif record.seq is not None and record.standing != life.standing(record.seq):
                yield Damage("record", "the ledger says otherwise about whether this decision stands", *place)
        for comment, seq in sorted(expected, key=str):
            what = "verdict" if seq is None else "decision"
            yield Damage(
                "record", f"the {what} in the ledger is gone from the store", chain.chain, seq, comment
            )


def _disagreements(comment: StoredComment, state: State, digest: str | None) -> Iterator[str]:
    if comment.state != state.value:
        yield f"the comment is stored as {comment.state}, its entries make it {state.value}"
    if f"sha256:{comment.digest.hex()}" != digest:
        yield "the stored digest is not the submitted one"
    if state is State.ERASED:
        if comment.text is not None or comment.salt is not None:
            yield "the comment was erased, but its text or salt is still there"
    elif comment.text is None or comment.salt is None:
        yield "text or salt is gone, but no erasure is recorded"
    elif hashlib.sha256(comment.salt + comment.text).digest() != comment.digest:
        yield "the stored text is not the submitted text"
