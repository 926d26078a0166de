"""What the queues need of a store. Every store passes the same contract suite (tests/contract).

`moderator` is an id as it stands in the ledger after `moderator:`; "" for nobody. `now`: microseconds (UTC).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from gatepost.conversation.queues.records import COUNTED, Filter, Kind, Place, QueuePage, View, Wanted
from gatepost.conversation.records import Claim, QueueItem

MOST_ALIKE_SHOWN = 200
"""So many comments of one wave are handed out at most."""


class Queues(Protocol):
    """Lists and how long they are, each answer read from one state of the store."""

    async def page(
        self, wanted: Wanted, *, moderator: str, now: int, after: str | None = None, limit: int = 20
    ) -> QueuePage:
        """At most `limit` items. Going on with the page's `after` never repeats a comment and never skips
        one that waits, whatever is decided or comes in meanwhile; ordered by similarity this holds for waves
        whose size stays the same. `after` may also be the id of a comment. Raises `CursorInvalid`."""

    async def counts(
        self, filter: Filter, *, moderator: str, now: int, kinds: Sequence[Kind] = COUNTED
    ) -> Mapping[Kind, int]:
        """How many comments `page` would list in each; all counted in one state of the store, none kept."""

    async def place(self, wanted: Wanted, comment: str, *, moderator: str, now: int) -> Place | None:
        """Where the comment stands; None for one that is not known, or never could be in this list."""

    async def items(self, comments: Sequence[str]) -> Sequence[QueueItem]:
        """The cards of these comments, in this order; those that are not there are left out."""

    async def wave(self, comment: str) -> Sequence[QueueItem]:
        """The comment itself and those nearly the same, at most `MOST_ALIKE_SHOWN`: first what waits, oldest
        first, then what was published or rejected lately."""


class Claims(Protocol):
    """Who has which card before them. A claim is a courtesy; it ends by itself at `until`."""

    async def claim(self, comment: str, moderator: str, until: int, now: int) -> Claim:
        """The claim that stands after this: one's own, until then, or another's that has not ended yet.
        Raises `KeyError` for a comment that is not there."""

    async def release(self, comment: str, moderator: str) -> bool:
        """End one's own claim; whether there was one. A decision ends everybody's."""

    async def held(self, moderator: str, now: int) -> Sequence[Claim]:
        """What this moderator holds, by time of ending."""

    async def all(self, now: int) -> Sequence[Claim]:
        """Every claim that has not ended."""


class Views(Protocol):
    """Saved views."""

    async def add(self, view: View) -> None:
        """Raises `NameTaken`: this moderator has a view with that name."""

    async def view(self, view: str) -> View | None: ...

    async def of(self, moderator: str) -> Sequence[View]:
        """One's own and the shared ones of others, by name."""

    async def change(self, view: View) -> None:
        """Put this in place of the view with the same id. Raises `NameTaken`, `KeyError`."""

    async def delete(self, view: str) -> bool: ...
