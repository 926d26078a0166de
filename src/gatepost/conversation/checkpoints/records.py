"""What is kept of a checkpoint, and what shows that an entry stands in one."""

from __future__ import annotations

from msgspec import Struct


class Stretch(Struct, frozen=True):
    """One leaf: the entries `first` to `seq` of a chain, with the digest of the last and a root over all."""

    chain: str
    first: int
    seq: int
    digest: bytes
    root: bytes


class Checkpoint(Struct, frozen=True):
    """A checkpoint as it is kept. `at`: microseconds (UTC). `body` holds all that was signed."""

    number: int
    at: int
    body: bytes
    signature: bytes
    key: str


class Inclusion(Struct, frozen=True):
    """That entries stand in a checkpoint: the way from each to the leaf, and from the leaf to the root.

    `leaf`: the bytes of the leaf at `place`. `path`: the hashes beside the way up from there. `entries`: for
    each sequence number those beside the way from the entry up to the root that the leaf names.
    """

    checkpoint: Checkpoint
    place: int
    leaf: bytes
    path: tuple[bytes, ...]
    entries: dict[int, tuple[bytes, ...]]
