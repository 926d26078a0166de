"""Merkle trees as in RFC 6962, section 2.1, with SHA-256: a root over many leaves, a short path to each.

Leaves and inner nodes are hashed with different first bytes, so that neither can pass for the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

EMPTY = hashlib.sha256(b"").digest()
"""The root over no leaf."""


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes (32 bytes each), in their order."""
    level = list(leaves)
    while len(level) > 1:
        level = _above(level)
    return level[0] if level else EMPTY


def path(leaves: Sequence[bytes], place: int) -> list[bytes]:
    """The hashes beside the way from the leaf at `place` up to the root. Raises IndexError."""
    level = list(leaves)
    if not 0 <= place < len(level):
        raise IndexError(place)
    beside = []
    while len(level) > 1:
        if place ^ 1 < len(level):
            beside.append(level[place ^ 1])
        level, place = _above(level), place >> 1
    return beside


def climb(leaf: bytes, place: int, count: int, beside: Sequence[bytes]) -> bytes:
    """The root to which this path leads in a tree of `count` leaves. ValueError: to none."""
    if not 0 <= place < count:
        raise ValueError(f"there is no leaf {place} among {count}")
    found, last, waiting = leaf, count - 1, list(beside)
    while last:
        if place % 2 or place < last:  # else it stands alone at the right edge, and goes up as it is
            if not waiting:
                raise ValueError("the path is too short")
            other = waiting.pop(0)
            found = node_hash(other, found) if place % 2 else node_hash(found, other)
        place, last = place >> 1, last >> 1
    if waiting:
        raise ValueError("the path is too long")
    return found


def _above(level: Sequence[bytes]) -> list[bytes]:
    pairs = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
    return [*pairs, level[-1]] if len(level) % 2 else pairs
