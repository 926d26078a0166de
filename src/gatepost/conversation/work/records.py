"""Work in the outbox, and the lease under which one process has it. Times are microseconds (UTC)."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

SECOND = 1_000_000
LEASE = 30 * SECOND
"""So long a process may be silent before others take up what it had. It renews three times in that time."""


class Work(StrEnum):
    """What is to be done. screen: the engine reads the comment `subject`. round: see `rounds.py`; one row
    that never goes, so that one process at a time makes them."""

    SCREEN = "screen"
    ROUND = "round"


class Lease(Struct, frozen=True):
    """`worker` has it until then, unless it says more."""

    worker: str
    until: int


class Seen(Struct, frozen=True):
    """What was known of an article at a look: its revision, and the end of its chain. -1: not yet looked."""

    article: str
    revision: int = -1
    seq: int = -1


class Job(Struct, frozen=True):
    """One piece of work. There is one of a kind for a subject. `record`: JSON, what else there is to know.

    `due_at`: not before; while somebody has it, when the lease runs out. `tries`: leases given for it that
    were not given back.
    """

    kind: str
    subject: str
    made_at: int
    due_at: int
    tries: int = 0
    record: bytes = b""
    worker: str | None = None
