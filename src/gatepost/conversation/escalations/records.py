"""An escalation, and the words that are kept for it after their comment was erased."""

from __future__ import annotations

from msgspec import Struct

RECIPIENTS = ("editor", "legal", "police")


class EscalationRecord(Struct, frozen=True):
    """`to`: editor, legal or police. `keep_until` (microseconds): until then, and no longer than it is open,
    erasing the comment leaves its words to whoever has to see them; None: nothing is kept.

    `by` and `closed_by` are `moderator:ID`. `reason` and `answer` are emptied when the comment's words go.
    """

    id: str
    comment: str
    to: str
    reason: str
    by: str
    made_at: int
    keep_until: int | None = None
    closed_at: int | None = None
    closed_by: str | None = None
    answer: str = ""

    def holds(self, at: int) -> bool:
        """Whether the words are to be kept at this time."""
        return self.closed_at is None and self.keep_until is not None and at < self.keep_until


class Kept(Struct, frozen=True):
    """What was kept of an erased comment: seen in an escalation's evidence, nowhere else."""

    comment: str
    text: str
    salt: bytes
    author_name: str
    kept_at: int
