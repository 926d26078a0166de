"""One stretch of a list: from the place that the address names, near-duplicates gathered where that is asked.

The place is in the address: `at` names the comment before the moderator, `after` a cursor. Whether that
comment still waits or has been decided meanwhile, the list goes on from there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from msgspec import Struct
from msgspec.structs import replace

from gatepost.conversation.house import House
from gatepost.conversation.ports import CursorInvalid
from gatepost.conversation.queues import query
from gatepost.conversation.queues.records import WAITING, Kind, Order, Place, QueuePage, Wanted
from gatepost.conversation.records import QueueItem
from gatepost.web.desk.tabs import Tab

PAGE = 20
MOST_READS = 5
"""A wave may fill pages: so many are read at most until one page of different comments is together."""


class Listing(Struct, frozen=True):
    """`before`: how many of the list stand before the first of these, if that is known."""

    items: Sequence[QueueItem]
    next_link: str
    before: int


def wanted_of(tab: Tab, params: Mapping[str, str] | str) -> Wanted:
    """The list that an address asks for. Raises `Refusal("filter-invalid")`."""
    return replace(query.parse(params, strict=False), kind=tab.kind)


def place_of(wanted: Wanted) -> str:
    """The query of an address that asks for this again, without its kind: that is in the path."""
    return query.text(replace(wanted, kind=Kind.REFERRED))


def link(path: str, place: str, **more: str) -> str:
    """An address of a list."""
    whole = "&".join(part for part in (place, urlencode({k: v for k, v in more.items() if v})) if part)
    return f"{path}?{whole}" if whole else path


async def listing(
    house: House, moderator: str, tab: Tab, wanted: Wanted, *, at: str = "", after: str = "", past: str = ""
) -> Listing:
    """From `at`, else behind `after`, else from the beginning; `past` is a wave that was shown already."""
    now = house.clock()
    found: Place | None = None
    if at:
        found = await house.store.queues.place(wanted, at, moderator=moderator, now=now)
        if found is not None:
            after = (found.previous or "") if found.listed else found.after
    gathers = wanted.sorted_by is Order.SIMILARITY and wanted.kind in WAITING
    items: list[QueueItem] = []
    waves = {past} if past else set()
    following: str | None = after or None
    for _ in range(MOST_READS if gathers else 1):
        page = await _page(house, moderator, wanted, following, now)
        for item in page.items:
            if gathers and item.wave and item.wave_size > 1:
                if item.wave in waves:
                    continue
                waves.add(item.wave)
            items.append(item)
        following = page.after
        if following is None or len(items) >= PAGE:
            break
    last = items[-1].wave or "" if items and gathers and items[-1].wave_size > 1 else ""
    next_link = link(tab.path, place_of(wanted), after=following, past=last) if following else ""
    return Listing(items, next_link, found.before if found else 0)


async def _page(house: House, moderator: str, wanted: Wanted, after: str | None, now: int) -> QueuePage:
    try:
        return await house.store.queues.page(wanted, moderator=moderator, now=now, after=after, limit=PAGE)
    except CursorInvalid:  # of another order, or made up: begin again rather than refuse
        return await house.store.queues.page(wanted, moderator=moderator, now=now, limit=PAGE)
