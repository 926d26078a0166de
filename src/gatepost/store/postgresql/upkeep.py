"""Beside its work this store has nothing to do: texts are indexed in the transaction that brings them, and
what is erased stands in no table and answers no search from that moment on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Upkeep:
    """Fulfils `sql.Upkeep`."""

    def texts_came(self) -> None:
        """They are indexed already."""

    async def caught_up(self) -> None:
        """It always is."""

    @asynccontextmanager
    async def erasing(self) -> AsyncIterator[None]:
        """Nothing of the words is in the index but what their rows hold."""
        yield
