"""Who sits at the desk now: whoever has a page of it open before them, in this process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

MOST_PAGES = 20
"""Open pages of one moderator that are told what changes; further ones show it when they are loaded."""


class Seats:
    """Moderators' ids with how many pages each has open. To be used from one event loop."""

    def __init__(self) -> None:
        self._pages: Counter[str] = Counter()

    def sit(self, moderator: str) -> bool:
        """One more page of theirs; whether they have just come."""
        self._pages[moderator] += 1
        return self._pages[moderator] == 1

    def rise(self, moderator: str) -> bool:
        """One page less; whether they have gone."""
        self._pages[moderator] -= 1
        if self._pages[moderator] > 0:
            return False
        del self._pages[moderator]
        return True

    def pages_of(self, moderator: str) -> int:
        return self._pages[moderator]

    @property
    def people(self) -> Sequence[str]:
        return sorted(self._pages)
