"""Signed checkpoints, version 2: what is signed, and what a leaf of the tree says.

    body      = canonical JSON of {"format","number","at","key","leaves","root","previous"} and, where
                another key will sign what follows, "next": keys sorted, no white space, ASCII only
    digest    = SHA-256(body); `previous` is that of the checkpoint before, null for number 0
    leaf      = canonical JSON of [chain, first, seq, digest of entry seq, root of the stretch]
    root      = RFC 6962 over the leaves
    stretch   = RFC 6962 over the 32 bytes of the digests of the entries first to seq of the chain

Each leaf goes on where the last one of the same chain ended. All digests are written as `sha256:` and
64 hexadecimal digits. This is version 2 for ever; version 1 (`checkpoint.py`) was a list of heads, unsigned.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct

from gatepost.conversation.checkpoints.records import Checkpoint, Stretch
from gatepost.conversation.tokens import shown
from gatepost.store.ledger import merkle

FORMAT = "gatepost/checkpoint/2"

_encode = json.JSONEncoder(ensure_ascii=True, allow_nan=False, sort_keys=True, separators=(",", ":")).encode


class Body(Struct, frozen=True, forbid_unknown_fields=True):
    """What a checkpoint says. Digests as they are written."""

    format: str
    number: int
    at: int
    key: str
    leaves: int
    root: str
    previous: str | None
    next: str | None = None

    @property
    def heir(self) -> str:
        """The key that signs the next checkpoint."""
        return self.next or self.key


_decode = msgspec.json.Decoder(Body, strict=True).decode


def body_of(
    number: int,
    at: int,
    key: str,
    stretches: Sequence[Stretch],
    previous: bytes | None,
    heir: str | None = None,
) -> bytes:
    """The bytes that are signed."""
    value: dict[str, Any] = {
        "format": FORMAT,
        "number": number,
        "at": at,
        "key": key,
        "leaves": len(stretches),
        "root": shown(root_of(stretches)),
        "previous": None if previous is None else shown(digest_of(previous)),
    }
    if heir is not None:
        value["next"] = heir
    return _encode(value).encode()


def read_body(body: bytes) -> Body:
    """Raises ValueError unless these are exactly the bytes of a checkpoint of this version."""
    try:
        found = _decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ValueError(f"it is no body of a checkpoint: {error}") from None
    value = {name: getattr(found, name) for name in Body.__struct_fields__}
    if found.next is None:
        del value["next"]
    if found.format != FORMAT or _encode(value).encode() != body:
        raise ValueError(f"it is no canonical body of the form {FORMAT}")
    return found


def digest_of(body: bytes) -> bytes:
    """What the next checkpoint names, and what is given to others to be time-stamped."""
    return hashlib.sha256(body).digest()


def leaf(stretch: Stretch) -> bytes:
    """The bytes of one leaf."""
    row = [stretch.chain, stretch.first, stretch.seq, shown(stretch.digest), shown(stretch.root)]
    return _encode(row).encode()


def read_leaf(data: bytes) -> Stretch:
    """The stretch that a leaf names. Raises ValueError."""
    try:
        chain, first, seq, digest, tree = msgspec.json.decode(data, type=tuple[str, int, int, str, str])
        found = Stretch(chain, first, seq, _raw(digest), _raw(tree))
    except msgspec.MsgspecError as error:
        raise ValueError(f"it is no leaf: {error}") from None
    if leaf(found) != data:
        raise ValueError("it is spelled otherwise than a leaf")
    return found


def _raw(digest: str) -> bytes:
    return bytes.fromhex(digest.removeprefix("sha256:"))


def hashes(stretches: Sequence[Stretch]) -> list[bytes]:
    return [merkle.leaf_hash(leaf(one)) for one in stretches]


def root_of(stretches: Sequence[Stretch]) -> bytes:
    return merkle.root(hashes(stretches))


def stretch_of(chain: str, first: int, digests: Sequence[bytes]) -> Stretch:
    """The stretch of a chain whose entries from `first` on have these digests; at least one."""
    tree = merkle.root([merkle.leaf_hash(one) for one in digests])
    return Stretch(chain, first, first + len(digests) - 1, digests[-1], tree)


def exported(checkpoint: Checkpoint) -> dict[str, Any]:
    """A checkpoint as files and the API show it. `body` is ASCII: its characters are what was signed."""
    body = read_body(checkpoint.body)
    return {
        "format": FORMAT,
        "number": body.number,
        "at": body.at,
        "digest": shown(digest_of(checkpoint.body)),
        "key": body.key,
        "next": body.next,
        "root": body.root,
        "leaves": body.leaves,
        "previous": body.previous,
        "body": checkpoint.body.decode("ascii"),
        "signature": checkpoint.signature.hex(),
    }
