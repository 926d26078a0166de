"""Which stretch of time figures are asked for: by name, or from one day to another. Days are UTC days."""

from __future__ import annotations

from datetime import date

from gatepost.conversation.figures.months import micro
from gatepost.conversation.figures.records import DAY, HOUR, Scope
from gatepost.conversation.refusals import Refusal

PERIODS = ("24h", "7d", "30d", "90d", "range")
DEFAULT = "30d"
MOST_DAYS = 366
BY_HOUR = 2 * DAY
"""Shorter periods are shown hour by hour."""


class PeriodWrong(Refusal):
    """`period-invalid`. `key` names what is wrong: `period`, `day`, `order`, `future` or `long`."""

    def __init__(self, key: str, detail: str) -> None:
        super().__init__("period-invalid", detail)
        self.key = key


def scope_of(
    period: str, now: int, first: str = "", last: str = "", site: str = "", language: str = ""
) -> Scope:
    """What to count. `first` and `last` are days like 2026-11-23, both inclusive, for the period `range`.

    `24h` are the last 24 hours, this one included; `7d` today and the six days before. Nothing is counted
    beyond `now`. Raises `PeriodWrong`.
    """
    until = now
    if period == "24h":
        since = now - now % HOUR - 23 * HOUR
    elif period == "range":
        since, until = _range(first, last, now)
    elif period in PERIODS:
        since = now - now % DAY - (int(period.removesuffix("d")) - 1) * DAY
    else:
        raise PeriodWrong("period", f"There is no period {period!r}; there are {', '.join(PERIODS)}.")
    step = HOUR if until - since <= BY_HOUR else DAY
    return Scope(since, until, step, site or None, language or None)


def _range(first: str, last: str, now: int) -> tuple[int, int]:
    begins, ends = _day(first), _day(last)
    if ends < begins:
        raise PeriodWrong("order", "The last day lies before the first.")
    if (ends - begins).days >= MOST_DAYS:
        raise PeriodWrong("long", f"A period has {MOST_DAYS} days at most.")
    since = micro(begins)
    if since >= now:
        raise PeriodWrong("future", "The first day lies in the future.")
    return since, min(micro(ends) + DAY, now)


def _day(written: str) -> date:
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise PeriodWrong("day", f"{written!r} is no day; write it like 2026-11-23.") from None
    if day.year < 1970 or day.year > 9000:
        raise PeriodWrong("day", f"{written!r} is no day of ours.")
    return day
