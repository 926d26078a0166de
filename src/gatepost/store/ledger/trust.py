"""Checking the checkpoints themselves: numbers, signatures, links, and the trees over their leaves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby

import msgspec
from msgspec import Struct

from gatepost.conversation.checkpoints.records import Checkpoint, Stretch
from gatepost.conversation.tokens import shown
from gatepost.store.ledger import signed, signing
from gatepost.store.ledger.damage import Damage
from gatepost.store.ledger.source import Leaf


class SeenCheckpoint(Struct, frozen=True):
    """A signed checkpoint that somebody has seen. `digest` as it is written; `source` names the file."""

    number: int
    digest: str
    source: str


class Checkpoints:
    """Iterate over `damages`; then the rest is known.

    `key`: the public key that must sign the newest; empty: whichever does. `seen`: what outsiders have.
    `trusted`: a number; that checkpoint and those before it are believed. Leaves are read for those after it.
    `untrue`: the numbers whose leaves must not be relied on, each of which was told.
    """

    def __init__(
        self,
        checkpoints: Iterable[Checkpoint],
        leaves: Iterable[Leaf],
        *,
        key: str = "",
        seen: Iterable[SeenCheckpoint] = (),
        trusted: int = -1,
    ) -> None:
        self._checkpoints, self._leaves = checkpoints, _by_checkpoint(leaves)
        self._seen: defaultdict[int, list[SeenCheckpoint]] = defaultdict(list)
        for one in seen:
            self._seen[one.number].append(one)
        self._key, self._trusted = key, trusted
        self.untrue: set[int] = set()
        self.count = 0
        self.signer = ""

    def damages(self) -> Iterator[Damage]:
        before: signed.Body | None = None
        before_digest = ""
        wanted = self._trusted if self._trusted >= 0 else 0
        ahead = next(self._leaves, None)
        for one in self._checkpoints:
            while ahead is not None and ahead[0] < one.number:
                yield from self._orphans(ahead[0])
                ahead = next(self._leaves, None)
            leaves: list[Leaf] = []
            if ahead is not None and ahead[0] == one.number:
                leaves, ahead = ahead[1], next(self._leaves, None)
            self.count += 1
            if one.number != wanted:
                yield _gone(wanted, one.number - 1)
                before = None
            wanted = one.number + 1
            if not isinstance(one.body, bytes):
                one = msgspec.structs.replace(one, body=b"")
            wrong = list(self._one(one, before, before_digest, leaves))
            if wrong:
                self.untrue.add(one.number)
                yield from (Damage("checkpoint", f"checkpoint {one.number}: {what}") for what in wrong)
            try:
                before = signed.read_body(one.body)
            except ValueError:
                before = None
            before_digest = shown(signed.digest_of(one.body))
            yield from self._known(one.number, before_digest)
        while ahead is not None:
            yield from self._orphans(ahead[0])
            ahead = next(self._leaves, None)
        yield from self._end(before)

    def _one(
        self, one: Checkpoint, before: signed.Body | None, before_digest: str, leaves: list[Leaf]
    ) -> Iterator[str]:
        try:
            body = signed.read_body(one.body)
        except ValueError as error:
            yield str(error)
            return
        if (body.number, body.at, body.key) != (one.number, one.at, one.key):
            yield "its columns say otherwise than what was signed"
        if not signing.is_signed(one.body, one.signature, body.key):
            yield f"it was not signed by {body.key}: it was changed"
        if one.number == 0 and body.previous is not None:
            yield "it follows another one, which is gone"
        if before is not None:
            if body.previous != before_digest:
                yield f"it does not follow checkpoint {before.number}: one of the two was changed"
            if body.key != before.heir:
                yield f"it is signed by {body.key}, and {before.heir} is the key that should have signed it"
        if one.number > self._trusted:
            stretches = [leaf.stretch for leaf in leaves]
            if [leaf.place for leaf in leaves] != list(range(body.leaves)) or not _gives(
                stretches, body.root
            ):
                yield "its leaves do not give its root: one was changed, removed or put in"

    def _known(self, number: int, digest: str) -> Iterator[Damage]:
        for seen in self._seen.pop(number, ()):
            if seen.digest != digest:
                self.untrue.add(number)
                yield Damage("checkpoint", f"checkpoint {number} is not the one that {seen.source} has seen")

    def _orphans(self, number: int) -> Iterator[Damage]:
        self.untrue.add(number)
        yield Damage("checkpoint", f"checkpoint {number} is gone: only its leaves are left")

    def _end(self, newest: signed.Body | None) -> Iterator[Damage]:
        for number, seen in sorted(self._seen.items()):
            if number > self._trusted:
                yield Damage("checkpoint", f"checkpoint {number} is gone: {seen[0].source} has seen it")
        if newest is None:
            return
        self.signer = newest.key
        if self._key and self._key not in (newest.key, newest.heir):
            self.untrue.add(newest.number)
            yield Damage(
                "checkpoint",
                f"checkpoint {newest.number} is signed by {newest.key}, and the key is {self._key}: "
                "the checkpoints were made by somebody else",
            )


def _by_checkpoint(leaves: Iterable[Leaf]) -> Iterator[tuple[int, list[Leaf]]]:
    for number, group in groupby(leaves, lambda leaf: leaf.checkpoint):
        yield number, list(group)


def _gives(stretches: list[Stretch], root: str) -> bool:
    try:
        return shown(signed.root_of(stretches)) == root
    except (AttributeError, TypeError, ValueError):  # a column holds what it never should
        return False


def _gone(first: int, last: int) -> Damage:
    gone = f"checkpoint {first} is gone" if first == last else f"checkpoints {first} to {last} are gone"
    return Damage("checkpoint", gone)
