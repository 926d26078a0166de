"""Articles' own pages are read in the background, so that the engine knows what a comment is about.

A comment waits for its article's page for a bounded time and is then screened without it; it is not screened
again when the page comes later. What was read is kept and refreshed; each article has one reading on its way
at most, and a page that cannot be read is left alone for longer and longer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import structlog
from msgspec import Struct

from gatepost.conversation.discretion import told
from gatepost.conversation.records import ArticleRecord, PageRecord

if TYPE_CHECKING:
    from gatepost.conversation.house import House

AT_ONCE = 4
MOST_WAITING = 200
"""So many articles wait for their reading at most; comments on further ones are screened without."""
MOST_REMEMBERED = 10_000
SECOND = 1_000_000
FIRST_PAUSE = 600 * SECOND
"""Ten minutes after a first failure; four times as long after each further one, up to `refresh`."""

_log = structlog.get_logger("gatepost.pages")


class PageText(Struct, frozen=True):
    """An article as its page prints it. `etag` as the server sent it, empty without one."""

    title: str
    body: str
    authors: tuple[str, ...] = ()
    etag: str = ""


class PageUnreadable(Exception):
    """The page cannot be read; `reason` is one word or two for logs, such as `too-large`."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(detail or reason)
        self.reason = reason


class PageReader(Protocol):
    """Reads pages of the publisher's own origins, and of no others."""

    async def read(self, url: str, origins: Sequence[str], etag: str = "") -> PageText | None:
        """The article at `url`; None when the page says that it is unchanged since `etag`.

        `origins` are the only ones that are asked. Raises `PageUnreadable`, within a bounded time.
        """


class PageRules(Struct, frozen=True):
    """`wait`: seconds that a comment waits for the page. `refresh`: microseconds until it is read again."""

    wait: float = 1.5
    refresh: int = 24 * 3600 * SECOND


class PageReading:
    """Which articles' pages are being read, or need not be. Lives with the house, on its event loop."""

    def __init__(self, house: House, reader: PageReader | None, rules: PageRules) -> None:
        self._house, self._reader, self.rules = house, reader, rules
        self._room = asyncio.Semaphore(AT_ONCE)
        self._on_the_way: dict[str, asyncio.Task[None]] = {}
        self._rest: dict[str, int] = {}

    def begin(self, site: str, article: str) -> asyncio.Task[None] | None:
        """The reading of this article's page, begun if due; None when there is nothing to wait for."""
        known = self._house.sites.by_id(site)
        if self._reader is None or known is None or not known.read_pages:
            return None
        task = self._on_the_way.get(article)
        if task is None:
            if self._rest.get(article, 0) > self._house.clock() or len(self._on_the_way) >= MOST_WAITING:
                return None
            task = asyncio.create_task(self._read(self._reader, known.origins, article))
            self._on_the_way[article] = task
            task.add_done_callback(lambda _: self._on_the_way.pop(article, None))
        return task

    async def stop(self) -> None:
        """End every reading that is on its way."""
        tasks = tuple(self._on_the_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _read(self, reader: PageReader, origins: Sequence[str], article: str) -> None:
        try:
            store = self._house.store
            record = await store.article_by_id(article)
            if record is None or record.body:  # what the site vouched for needs no reading
                self._rest_until(article, self._house.clock() + self.rules.refresh)
                return
            kept = await store.page_read(article) or PageRecord(article)
            due = self._due(kept)
            if due <= self._house.clock():
                async with self._room:
                    kept = await self._try(reader, origins, record, kept)
                await store.keep_page_read(kept)
                due = self._due(kept)
            self._rest_until(article, due)
        except Exception as error:  # a comment must never wait for a reading that broke
            self._house.signal("page-unread")
            _log.warning("page-reading-failed", article=article, error=told(error))
            self._rest_until(article, self._house.clock() + FIRST_PAUSE)

    async def _try(
        self, reader: PageReader, origins: Sequence[str], article: ArticleRecord, kept: PageRecord
    ) -> PageRecord:
        """What is to be kept after a try: the new text, or the old one with one more failure."""
        try:
            text = await reader.read(article.url, origins, kept.etag if kept.read_at is not None else "")
        except PageUnreadable as error:
            self._house.signal("page-unread")
            _log.warning("page-unread", article=article.id, reason=error.reason, failures=kept.failures + 1)
            return PageRecord(
                kept.article, kept.title, kept.body, kept.authors, kept.etag, kept.read_at,
                self._house.clock(), kept.failures + 1,
            )  # fmt: skip
        now = self._house.clock()
        self._house.signal("page-read")
        if text is None:
            _log.info("page-unchanged", article=article.id)
            return PageRecord(kept.article, kept.title, kept.body, kept.authors, kept.etag, now, now)
        _log.info("page-read", article=article.id, code_points=len(text.body))
        return PageRecord(kept.article, text.title, text.body, text.authors, text.etag, now, now)

    def _due(self, kept: PageRecord) -> int:
        """When this page is to be read again."""
        if kept.failures:
            pause: int = FIRST_PAUSE * 4 ** min(kept.failures - 1, 10)
            return kept.tried_at + min(self.rules.refresh, pause)
        return 0 if kept.read_at is None else kept.read_at + self.rules.refresh

    def _rest_until(self, article: str, at: int) -> None:
        self._rest.pop(article, None)
        self._rest[article] = at
        while len(self._rest) > MOST_REMEMBERED:
            del self._rest[next(iter(self._rest))]
