"""What the ledger remembers of a reader of whom everything was erased."""

from __future__ import annotations

import hashlib


def digest_of(author: str) -> str:
    """64 hex digits. The id was random, so nobody finds it from this; whoever has it can compare."""
    return hashlib.sha256(b"gatepost/erased-reader/1\n" + author.encode()).hexdigest()
