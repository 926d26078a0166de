"""What has to be looked at now and then: kept words whose time is over, comments that wait too long."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from gatepost.conversation.discretion import told
from gatepost.conversation.letters.records import KEPT
from gatepost.conversation.work.records import Lease, Work

if TYPE_CHECKING:
    from gatepost.conversation.house import House

SECONDS = 60.0
LOOK_SECONDS = 10.0
"""How often a process asks whether it is its turn, where it is not the only one."""
LONGEST = 10 * 60 * 1_000_000
"""So long a round may take before others think that whoever makes it was killed (microseconds)."""
ROUND = "round"
KEEP_EVERY = 3_600 * 1_000_000
"""Days are what retention counts in: once an hour it looks what is due, unless it was not done."""
_log = structlog.get_logger("gatepost.conversation")


class Rounds:
    """One for a house. A round that fails is told and the next one tries again.

    Of several processes that share a store one makes each round, by a lease on the job `round`.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._task: asyncio.Task[None] | None = None
        self._keep_at = 0

    def start(self) -> None:
        """The first round is made at once: what was due while the process was away waits no longer."""
        self._task = asyncio.create_task(self._walk(), name="gatepost-rounds")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    async def make(self) -> None:
        """One round. Raises `StoreUnavailable`."""
        # They need the house, which needs the rounds.
        from gatepost.conversation.readers.erase import resume
        from gatepost.conversation.retention.keep import keep_to_policies

        released = await self._house.store.escalations.release(self._house.clock())
        if released:
            _log.info("kept words were erased: no escalation holds them any more", comments=released)
        await self._house.attendance.look()
        erased = await resume(self._house)
        if erased:
            _log.info("readers' comments were erased: an earlier process had begun it", comments=erased)
        await self._house.store.letters.forget(self._house.clock() - KEPT)
        await self._house.store.readers.forget(self._house.clock())
        if self._house.clock() >= self._keep_at:
            kept = await keep_to_policies(self._house)
            for (site, rule), number in kept.gone.items():
                _log.info("the site's time for keeping was over", site=site, rule=rule, number=number)
            self._keep_at = self._house.clock() + (0 if kept.more else KEEP_EVERY)
        await self._house.checkpoints.round(self._house)

    async def in_turn(self) -> bool:
        """A round, unless another process makes it or has lately made it; whether it was made here."""
        house, jobs = self._house, self._house.store.jobs
        if house.store.bus.alone:
            await self.make()
            return True
        lease = Lease(house.worker, house.clock() + LONGEST)
        if not await jobs.turn(Work.ROUND, ROUND, lease, house.clock()):
            return False
        try:
            await self.make()
        finally:
            await jobs.later(Work.ROUND, ROUND, house.worker, house.clock() + int(SECONDS * 1_000_000))
        return True

    async def _walk(self) -> None:
        while True:
            try:
                await self.in_turn()
            except Exception as error:
                self._house.signal("round-failed")
                _log.error("a round failed", error=told(error))
            await asyncio.sleep(SECONDS if self._house.store.bus.alone else LOOK_SECONDS)
