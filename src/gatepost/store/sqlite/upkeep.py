"""What the store does beside its work: letting new texts be found, and emptying the search index of the words
of erased ones. In small steps between which others write; taken up again after a stop.

Texts are indexed a moment after they came in, many at once, so that no reader waits for it. Whatever is not
indexed yet, of an older database everything, comes after the newest text that is: comments are taken in the
order of their rows.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from functools import partial

import structlog
from sqlalchemy import ColumnElement, bindparam, literal_column, select

from gatepost.conversation.discretion import told
from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.sql import search, waves
from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.statements import only_here
from gatepost.store.sqlite.writer import Writer
from gatepost.store.tables import comments, documents

AT_ONCE = 100
"""Texts that are indexed in one step: some ten milliseconds."""
PURGED_AT_ONCE = 64
"""Pages of the index that one step writes anew: a few milliseconds."""
GATHER_SECONDS = 0.2
"""How long texts are gathered before they are indexed together."""
RETRY_SECONDS = 5.0

_log = structlog.get_logger("gatepost.store")
_MERGE = "INSERT INTO search(search, rank) VALUES ('merge', :pages)"
_rowid: ColumnElement[int] = literal_column("comments.rowid")
_MORE = only_here(
    select(_rowid, comments.c.id, comments.c.state, comments.c.screened)
    .where(_rowid > bindparam("after"))
    .order_by(_rowid)
    .limit(bindparam("limit"))
)
_LAST = only_here(
    select(_rowid)
    .select_from(comments.join(documents, documents.c.comment == comments.c.id))
    .where(documents.c.kind == literal_column("'text'"))
    .order_by(documents.c.id.desc())
    .limit(bindparam("one"))
)


class Upkeep:
    """Started when the store opens, stopped when it closes."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._task: asyncio.Task[None] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake = asyncio.Event()
        self._hurry = asyncio.Event()
        self._awaited: list[asyncio.Future[None]] = []
        self._one_at_a_time = asyncio.Lock()
        self._erasing = 0

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._wake, self._hurry, self._one_at_a_time = asyncio.Event(), asyncio.Event(), asyncio.Lock()
        self._task = asyncio.create_task(self._work(), name="gatepost-upkeep")

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def texts_came(self) -> None:
        """There is something to index. From any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)

    async def caught_up(self) -> None:
        """Wait until every text that is stored by now can be found."""
        if self._task is None:
            return
        done = asyncio.get_running_loop().create_future()
        self._awaited.append(done)
        self._wake.set()
        self._hurry.set()
        await asyncio.wait((done, self._task), return_when=asyncio.FIRST_COMPLETED)

    @contextlib.asynccontextmanager
    async def erasing(self) -> AsyncIterator[None]:
        """Around the erasing of texts: afterwards none of their words is in the index."""
        self._erasing += 1
        try:
            yield
            await self._purge()
        finally:
            self._erasing -= 1

    async def _work(self) -> None:
        after: int | None = None
        while True:
            awaited, self._awaited = self._awaited, []
            self._hurry.clear()
            try:
                if after is None:
                    after = await self._begin()
                while (more := await self._writer.run(partial(_index, after=after))) is not None:
                    after = more
            except Exception as error:  # whatever it was: searching waits, nothing else does
                self._awaited += awaited
                if isinstance(error, StoreUnavailable):
                    _log.warning("upkeep-waits", error=told(error))
                else:
                    _log.error("upkeep-failed", exc_info=error)
                await asyncio.sleep(RETRY_SECONDS)
                continue
            for one in awaited:
                one.set_result(None)
            await self._wake.wait()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), GATHER_SECONDS)
            self._wake.clear()

    async def _begin(self) -> int:
        """Finish what an earlier process began; where indexing goes on."""
        if await self._writer.run(search.flags) & search.PURGE:
            async with self.erasing():
                pass
        return await self._writer.run(_last)

    async def _purge(self) -> None:
        async with self._one_at_a_time:
            first = True
            while await self._writer.run(partial(_merge, first=first)):
                first = False
            if self._erasing == 1:
                await self._writer.run(partial(search.mark, wanted=0))


def _index(cursor: Cursor, after: int) -> int | None:
    """Index some more comments; where to go on, None when there are no more."""
    rows = cursor.execute(_MORE, {"after": after, "limit": AT_ONCE}).fetchall()
    for _, comment, state, screened in rows:
        search.everything(cursor, comment)
        if state == "pending" and screened:
            waves.assign(cursor, comment)
    return int(rows[-1][0]) if rows else None


def _last(cursor: Cursor) -> int:
    row = cursor.execute(_LAST, {"one": 1}).fetchone()
    return int(row[0]) if row else 0


def _merge(cursor: sqlite3.Cursor, first: bool) -> bool:
    """One step of writing the index anew; whether there may be more to do."""
    before = cursor.connection.total_changes
    cursor.execute(_MERGE, {"pages": -PURGED_AT_ONCE if first else PURGED_AT_ONCE})
    return cursor.connection.total_changes - before >= 2
