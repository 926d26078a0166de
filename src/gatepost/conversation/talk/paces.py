"""Slow mode: one comment of a reader now and then.

Readers whom the site knows are counted by the store, in the write itself. For guests whom it does not know
yet this remembers, in memory only, when their browser last commented.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct

from gatepost.conversation.messages import messages
from gatepost.conversation.records import ArticleRecord
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.sites import Site
from gatepost.conversation.talk.closing import slow_seconds
from gatepost.conversation.talk.records import SECOND

CAPACITY = 50_000
"""So many are remembered; the oldest are forgotten first."""
Place = tuple[str, str, str]
"""Site, article's key, client."""


class SlowMode(Refusal):
    """This reader has just commented here. `until` in microseconds, `seconds` from now."""

    def __init__(self, until: int, now: int) -> None:
        self.until, self.seconds = until, max(1, -(-(until - now) // SECOND))
        super().__init__(
            "slow-mode",
            f"One reader can comment here now and then only. Keep the text and send it in {self.seconds} s.",
        )

    def told(self, language: str) -> str:
        """In a reader's language."""
        return messages(language)["slow_mode"].format(seconds=self.seconds)


class Turn(Struct):
    """One comment that comes in. `free_at`: when its sender may comment here, as far as is remembered."""

    free_at: int = 0
    taken: bool = False


class Paces:
    """One for a house."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._last: OrderedDict[Place, int] = OrderedDict()

    @contextmanager
    def turn(self, site: Site, article: ArticleRecord, client: str, at: int) -> Iterator[Turn]:
        """Remember that this client comments now, unless it is not `taken` in the end."""
        pause = slow_seconds(article, site) * SECOND
        if not pause or not client:
            yield Turn()
            return
        place = (site.id, article.key, client)
        before = self._last.pop(place, None)
        # At once, and not only when it was taken: of two that come together the second comes too soon.
        self._keep(place, at)
        # A moment that lies further ahead is of before the clock stepped back.
        turn = Turn(0 if before is None or before > at + pause else before + pause)
        try:
            yield turn
        finally:
            if not turn.taken:
                self._last.pop(place, None)
                if before is not None:
                    self._keep(place, before)

    def _keep(self, place: Place, at: int) -> None:
        self._last[place] = at
        if len(self._last) > self._capacity:
            self._last.popitem(last=False)
