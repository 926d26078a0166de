"""Checkpoints and receipts that outsiders keep, so that the loss of the ledger's end shows, or of all of it.

A file of version 1 lists the newest entry of every chain; Gatepost wrote these before it signed. A file of
version 2 is one signed checkpoint (`signed.py`), which binds all before it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from gatepost.conversation.records import Head
from gatepost.conversation.tokens import shown
from gatepost.store.ledger import signed, signing
from gatepost.store.ledger.trust import SeenCheckpoint

FORMAT = "gatepost/checkpoint/1"


class NotReadable(ValueError):
    """This file is no checkpoint or receipt, or was changed."""


class Seen(Struct, frozen=True):
    """An entry that somebody has seen. `source` names the file."""

    chain: str
    seq: int
    digest: bytes
    source: str


def root(heads: Iterable[Head]) -> str:
    """One digest over all heads of a file of version 1."""
    rows = sorted([head.chain, head.seq, head.digest.hex()] for head in heads)
    encoded = json.dumps(rows, ensure_ascii=True, separators=(",", ":")).encode()
    return "sha256:" + hashlib.sha256(FORMAT.encode() + b"\n" + encoded).hexdigest()


def read_checkpoint(
    data: bytes, source: str, expected: str | None = None
) -> tuple[list[Seen], list[SeenCheckpoint]]:
    """What a file of either version has seen. `expected`: its root, or (version 2) digest, as published.

    Raises `NotReadable`, also when what the file says of itself does not fit.
    """
    value = _json(data, source)
    if value.get("format") == signed.FORMAT:
        return [], [_signed(value, source, expected)]
    if value.get("format") != FORMAT or not isinstance(value.get("heads"), list):
        raise NotReadable(f"{source} is no checkpoint of the form {FORMAT} or {signed.FORMAT}")
    seen = [_seen(head, source) for head in value["heads"]]
    found = root(Head(one.chain, one.seq, one.digest) for one in seen)
    if found != value.get("root") or expected not in (None, found):
        raise NotReadable(f"{source} was changed: its heads give the root {found}")
    return seen, []


def read_receipt(data: bytes, source: str) -> Seen:
    """What a reader's receipt has seen: the receipt itself, or the whole answer that held it."""
    value = _json(data, source)
    receipt = value.get("receipt", value)
    if not isinstance(receipt, Mapping) or "ledger" not in receipt:
        raise NotReadable(f"{source} is no receipt: it names no place in the ledger")
    return _seen(receipt["ledger"], source)


def _signed(value: dict[str, Any], source: str, expected: str | None) -> SeenCheckpoint:
    try:
        encoded = value["body"].encode("ascii")
        body = signed.read_body(encoded)
        signature = bytes.fromhex(value["signature"])
    except (KeyError, AttributeError, TypeError, ValueError) as error:
        raise NotReadable(f"{source} holds no signed checkpoint: {error}") from None
    digest = shown(signed.digest_of(encoded))
    if not signing.is_signed(encoded, signature, body.key):
        raise NotReadable(f"{source} was changed: its body was not signed by {body.key}")
    if value.get("digest", digest) != digest or expected not in (None, digest, body.root):
        raise NotReadable(
            f"{source} was changed: its body gives the digest {digest} and the root {body.root}"
        )
    return SeenCheckpoint(body.number, digest, source)


def _json(data: bytes, source: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(data, type=dict[str, Any])
    except (ValueError, msgspec.MsgspecError) as error:
        raise NotReadable(f"{source} cannot be read as JSON: {error}") from None


def _seen(value: Any, source: str) -> Seen:
    try:
        chain, seq, written = value["chain"], value["seq"], value["digest"]
        digest = bytes.fromhex(written.removeprefix("sha256:"))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise NotReadable(f"{source} holds no chain, seq and digest where it should") from None
    if not isinstance(chain, str) or type(seq) is not int or len(digest) != hashlib.sha256().digest_size:
        raise NotReadable(f"{source} holds no chain, seq and digest where it should")
    return Seen(chain, seq, digest, source)
