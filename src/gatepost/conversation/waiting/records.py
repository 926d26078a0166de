"""Waits, and what is to be expected of the next one."""

from __future__ import annotations

from msgspec import Struct


class Wait(Struct, frozen=True):
    """One comment's wait for a person. `lasted`: microseconds; None: it has not ended."""

    began_at: int
    language: str
    lasted: int | None


class Expectation(Struct, frozen=True):
    """Half of comparable comments waited at most `median_seconds`, nine of ten `p90_seconds`.

    Counted from the submission. `sample`: how many comments this is known from. `attended`: somebody who
    may decide was at the desk within the last quarter of an hour. `hours`: those in which comments are
    taken, such as `08:00-22:00 Europe/Istanbul`; None: at all hours.
    """

    median_seconds: int
    p90_seconds: int
    sample: int
    attended: bool
    hours: str | None = None
