"""Who was last at the desk, how long comments wait, and whether a site takes comments now.

A moderator's every request counts as being there. That is kept in memory; after a restart the newest session
stands in for it, so a site may stay closed until somebody moves at the desk, but is never open for too long.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from msgspec import Struct

from gatepost.conversation.messages import messages
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import RIGHTS, Right, may
from gatepost.conversation.sites import Site

if TYPE_CHECKING:
    from gatepost.conversation.house import House

MINUTE = 60 * 1_000_000
DECIDERS = tuple(role for role in RIGHTS if may(role, Right.DECIDE))
_log = structlog.get_logger("gatepost.conversation")


class Alarm(Struct, frozen=True):
    """On this site a comment has waited for so many minutes, which is too long."""

    site: str
    name: str
    minutes: int


class NotNow(Refusal):
    """The site takes no comments at the moment. `told` says so in a reader's language."""

    def __init__(self, code: str, detail: str, **values: str) -> None:
        super().__init__(code, detail)
        self.values = values

    def told(self, language: str) -> str:
        isolated = {name: f"\u2068{value}\u2069" for name, value in self.values.items()}
        return messages(language)[self.code.replace("-", "_")].format(**isolated)


class Attendance:
    """One for a house."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._seen = -1
        self._alarmed: set[str] = set()

    def saw(self, role: str) -> None:
        """Somebody with this role has just done something at the desk."""
        if may(role, Right.DECIDE):
            self._seen = max(self._seen, self._house.clock())

    async def last_seen(self) -> int:
        """When somebody who may decide was last there (microseconds); -1 if nobody ever was."""
        signed_in = await self._house.store.attendance.last_sign_in(DECIDERS)
        return max(self._seen, -1 if signed_in is None else signed_in)

    async def alarms(self) -> Sequence[Alarm]:
        """Where comments wait for longer than the site wants."""
        found = []
        for site in self._house.sites.all:
            if not site.alarm_minutes:
                continue
            oldest = await self._house.store.attendance.oldest_waiting(site.id)
            if oldest is not None:
                minutes = (self._house.clock() - oldest) // MINUTE
                if minutes >= site.alarm_minutes:
                    found.append(Alarm(site.id, site.name, minutes))
        return found

    async def look(self) -> None:
        """Tell the operator of alarms that have begun since the last look, and of those that are over."""
        now = {alarm.site: alarm for alarm in await self.alarms()}
        for site, alarm in now.items():
            if site not in self._alarmed:
                self._house.signal("queue-alarm")
                _log.warning("comments wait too long", site=site, minutes=alarm.minutes)
        for site in self._alarmed - now.keys():
            _log.info("no comment waits too long any more", site=site)
        self._alarmed = set(now)

    async def refusal(self, site: Site) -> NotNow | None:
        """Why the site takes no comments now; None when it does."""
        at = self._house.clock()
        if site.hours is not None and not site.hours.open_at(at):
            hours = site.hours
            span = f"{hours.opens} to {hours.closes} ({hours.timezone})"
            detail = f"Comments are taken from {span}. Keep the text."
            return NotNow(
                "outside-hours", detail, opens=hours.opens, closes=hours.closes, timezone=hours.timezone
            )
        since = await self.unattended_since(site)
        if since is None:
            return None
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=since)
        shown = moment.strftime("%Y-%m-%d %H:%M UTC")
        detail = f"Nobody has been at the moderators' desk since {shown}. Keep the text and try again later."
        return NotNow("unattended", detail, since=shown)

    async def unattended_since(self, site: Site) -> int | None:
        """Since when nobody has been there although something waits for too long; None while all is well.

        What counts is a comment that came after anybody was last there: what moderators have seen and left
        lying closes nothing.
        """
        if not site.unattended_minutes:
            return None
        seen = await self.last_seen()
        oldest = await self._house.store.attendance.oldest_waiting(site.id, seen)
        limit = site.unattended_minutes * MINUTE
        if oldest is None or self._house.clock() - oldest < limit:
            return None
        return seen if seen >= 0 else oldest
