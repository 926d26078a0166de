"""What checkpoints need from a store, and from whoever holds the key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from gatepost.conversation.checkpoints.records import Checkpoint, Inclusion

MOST_ENTRIES = 256
"""Entries in one leaf: bounds what a proof costs. A chain that has grown by more has several leaves."""

MOST_LEAVES = 256
"""Leaves in one checkpoint: bounds how long its writing holds others up. What is left comes in the next."""


class KeyMissing(Exception):
    """The key that must sign the next checkpoint is not at hand: it was lost, or another took its place."""


class Signer(Protocol):
    """One key. `key` names it: `ed25519:` and the public key in hexadecimal."""

    @property
    def key(self) -> str: ...

    def sign(self, body: bytes) -> bytes:
        """The signature over exactly these bytes."""
        ...


class KeyRing(Protocol):
    """Where keys come from. Both may read files."""

    def signer(self, wanted: str | None) -> Signer:
        """The signer with this public key; None: whichever is ours. Raises `KeyMissing`."""
        ...

    def made(self, checkpoint: Checkpoint) -> None:
        """A checkpoint was made: keep a note of it outside the store, so that its loss there shows."""
        ...


class Checkpoints(Protocol):
    async def make(
        self, at: int, keys: KeyRing, *, heir: str | None = None, always: bool = False
    ) -> Sequence[Checkpoint]:
        """Sign what has been written since the last checkpoint: usually by one, or none when nothing was.

        More than one where more than `MOST_LEAVES` stretches are new. What another process signs at the same
        moment is left to it. With `heir`, the key that signs what follows, the last of them names it. Then,
        and with `always`, one is made in any case. Raises `KeyMissing`, `StoreUnavailable`.
        """
        ...

    async def newest(self) -> Checkpoint | None: ...

    async def one(self, number: int) -> Checkpoint | None: ...

    async def listed(self, after: int, limit: int) -> Sequence[Checkpoint]:
        """Those with a higher number than `after`, by number."""

    async def inclusions(self, chain: str, seqs: Sequence[int]) -> Sequence[Inclusion]:
        """For those of these entries of a chain that a checkpoint covers; one for each leaf they stand in."""
