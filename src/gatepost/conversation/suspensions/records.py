"""A suspension as the store keeps it."""

from __future__ import annotations

from msgspec import Struct


class SuspensionRecord(Struct, frozen=True):
    """Until `until` (microseconds) the author cannot comment, unless it is lifted before.

    `ground` is what the author is told, `by` who decided (`moderator:ID`), `comment` what led to it; None
    once that was erased. The ledger holds digests of ground, appeal and reply: SHA-256(salt, UTF-8 bytes).
    `outcome` of the appeal: None while there is none or it waits, then `upheld` or `overturned`.
    """

    id: str
    author: str
    comment: str | None
    clause: str
    ground: str
    salt: bytes
    by: str
    made_at: int
    until: int
    lifted_at: int | None = None
    lifted_by: str | None = None
    appeal: str = ""
    appealed_at: int | None = None
    outcome: str | None = None
    answered_at: int | None = None
    answered_by: str | None = None
    reply: str = ""

    def holds(self, at: int) -> bool:
        """Whether the author cannot comment at this time because of it."""
        return self.lifted_at is None and at < self.until

    @property
    def waits(self) -> bool:
        """Whether an appeal against it waits for its answer."""
        return self.appealed_at is not None and self.outcome is None
