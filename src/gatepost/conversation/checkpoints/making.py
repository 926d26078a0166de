"""When a checkpoint is made: now and then, when something was written since the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from msgspec import Struct

from gatepost.conversation.checkpoints.ports import KeyMissing, KeyRing

if TYPE_CHECKING:
    from gatepost.conversation.house import House

MINUTE = 60 * 1_000_000
_log = structlog.get_logger("gatepost.conversation")


class Checkpointing(Struct, frozen=True):
    """Without `keys`, or with `minutes` 0, none are made by themselves."""

    keys: KeyRing | None = None
    minutes: int = 0

    async def round(self, house: House) -> None:
        """Make what is due. A missing key is told and holds nothing else up. Raises `StoreUnavailable`."""
        if self.keys is None or not self.minutes:
            return
        newest = await house.store.checkpoints.newest()
        now = house.clock()
        # A clock that was ahead and is right again makes none wait until it has caught up.
        if newest is not None and newest.at <= now < newest.at + self.minutes * MINUTE:
            return
        try:
            for made in await house.store.checkpoints.make(now, self.keys):
                _log.info("a checkpoint of the ledger was signed", number=made.number)
        except KeyMissing as error:
            house.signal("checkpoint-failed")
            _log.error("no checkpoint could be signed", error=str(error))
