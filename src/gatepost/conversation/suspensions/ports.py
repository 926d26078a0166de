"""What suspensions need of a store. Every change is durable together with its entry in the desk's chain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from gatepost.conversation.suspensions.records import SuspensionRecord

if TYPE_CHECKING:
    from gatepost.conversation.ports import EntryDraft


class Suspended(Exception):
    """The author cannot comment now."""

    def __init__(self, suspension: SuspensionRecord) -> None:
        super().__init__(suspension.id)
        self.suspension = suspension


class SuspensionChanged(Exception):
    """The suspension is no longer in a state from which this step starts."""


class Suspensions(Protocol):
    """Who may not comment, until when, and why."""

    async def suspend(self, suspension: SuspensionRecord, entry: EntryDraft) -> None:
        """Raises `Suspended` when the author cannot comment already. A comment that was erased meanwhile is
        left out."""

    async def by_id(self, suspension: str) -> SuspensionRecord | None: ...

    async def of_author(self, author: str) -> Sequence[SuspensionRecord]:
        """All of one author, newest first."""

    async def in_force(self, author: str, at: int) -> SuspensionRecord | None: ...

    async def every(
        self, waiting: bool = False, after: str | None = None, limit: int = 50
    ) -> Sequence[SuspensionRecord]:
        """Newest first; with `waiting` those with an open appeal. `after`: the id of the last one seen."""

    async def appeal(self, suspension: str, text: str, at: int, entry: EntryDraft) -> SuspensionRecord:
        """Keep the author's appeal. Raises `SuspensionChanged` unless it holds and was never appealed."""

    async def answer(
        self, suspension: str, outcome: str, by: str, at: int, reply: str, entry: EntryDraft
    ) -> SuspensionRecord:
        """Answer the open appeal; `overturned` also lifts. Raises `SuspensionChanged` when none waits."""

    async def lift(self, suspension: str, by: str, at: int, entry: EntryDraft) -> SuspensionRecord:
        """End it now. Raises `SuspensionChanged` unless it holds."""
