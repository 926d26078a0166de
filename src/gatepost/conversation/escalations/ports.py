"""What escalations need of a store. Every change is durable together with its entry in the desk's chain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from gatepost.conversation.escalations.records import EscalationRecord, Kept
from gatepost.conversation.records import CommentRecord
from gatepost.vocabulary import Entry

if TYPE_CHECKING:
    from gatepost.conversation.ports import EntryDraft


class EscalationChanged(Exception):
    """The escalation is closed already."""


class Escalations(Protocol):
    """What was put before somebody else, and the words kept for them.

    `Store.apply` with `erase` moves text, salt and name out of the comment into the drawer of kept words when
    an escalation holds them, and writes that into the desk's chain; nothing else sees them from then on.
    """

    async def escalate(self, escalation: EscalationRecord, entry: EntryDraft) -> None:
        """Raises `StateChanged` when the comment is erased."""

    async def by_id(self, escalation: str) -> EscalationRecord | None: ...

    async def of_comment(self, comment: str) -> Sequence[EscalationRecord]:
        """Newest first."""

    async def every(
        self, waiting: bool = False, after: str | None = None, limit: int = 50
    ) -> Sequence[EscalationRecord]:
        """Newest first; with `waiting` the open ones. `after`: the id of the last one seen."""

    async def close(
        self, escalation: str, by: str, at: int, answer: str, entry: EntryDraft
    ) -> EscalationRecord:
        """Close it, and erase what was kept for it alone. Raises `EscalationChanged` when it is closed."""

    async def kept(self, comment: str) -> Kept | None: ...

    async def release(self, at: int) -> int:
        """Erase the kept words that no escalation holds any more; gives how many comments' words went."""

    async def thread_of(self, comment: str, limit: int) -> Sequence[CommentRecord]:
        """The public comments of this comment's thread, oldest first, and the comment itself."""

    async def entries_of(self, escalation: str) -> Sequence[Entry]:
        """Every entry of the desk's chain about this escalation."""

    async def record(self, escalation: str, at: int, entry: EntryDraft) -> None:
        """Write down something that changes nothing: that the evidence was taken, say."""
