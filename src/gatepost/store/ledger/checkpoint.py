"""Checkpoints and receipts: what outsiders have seen of the ledger, so that the loss of its end shows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec import Struct

from gatepost.conversation.records import Head

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
    """One digest over all heads: short enough to be printed in a newspaper or sent to a witness."""
    rows = sorted([head.chain, head.seq, head.digest.hex()] for head in heads)
    encoded = json.dumps(rows, ensure_ascii=True, separators=(",", ":")).encode()
    return "sha256:" + hashlib.sha256(FORMAT.encode() + b"\n" + encoded).hexdigest()


def checkpoint(heads: Iterable[Head], at: str) -> dict[str, Any]:
    """The checkpoint as it is exported; `at` is ISO 8601 and only a note."""
    kept = sorted(heads, key=lambda head: head.chain)
    return {
        "format": FORMAT,
        "at": at,
        "root": root(kept),
        "heads": [
            {"chain": head.chain, "seq": head.seq, "digest": f"sha256:{head.digest.hex()}"} for head in kept
        ],
    }


def read_checkpoint(data: bytes, source: str, expected_root: str | None = None) -> list[Seen]:
    """What a checkpoint has seen. Raises `NotReadable`, also when its root does not fit its heads."""
    value = _json(data, source)
    if value.get("format") != FORMAT or not isinstance(value.get("heads"), list):
        raise NotReadable(f"{source} is no checkpoint of the form {FORMAT}")
    seen = [_seen(head, source) for head in value["heads"]]
    found = root(Head(one.chain, one.seq, one.digest) for one in seen)
    if found != value.get("root") or (expected_root is not None and found != expected_root):
        raise NotReadable(f"{source} was changed: its heads give the root {found}")
    return seen


def read_receipt(data: bytes, source: str) -> Seen:
    """What a reader's receipt has seen: the receipt itself, or the whole answer that held it."""
    value = _json(data, source)
    receipt = value.get("receipt", value)
    if not isinstance(receipt, Mapping) or "ledger" not in receipt:
        raise NotReadable(f"{source} is no receipt: it names no place in the ledger")
    return _seen(receipt["ledger"], source)


def _json(data: bytes, source: str) -> dict[str, Any]:
    try:
        return msgspec.json.decode(data, type=dict[str, Any])
    except (ValueError, msgspec.MsgspecError) as error:
        raise NotReadable(f"{source} cannot be read as JSON: {error}") from None


def _seen(value: Any, source: str) -> Seen:
    try:
        chain, seq, shown = value["chain"], value["seq"], value["digest"]
        digest = bytes.fromhex(shown.removeprefix("sha256:"))
    except (KeyError, TypeError, ValueError, AttributeError):
        raise NotReadable(f"{source} holds no chain, seq and digest where it should") from None
    if not isinstance(chain, str) or type(seq) is not int or len(digest) != hashlib.sha256().digest_size:
        raise NotReadable(f"{source} holds no chain, seq and digest where it should")
    return Seen(chain, seq, digest, source)
