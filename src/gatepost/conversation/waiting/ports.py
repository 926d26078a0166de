"""What the expectation needs of a store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from gatepost.conversation.waiting.records import Wait


class WaitingStore(Protocol):
    """`store.waiting`."""

    async def waits(self, site: str, since: int, limit: int) -> Sequence[Wait]:
        """Waits for a person's first final decision: those that ended after `since`, the newest `limit`; and
        those that have not ended, the oldest `limit` that began after `since`."""

    async def submitted(self, site: str, since: int) -> int:
        """How many comments came in after `since` (microseconds)."""
