"""Times as people and programs write them, as the microseconds since 1970 that everything is kept in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(text: str, zone: tzinfo = UTC) -> int:
    """ISO 8601; by the clock of `zone` where the text names none. Raises ValueError or OverflowError."""
    moment = datetime.fromisoformat(text)
    return (moment.replace(tzinfo=moment.tzinfo or zone) - EPOCH) // timedelta(microseconds=1)
