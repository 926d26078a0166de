"""What second looks need from a store: its attribute `second_looks`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from gatepost.conversation.second_looks.records import Proposal


class SecondLooks(Protocol):
    """A moderator is an id, or `token.ID` of a program. What waits is listed by `Queues`."""

    async def proposals(self, comment: str) -> Sequence[Proposal]:
        """What waits for a second look at this comment, oldest first: one, or two that disagree."""

    async def part(self, comment: str, seq: int) -> frozenset[str]:
        """Whose looks went into the decision with this sequence number, besides the one who took it."""
