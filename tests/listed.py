"""A list of the desk as tests ask for it."""

from __future__ import annotations

from gatepost.conversation.ports import Store
from gatepost.conversation.queues.records import Filter, Kind, Wanted
from gatepost.conversation.records import QueueItem

FAR_AWAY = 2**60
"""A time after every other, in microseconds: no test of these lists has a clock that matters."""


async def listed(store: Store, site: str | None, kind: str, after: str | None, limit: int) -> list[QueueItem]:
    """At most `limit` items of the list, after the comment with the id `after`."""
    wanted = Wanted(Kind(kind), Filter(site=site))
    page = await store.queues.page(wanted, moderator="", now=FAR_AWAY, after=after, limit=limit)
    return list(page.items)
