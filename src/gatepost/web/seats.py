"""Who sits at the desk now: whoever has a page of it open before them, on this process or another one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

MOST_PAGES = 20
"""Open pages of one moderator that are told what changes; further ones show it when they are loaded."""

REMEMBERED = 60 * 1_000_000
"""So long it is believed what another process said last (microseconds)."""


class Seats:
    """Moderators' ids with how many pages each has open. To be used from one event loop."""

    def __init__(self) -> None:
        self._pages: Counter[str] = Counter()
        self._elsewhere: dict[str, tuple[int, frozenset[str]]] = {}
        self.changed: Callable[[], None] = _nobody_asks
        """Called when somebody came or went here."""

    def sit(self, moderator: str) -> bool:
        """One more page of theirs; whether they have just come."""
        self._pages[moderator] += 1
        if self._pages[moderator] > 1:
            return False
        self.changed()
        return True

    def rise(self, moderator: str) -> bool:
        """One page less; whether they have gone."""
        self._pages[moderator] -= 1
        if self._pages[moderator] > 0:
            return False
        del self._pages[moderator]
        self.changed()
        return True

    def pages_of(self, moderator: str) -> int:
        return self._pages[moderator]

    @property
    def here(self) -> Sequence[str]:
        """Who has a page open on this process."""
        return sorted(self._pages)

    @property
    def people(self) -> Sequence[str]:
        others = (people for _, people in self._elsewhere.values())
        return sorted(set(self._pages).union(*others))

    def heard(self, worker: str, people: Sequence[str], now: int) -> None:
        """Another process says who sits there. One that has not said so for a while is gone."""
        self._elsewhere[worker] = (now, frozenset(people))
        for name, (at, _) in tuple(self._elsewhere.items()):
            if now - at > REMEMBERED or (name == worker and not people):
                del self._elsewhere[name]


def _nobody_asks() -> None:
    """No other process wants to know."""
