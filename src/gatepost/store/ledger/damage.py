"""What can be wrong with a ledger, said in plain words and with its place."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

DamageKind = Literal[
    "missing",  # an entry between others, or before the first, is gone
    "changed",  # an entry is not what was digested
    "moved",  # an entry stands where it was not written
    "broken-link",  # an entry does not follow the one before it
    "unreadable",  # an entry is no canonical encoding
    "lost",  # what a checkpoint or receipt has seen is gone or different
    "impossible",  # the entries tell a life that no comment can have
    "comment",  # a stored comment does not agree with its entries
    "record",  # a stored verdict or decision does not agree with its entry
    "checkpoint",  # a signed checkpoint was changed, is gone, or is not signed by whom it should be
    "unguarded",  # the database lacks what keeps the ledger append-only
]


class Damage(Struct, frozen=True):
    """One thing that is wrong. `seq` is the entry's number in its chain, where one entry can be named."""

    kind: DamageKind
    detail: str
    chain: str = ""
    seq: int | None = None
    comment: str = ""

    def __str__(self) -> str:
        place = f"chain {self.chain}" if self.chain else "database"
        if self.seq is not None:
            place += f", entry {self.seq}"
        if self.comment:
            place += f", comment {self.comment}"
        return f"{place}: {self.detail} [{self.kind}]"
