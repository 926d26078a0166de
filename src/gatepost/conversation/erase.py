"""Text, salt and name are forgotten for good; the ledger, which never held them, stays whole.

While an escalation holds the words, the store puts them into its drawer first: out of every page, list and
search at once, but there for whoever has to see them, until the escalation is closed or its time is over.
"""

from __future__ import annotations

from gatepost.conversation import entries
from gatepost.conversation.house import House
from gatepost.conversation.leaving import leave
from gatepost.conversation.records import CommentRecord
from gatepost.vocabulary import State


async def erase(house: House, comment_id: str, by: str = "operator") -> CommentRecord:
    """Erase on behalf of `author`, `moderator:ID` or `operator`. Cannot be undone. Raises `Refusal`."""
    return await leave(house, comment_id, State.ERASED, entries.erasure(by), "erasure")
