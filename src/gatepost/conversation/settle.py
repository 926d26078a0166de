"""After submitting, a reader may wait a moment for the engine's answer."""

from __future__ import annotations

from gatepost.conversation.house import House
from gatepost.conversation.records import CommentRecord

PATIENCE_SECONDS = 2.0
"""How long whoever sent a comment waits for the verdict before the answer is `pending`."""


async def settle(house: House, comment_id: str, patience_seconds: float) -> CommentRecord:
    """The comment as it stands once the screening worker is done with it, or when patience ends."""
    settled = await house.screener.settled(comment_id, patience_seconds)
    return settled if settled is not None else await house.find(comment_id)
