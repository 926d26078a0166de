"""Times as the API writes them: ISO 8601 in UTC with microseconds, `2026-11-23T09:30:00.000000Z`."""

from __future__ import annotations

from datetime import timedelta

from gatepost.conversation.moments import EPOCH


def iso(microseconds: int) -> str:
    """Microseconds since 1970 as the API writes them, to the microsecond (no float on the way)."""
    moment = EPOCH + timedelta(microseconds=microseconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
