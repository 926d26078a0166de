"""What is to be expected of a wait that begins now, from the last fortnight's. Kept for a minute.

Of the comments of the site, those that are most like this one and are enough: sent at about this hour of the
day in this language, or at this hour, or in this language, or all. Fewer than `ENOUGH`: nothing is said.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import Struct

from gatepost.conversation.records import CommentRecord
from gatepost.conversation.sites import Site
from gatepost.conversation.waiting.quantiles import quantiles
from gatepost.conversation.waiting.records import Expectation, Wait
from gatepost.vocabulary import State

if TYPE_CHECKING:
    from gatepost.conversation.house import House

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
LOOKED_AT = 14 * 24 * HOUR
ENOUGH = 20
MOST = 1_000
KEPT = MINUTE
ATTENDED = 15 * MINUTE
HOURS_AROUND = 1
"""A wait counts for the hour of the day in which it began, and for those beside it."""
_PARTS = (0.5, 0.9)


class _Known(Struct):
    """What was found for one site at `at`; expectations are worked out when they are asked for."""

    at: int
    waits: Sequence[Wait]
    seen: int
    worked_out: dict[tuple[str, int], tuple[int, int, int] | None] = {}


class Waiting:
    """One for a house."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._known: dict[str, _Known] = {}
        self._asking: dict[str, asyncio.Lock] = {}

    async def expected(self, comment: CommentRecord) -> Expectation | None:
        """For a comment that waits for a person; None while it does not, and where too little is known."""
        if comment.state is not State.PENDING or await self._house.store.verdict_of(comment.id) is None:
            return None
        return await self.of_site(self._house.site_of(comment), comment.language)

    async def of_site(self, site: Site, language: str) -> Expectation | None:
        """For a comment in this language that is sent now."""
        now = self._house.clock()
        known = await self._of(site.id, now)
        zone = site.hours.timezone if site.hours else "UTC"
        hour = _hour(now, zone)
        if (language, hour) not in known.worked_out:
            known.worked_out[language, hour] = _work_out(known, language, hour, zone)
        found = known.worked_out[language, hour]
        if found is None:
            return None
        median, p90, sample = found
        hours = f"{site.hours.opens}-{site.hours.closes} {site.hours.timezone}" if site.hours else None
        return Expectation(median, p90, sample, now - known.seen <= ATTENDED, hours)

    async def _of(self, site: str, now: int) -> _Known:
        """From memory if it is fresh; many who ask at once wait for one look at the store."""
        async with self._asking.setdefault(site, asyncio.Lock()):
            known = self._known.get(site)
            if known is None or not 0 <= now - known.at < KEPT:
                waits = await self._house.store.waiting.waits(site, now - LOOKED_AT, MOST)
                seen = await self._house.attendance.last_seen()
                known = self._known[site] = _Known(now, waits, seen)
            return known


def _work_out(known: _Known, language: str, hour: int, zone: str) -> tuple[int, int, int] | None:
    """Median, ninth decile (seconds) and how many ended waits they come from."""
    hours = {at: _hour(at * HOUR, zone) for at in {one.began_at // HOUR for one in known.waits}}
    at_this_hour = [one for one in known.waits if _near(hours[one.began_at // HOUR], hour)]
    choices = (
        [one for one in at_this_hour if one.language == language],
        at_this_hour,
        [one for one in known.waits if one.language == language],
        known.waits,
    )
    for waits in choices:
        sample = sum(one.lasted is not None for one in waits)
        if sample < ENOUGH:
            continue
        lengths = ((_length(one, known.at), one.lasted is not None) for one in waits)
        median, p90 = quantiles(lengths, _PARTS)
        if median is not None and p90 is not None:
            return -(-median // SECOND), -(-p90 // SECOND), sample
        return None  # the desk is so far behind that nobody can tell
    return None


def _length(wait: Wait, now: int) -> int:
    return now - wait.began_at if wait.lasted is None else wait.lasted


def _hour(at: int, zone: str) -> int:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)
    return moment.astimezone(ZoneInfo(zone)).hour


def _near(one: int, other: int) -> bool:
    return (one - other + HOURS_AROUND) % 24 <= 2 * HOURS_AROUND
