"""Verification of a large file by several processes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from gatepost.store.ledger import spreading
from gatepost.store.ledger.verify import Spread
from gatepost.store.sqlite.audit import open_ledger

SMALL = 64 * 2**20
"""Bytes of a database file below which starting processes takes longer than it saves."""


def spread_over(path: Path, processes: int | None = None) -> Spread | None:
    """How to verify the file by several processes; None where one is enough."""
    if processes is None and path.stat().st_size < SMALL:
        return None
    return spreading.spread_over(partial(open_ledger, path), processes)
