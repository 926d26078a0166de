"""Writes checkpoints as files of version 1, as Gatepost did before it signed: they must still be read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gatepost.conversation.records import Head
from gatepost.store.ledger.checkpoint import FORMAT, root


def checkpoint(heads: Iterable[Head], at: str = "2026-01-01T00:00:00Z") -> dict[str, Any]:
    kept = sorted(heads, key=lambda head: head.chain)
    return {
        "format": FORMAT,
        "at": at,
        "root": root(kept),
        "heads": [
            {"chain": head.chain, "seq": head.seq, "digest": f"sha256:{head.digest.hex()}"} for head in kept
        ],
    }
