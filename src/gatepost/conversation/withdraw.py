"""An author takes a comment back. The text stays for the record, but nobody is shown it any more."""

from __future__ import annotations

from gatepost.conversation import entries
from gatepost.conversation.house import House
from gatepost.conversation.leaving import leave
from gatepost.conversation.records import CommentRecord
from gatepost.vocabulary import State


async def withdraw(house: House, comment_id: str) -> CommentRecord:
    """Out of the public view at once, from whatever state. Withdrawing twice is fine. Raises `Refusal`."""
    return await leave(house, comment_id, State.WITHDRAWN, entries.withdrawal(), "withdrawal")
