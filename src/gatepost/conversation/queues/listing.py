"""Looking at the desk's lists, as pages and programs do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gatepost.conversation.house import House
from gatepost.conversation.ports import CursorInvalid
from gatepost.conversation.queues.records import COUNTED, Filter, Kind, Place, QueuePage, Wanted
from gatepost.conversation.refusals import Refusal


async def page(
    house: House, moderator_id: str, wanted: Wanted, after: str | None = None, limit: int = 20
) -> QueuePage:
    """A stretch of a list. Raises `Refusal("cursor-invalid")`."""
    try:
        return await house.store.queues.page(
            wanted, moderator=moderator_id, now=house.clock(), after=after, limit=limit
        )
    except CursorInvalid:
        raise Refusal(
            "cursor-invalid", "This `after` belongs to another list or order. Begin again without it."
        ) from None


async def counts(
    house: House, moderator_id: str, wanted: Filter, kinds: Sequence[Kind] = COUNTED
) -> Mapping[Kind, int]:
    """How many comments each list holds."""
    return await house.store.queues.counts(wanted, moderator=moderator_id, now=house.clock(), kinds=kinds)


async def place(house: House, moderator_id: str, wanted: Wanted, comment_id: str) -> Place:
    """Where a comment stands in a list, or stood. Raises `Refusal("not-found")`."""
    found = await house.store.queues.place(wanted, comment_id, moderator=moderator_id, now=house.clock())
    if found is None:
        raise Refusal("not-found", "This comment is not known, or was never in this list.")
    return found
