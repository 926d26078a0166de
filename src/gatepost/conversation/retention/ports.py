"""What keeping to a policy needs of a store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec import Struct

from gatepost.conversation.ports import EntryDraft
from gatepost.conversation.records import CommentRecord


class Due(Struct, frozen=True):
    """How many are older than a rule allows. `held`: of these so many stay for now, because somebody needs
    them: an appeal or a report waits, an escalation is open, a suspension holds."""

    due: int = 0
    held: int = 0


class Limit(Struct, frozen=True):
    """What is older than `before` goes by this rule, as things are `at` this moment."""

    site: str
    rule: str
    before: int
    at: int


class RetentionStore(Protocol):
    """Rules are those of `policy.RULES`. What is held (see `Due`) is never handed out nor forgotten."""

    async def texts(self, limit: Limit, most: int) -> Sequence[CommentRecord]:
        """Comments whose text has to go by one of `policy.TEXTS`, the oldest first."""

    async def forget(self, limit: Limit, most: int, name: str, entry: Callable[[int], EntryDraft]) -> int:
        """Carry out another rule for at most so many things; how many there were.

        One transaction, with `entry(number)` in the desk's chain about the site, unless there was nothing.
        `name` stands under the comments of whom nobody knows any more.
        """

    async def due(self, limit: Limit) -> Due:
        """What the rule would take away now. Changes nothing."""
