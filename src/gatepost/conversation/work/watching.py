"""What other processes change is told to those who listen here.

Whoever changes something tells the other processes over the bus, which is quick and may lose a message. The
store is the truth: an article's revision grows with every change of its public view. So every two seconds the
revision of each article that somebody listens to is compared with what was told of it. What is missing is
found in the ledger, where publications and retractions stand; what no entry explains (a mark, a pick) is told
as `missed`, and readers fetch the list again.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
import structlog

from gatepost.conversation.discretion import told
from gatepost.conversation.events import Change, Event
from gatepost.conversation.letters import postman
from gatepost.conversation.ports import StoreUnavailable
from gatepost.conversation.records import ArticleRecord
from gatepost.conversation.rules.force import RULES, follow
from gatepost.conversation.work import outbox
from gatepost.conversation.work.records import Seen
from gatepost.vocabulary import DESK_CHAIN, Kind

if TYPE_CHECKING:
    from gatepost.conversation.house import House

LOOK_SECONDS = 2.0
DESK_SECONDS = 10.0
"""How often the desk is asked to look again where nothing is heard of other processes."""
EVENTS = "events"
_KINDS: dict[Kind, Change] = {Kind.PUBLICATION: "approved", Kind.RETRACTION: "retracted"}
_log = structlog.get_logger("gatepost.watching")


class Watching:
    """One for a house. Where nobody else uses the store, events go to our own listeners and that is all."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._seen: dict[str, Seen] = {}
        self._told: dict[str, Counter[str]] = {}
        self._task: asyncio.Task[None] | None = None
        self._desk_at = 0.0
        self._called = asyncio.Event()

    def start(self) -> None:
        bus = self._house.store.bus
        if not bus.alone:
            bus.hear(self._hear, self._missed)
            self._task = asyncio.create_task(self._walk(), name="gatepost-watching")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def begin(self, article: ArticleRecord) -> None:
        """Somebody will listen to this article, as it was read just now."""
        if not self._house.store.bus.alone and article.id not in self._seen:
            self._seen[article.id] = Seen(article.id, article.revision)
            self._told[article.id] = Counter()

    def tell(self, event: Event) -> None:
        """Tell whoever listens, here and on other processes."""
        self._publish(event)
        if not self._house.store.bus.alone:
            self._house.store.bus.tell(EVENTS, msgspec.json.encode(event).decode())

    def _publish(self, event: Event) -> None:
        house = self._house
        if event.article == DESK_CHAIN:
            house.desk.publish(DESK_CHAIN, event)
            return
        house.events.publish(event.article, event)
        # An answer's question changes with the answer: that is one change, not two.
        if event.article in self._told and event.kind != "answered":
            self._told[event.article][event.comment] += 1

    def _hear(self, topic: str, message: str) -> None:
        if topic == EVENTS:
            try:
                self._publish(msgspec.json.decode(message, type=Event))
            except msgspec.MsgspecError:
                self._missed()  # a newer process says what we do not know yet
        elif topic == outbox.TOPIC:
            self._house.screener.outbox.told(message)
        elif topic == RULES:
            self._called.set()
        elif topic == postman.TOPIC:
            self._house.postman.call()
        else:
            self._house.heard(topic, message)

    def _missed(self) -> None:
        """Something may have been lost on the way. What readers miss is found by the next look."""
        self._house.desk.publish(DESK_CHAIN, Event("missed", DESK_CHAIN))

    async def _walk(self) -> None:
        while True:
            try:
                await self.look()
            except StoreUnavailable as error:
                _log.warning("store-failed", error=told(error))
            except Exception as error:
                _log.error("watching-failed", error=told(error))
            self._called.clear()
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._called.wait()
            except TimeoutError:
                pass

    async def look(self) -> None:
        """Tell what was not told yet. Raises `StoreUnavailable`."""
        house, now = self._house, asyncio.get_running_loop().time()
        await follow(house)
        if not house.store.bus.alive and now >= self._desk_at:
            self._desk_at = now + DESK_SECONDS
            self._missed()
        listened = house.events.articles
        for gone in self._seen.keys() - listened:
            del self._seen[gone]
        told, self._told = self._told, {article: Counter() for article in listened}
        asked = [self._seen.get(article, Seen(article)) for article in listened]
        for before, (after, entries) in zip(asked, await house.store.seen(asked), strict=True):
            self._seen[after.article] = after
            if 0 <= before.revision < after.revision:
                self._heal(before, after, entries, told.get(after.article, Counter()))

    def _heal(
        self, before: Seen, after: Seen, entries: Sequence[tuple[Kind, str]], told: Counter[str]
    ) -> None:
        explained, publish = told.total(), self._house.events.publish
        for kind, comment in entries:
            if kind not in _KINDS:
                continue
            if told[comment] > 0:
                told[comment] -= 1
            else:
                explained += 1
                publish(after.article, Event(_KINDS[kind], after.article, comment))
        if after.revision - before.revision > explained:
            publish(after.article, Event("missed", after.article))
