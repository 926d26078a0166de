"""The hours in which a site takes comments. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

PATTERN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


class Hours(Struct, frozen=True):
    """`opens` to `closes` every day, by the clock of `timezone`; past midnight when it closes earlier."""

    opens: str
    closes: str
    timezone: str = "UTC"

    def open_at(self, at: int) -> bool:
        """Whether comments are taken at this time (microseconds since 1970)."""
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)
        now = moment.astimezone(ZoneInfo(self.timezone)).time()
        opens, closes = time.fromisoformat(self.opens), time.fromisoformat(self.closes)
        if opens < closes:
            return opens <= now < closes
        return now >= opens or now < closes


def hours(text: str, timezone: str = "UTC") -> Hours:
    """`08:00-22:00` as hours. Raises ValueError for anything else, and for an unknown time zone."""
    found = PATTERN.fullmatch(text)
    if found is None or text[:5] == text[6:]:
        raise ValueError(f"{text!r} are no hours: write 08:00-22:00")
    try:
        ZoneInfo(timezone)
    except (LookupError, ValueError, OSError):
        raise ValueError(f"there is no time zone {timezone!r}: write one such as Europe/Istanbul") from None
    return Hours(text[:5], text[6:], timezone)
