"""Months and days of the calendar, in UTC, as microseconds. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from gatepost.conversation.moments import EPOCH

MICROSECOND = timedelta(microseconds=1)


class Month(Struct, frozen=True):
    """A month like `2026-11`, from `begins` up to but not including `ends`."""

    name: str
    begins: int
    ends: int


def micro(day: date) -> int:
    """The beginning of a day."""
    return (datetime(day.year, day.month, day.day, tzinfo=UTC) - EPOCH) // MICROSECOND


def day_of(at: int) -> date:
    return (EPOCH + timedelta(microseconds=at)).date()


def month_of(at: int) -> Month:
    """The month that this moment lies in."""
    first = day_of(at).replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    return Month(first.isoformat()[:7], micro(first), micro(following))


def months_until(begin: str, now: int) -> Iterator[Month]:
    """Every month from the one called `begin` to this one, oldest first."""
    last = month_of(now)
    month = month_of(micro(date.fromisoformat(f"{begin}-01")))
    while month.begins <= last.begins:
        yield month
        month = month_of(month.ends)
