"""One channel for each article that readers listen to: what happens is read and written out once for all.

Two thousand readers of one article cost one reading of the store for each event, not two thousand. Events
that come within a moment go out together: a burst costs each reader a few writes, not one for each event.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

import structlog

from gatepost.conversation.discretion import told
from gatepost.conversation.events import Event, Subscription
from gatepost.conversation.house import House
from gatepost.conversation.ports import StoreUnavailable

log = structlog.get_logger("gatepost.web")

MISSED = b"event: missed\ndata: {}\n\n"
GATHER_SECONDS = 0.2
"""After something was sent, what follows is gathered for so long. The first after a calm goes out at once."""
MOST_WAITING = 256 * 1024
"""Bytes that may wait for one slow reader; then they are dropped, and the reader is told to look again."""
UNKNOWN_ARTICLE_SECONDS = 1.0

Write = Callable[[Sequence[Event]], Awaitable[bytes]]
"""Writes events out as the bytes that readers get."""


class Listener:
    """One reader's ear. What waits is handed over in one piece."""

    def __init__(self) -> None:
        self._waiting: deque[bytes] = deque()
        self._bytes = 0
        self._wake = asyncio.Event()
        self._ended = False

    def push(self, chunk: bytes) -> None:
        if self._bytes + len(chunk) > MOST_WAITING:
            self._waiting.clear()
            self._bytes, chunk = 0, MISSED
        self._waiting.append(chunk)
        self._bytes += len(chunk)
        self._wake.set()

    def end(self) -> None:
        self._ended = True
        self._wake.set()

    async def next(self) -> bytes | None:
        """All that waits, joined; None at the end."""
        while not self._waiting:
            if self._ended:
                return None
            self._wake.clear()
            await self._wake.wait()
        chunk = self._waiting[0] if len(self._waiting) == 1 else b"".join(self._waiting)
        self._waiting.clear()
        self._bytes = 0
        return chunk


class Channel:
    """All who listen to one article, and the task that tells them. It lives while somebody listens."""

    def __init__(self, house: House, site: str, key: str, write: Write) -> None:
        self._house, self._site, self._key, self._write = house, site, key, write
        self.listeners: set[Listener] = set()
        self.over = False
        self._ready = asyncio.Event()
        self._task = asyncio.create_task(self._run())
        # Not in a `finally` of the task: one that is cancelled before its first step never enters it.
        self._task.add_done_callback(self._end)

    async def ready(self) -> None:
        """Returns once nothing that happens from now on is lost."""
        await self._ready.wait()

    def stop(self) -> None:
        self._task.cancel()

    async def _run(self) -> None:
        try:
            async with await self._subscribed() as subscription:
                self._ready.set()
                async for event in subscription:
                    self._tell(await self._write((event, *subscription.take())))
                    await asyncio.sleep(GATHER_SECONDS)
        except StoreUnavailable as error:
            log.error("readers are not told what changes; they will ask again", error=told(error))

    def _end(self, _: asyncio.Task[None]) -> None:
        self.over = True
        self._ready.set()
        for listener in self.listeners:
            listener.end()

    async def _subscribed(self) -> Subscription:
        """A page may be open before its article has a comment. Listening must not create the article."""
        article = await self._house.store.article(self._site, self._key)
        late = article is None
        while article is None:
            self._ready.set()
            await asyncio.sleep(UNKNOWN_ARTICLE_SECONDS)
            article = await self._house.store.article(self._site, self._key)
        self._house.watching.begin(article)
        subscription = self._house.events.subscribe(article.id)
        if late:
            self._tell(MISSED)
        return subscription

    def _tell(self, chunk: bytes) -> None:
        for listener in tuple(self.listeners):
            listener.push(chunk)


class Channels:
    """The channels of one service. To be used from one event loop."""

    def __init__(self, house: House, write: Write) -> None:
        self._house, self._write = house, write
        self._open: dict[tuple[str, str], Channel] = {}

    async def listen(self, site: str, key: str) -> Listener:
        """An ear for this article, open when this returns. Give it back with `leave`."""
        place = (site, key)
        channel = self._open.get(place)
        if channel is None or channel.over:
            channel = self._open[place] = Channel(self._house, site, key, self._write)
        listener = Listener()
        channel.listeners.add(listener)
        try:
            await channel.ready()
        except BaseException:
            self.leave(site, key, listener)
            raise
        return listener

    def leave(self, site: str, key: str, listener: Listener) -> None:
        channel = self._open.get((site, key))
        if channel is None or listener not in channel.listeners:
            return
        channel.listeners.discard(listener)
        if not channel.listeners:
            del self._open[site, key]
            channel.stop()

    def close(self) -> None:
        """End every stream."""
        for channel in self._open.values():
            channel.stop()
