"""Looks that wait for a second one, and whose looks went into a decision."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from gatepost.conversation.second_looks.records import Proposal
from gatepost.store.sql import proposals
from gatepost.store.sql.cursor import Readers, Writer


class SQLSecondLooks:
    """The store's `second_looks`. It only reads: proposals are written with the comments' own changes."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._readers = readers

    async def proposals(self, comment: str) -> Sequence[Proposal]:
        return await self._readers.run(partial(proposals.open_of, comment=comment))

    async def part(self, comment: str, seq: int) -> frozenset[str]:
        return await self._readers.run(partial(proposals.part, comment=comment, seq=seq))
