"""What has just changed, for the public or at the desk, told to whoever listens in this process.

Events only wake: a listener that was too slow is told to look again, and the store is the truth.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Set
from types import TracebackType
from typing import Literal, Self

from msgspec import Struct

Change = Literal[
    "approved", "retracted", "withdrawn", "erased", "picked", "marked", "answered", "settings", "missed"
]
AtDesk = Literal["moved", "claimed", "people"]


class Event(Struct, frozen=True):
    """One change of an article's public view. `missed`: some were dropped, so fetch the page again.
    `settings`: of the article itself. `answered`: a question got its answer, or lost it.

    At the desk (its `article` is `DESK_CHAIN`): a comment has `moved` on, was `claimed` or let go, or
    `people` came or went.
    """

    kind: Change | AtDesk
    article: str
    comment: str = ""


class Subscription:
    """An open ear for one article: iterate over it; leave the `async with` (or `close`) to stop."""

    def __init__(self, events: Events, article: str, depth: int) -> None:
        self._events, self._article, self._depth = events, article, depth
        self._waiting: deque[Event] = deque()
        self._wake = asyncio.Event()
        self._closed = False

    def push(self, event: Event) -> None:
        if len(self._waiting) >= self._depth:
            self._waiting.clear()
            event = Event("missed", self._article)
        self._waiting.append(event)
        self._wake.set()

    def take(self) -> list[Event]:
        """What waits already, without waiting for more."""
        waiting = list(self._waiting)
        self._waiting.clear()
        return waiting

    def close(self) -> None:
        self._closed = True
        self._events.forget(self._article, self)
        self._wake.set()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event:
        while not self._waiting:
            if self._closed:
                raise StopAsyncIteration
            self._wake.clear()
            await self._wake.wait()
        return self._waiting.popleft()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class Events:
    """All open ears, by article. To be used from one event loop."""

    def __init__(self, depth: int = 256) -> None:
        self._depth = depth
        self._listeners: defaultdict[str, set[Subscription]] = defaultdict(set)
        self.watchers: list[Callable[[], None]] = []
        """Called at every event, before anybody hears of it."""

    def subscribe(self, article: str) -> Subscription:
        """Listen from now on; nothing that is published after this call is lost unseen."""
        subscription = Subscription(self, article, self._depth)
        self._listeners[article].add(subscription)
        return subscription

    def publish(self, article: str, event: Event) -> None:
        for watcher in self.watchers:
            watcher()
        for subscription in tuple(self._listeners.get(article, ())):
            subscription.push(event)

    def forget(self, article: str, subscription: Subscription) -> None:
        listeners = self._listeners.get(article)
        if listeners is not None:
            listeners.discard(subscription)
            if not listeners:
                del self._listeners[article]

    def close(self) -> None:
        """End every subscription, so that open streams finish when the server stops."""
        for listeners in tuple(self._listeners.values()):
            for subscription in tuple(listeners):
                subscription.close()

    @property
    def articles(self) -> Set[str]:
        """Those that somebody listens to."""
        return self._listeners.keys()

    @property
    def listening(self) -> int:
        return sum(len(listeners) for listeners in self._listeners.values())
