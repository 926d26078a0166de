"""A page of records, the newest first; above the first page those that wait for somebody."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol, TypeVar

PAGE = 30


class Known(Protocol):
    @property
    def id(self) -> str: ...


Record = TypeVar("Record", bound=Known)


async def waiting_first(
    every: Callable[..., Awaitable[Sequence[Record]]], after: str | None
) -> tuple[Sequence[Record], Sequence[Record], str]:
    """`every(waiting, after, limit)`: as suspensions and escalations have it, all or those that wait alone.

    Gives those that wait (none but on the first page), the others of this page, and the next page's `after`.
    """
    found = await every(after=after, limit=PAGE + 1)
    waiting = () if after else await every(waiting=True, limit=PAGE)
    shown = {one.id for one in waiting}
    following = found[PAGE - 1].id if len(found) > PAGE else ""
    return waiting, [one for one in found[:PAGE] if one.id not in shown], following
