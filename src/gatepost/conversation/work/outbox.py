"""Which comments this process has to screen: leases taken, renewed, and given back when it ends."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import structlog

from gatepost.conversation.discretion import told
from gatepost.conversation.ports import StoreUnavailable
from gatepost.conversation.work.records import Lease, Work

if TYPE_CHECKING:
    from gatepost.conversation.house import House
    from gatepost.conversation.screener import Screener

AT_ONCE = 64
"""Comments taken from the outbox at a time, and what the process must have less of to take more."""
HELD = 1_000
"""Comments that a process takes up itself as they come. What comes beyond waits for whoever is free."""
LOOK_SECONDS = 1.0
SUSPECT = 3
"""After so many processes that died having it, a comment is taken up alone: it may be what kills them."""
MOST_TRIES = 5
"""After so many a person gets it."""
ASK_SECONDS = 0.5
TOPIC = "work"
"""On the bus: there is something to screen; with a comment's id: that one is done."""

_log = structlog.get_logger("gatepost.screener")


class Outbox:
    """The screener's hand in the outbox. To be used from one event loop."""

    def __init__(self, house: House, screener: Screener) -> None:
        self._house, self._screener = house, screener
        self._called = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._more = False
        self._elsewhere: dict[str, set[asyncio.Future[None]]] = {}

    def start(self) -> None:
        """Take up what is due, and what comes to be."""
        self._tasks = [
            asyncio.create_task(self._look(), name="gatepost-outbox"),
            # A process alone renews, too: it would take up itself what it has had for long, and count that as
            # the death of a process.
            asyncio.create_task(self._renew(), name="gatepost-leases"),
        ]

    @property
    def alive(self) -> bool:
        return all(not task.done() for task in self._tasks)

    async def stop(self) -> None:
        """Take up nothing more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    async def give_back(self) -> None:
        """What this process has not screened is anybody's at once."""
        house = self._house
        try:
            left = await house.store.jobs.give_back(Work.SCREEN, house.worker, house.clock())
        except StoreUnavailable as error:
            _log.warning("leases-kept", error=told(error), detail="others take up the rest when they end")
            return
        if left:
            house.store.bus.tell(TOPIC, "")
            _log.info("given-back", comments=left)

    def lease(self) -> Lease | None:
        """For a comment that is about to be stored: this process will screen it; None: leave it to others."""
        house = self._house
        if not house.works or self._screener.ending or self._screener.backlog >= HELD:
            return None
        return self.new_lease()

    def new_lease(self) -> Lease:
        return Lease(self._house.worker, self._house.clock() + self._house.lease)

    def call(self) -> None:
        """There is something in the outbox."""
        self._called.set()

    def left(self) -> None:
        """A comment was stored that this process did not take up."""
        self._more = True
        self._called.set()
        self._house.store.bus.tell(TOPIC, "")

    def settled(self, comment: str) -> None:
        """One less here: is there room for more? Who waits for it on another process hears of it."""
        self._house.store.bus.tell(TOPIC, comment)
        if self._more and self._screener.backlog < AT_ONCE:
            self._called.set()

    def told(self, message: str) -> None:
        """Another process says something about its work."""
        if not message:
            self._called.set()
        for waiting in self._elsewhere.get(message, ()):
            if not waiting.done():
                waiting.set_result(None)

    async def done_elsewhere(self, comment: str, seconds: float | None) -> None:
        """Returns once the outbox no longer has this comment, or when the time is over."""
        end = None if seconds is None else time.monotonic() + seconds
        waiting = asyncio.get_running_loop().create_future()
        self._elsewhere.setdefault(comment, set()).add(waiting)
        try:
            while await self._house.store.jobs.find(Work.SCREEN, comment) is not None:
                left = ASK_SECONDS if end is None else min(ASK_SECONDS, end - time.monotonic())
                if left <= 0 or waiting.done():
                    return
                await asyncio.wait((waiting,), timeout=left)
        finally:
            waiting.cancel()
            others = self._elsewhere[comment]
            others.discard(waiting)
            if not others:
                del self._elsewhere[comment]

    async def _look(self) -> None:
        try:
            await self._free()
            while True:
                self._called.clear()
                try:
                    await self._take_up()
                except StoreUnavailable as error:
                    _log.warning("store-failed", error=told(error))
                try:
                    async with asyncio.timeout(LOOK_SECONDS):
                        await self._called.wait()
                except TimeoutError:
                    pass
        except Exception as error:
            # `alive` turns readiness red; without this line nobody would learn why before the server stops.
            _log.critical("screener-died", exc_info=error)
            raise

    async def _free(self) -> None:
        """Where nobody else uses the store, whatever is leased was left by a process that is no more."""
        if not self._house.store.bus.alone:
            return
        while True:
            try:
                await self._house.store.jobs.give_back(Work.SCREEN, None, self._house.clock())
                return
            except StoreUnavailable as error:
                _log.warning("store-failed", error=told(error))
                await asyncio.sleep(LOOK_SECONDS)

    async def _take_up(self) -> None:
        store, now = self._house.store, self._house.clock()
        if self._screener.ending or self._screener.backlog >= AT_ONCE:
            self._more = True
            return
        due = await store.jobs.next_due(Work.SCREEN)  # a look costs no write where there is nothing to do
        if due is None or due > now:
            self._more = False
            return
        jobs = await store.jobs.claim(Work.SCREEN, self.new_lease(), now, AT_ONCE, SUSPECT)
        self._more = len(jobs) == AT_ONCE or any(job.tries > SUSPECT for job in jobs)
        found = {one.id: one for one in await store.comments([job.subject for job in jobs])}
        for job in jobs:
            if job.subject in found:
                self._screener.take_up(found[job.subject], job.tries)
            else:
                await store.jobs.done(Work.SCREEN, job.subject)

    async def _renew(self) -> None:
        """Three times in the time of a lease, so that one that fails loses nothing."""
        house = self._house
        while True:
            await asyncio.sleep(house.lease / 3 / 1_000_000)
            if not self._screener.backlog:
                continue
            try:
                await house.store.jobs.extend(Work.SCREEN, self.new_lease())
            except StoreUnavailable as error:
                _log.warning("leases-not-renewed", error=told(error))
