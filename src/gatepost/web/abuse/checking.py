"""How many texts of readers are checked at once: comments that were sent come first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from gatepost.web.problems import Problem

AT_ONCE = 2
MOST_WAITING = 40
AGAIN_SECONDS = 5


class Checking:
    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)
        self._here = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Wait for one's turn. Problem `busy` when too many wait: a check that comes late is no use."""
        if self._here >= AT_ONCE + MOST_WAITING:
            raise Problem(
                "busy",
                "Too many texts are being checked. Send the comment without a check, or try again.",
                headers={"Retry-After": str(AGAIN_SECONDS)},
            )
        self._here += 1
        try:
            async with self._places:
                yield
        finally:
            self._here -= 1
