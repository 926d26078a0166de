"""What a store does beside its work, as far as the operations need to know of it."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Protocol


class Upkeep(Protocol):
    """Lets new texts be found, and empties the search index of the words of erased ones."""

    def texts_came(self) -> None:
        """There is something to index. From any thread."""
        ...

    async def caught_up(self) -> None:
        """Wait until every text that is stored by now can be found."""
        ...

    def erasing(self) -> AbstractAsyncContextManager[None]:
        """Around the erasing of texts: afterwards none of their words is in the index."""
        ...
