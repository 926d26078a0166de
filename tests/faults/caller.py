"""One newsroom with one server, and somebody who asks it things: for tests of one fault each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import httpx
from tests.faults.databases import Database
from tests.faults.load import flat
from tests.faults.newsroom import SITE, Newsroom
from tests.faults.processes import GATEPOST, Web
from tests.faults.troubled import Trouble

ARTICLE = f"{SITE}/story"
PATIENCE = 30.0
FAIR = "The council should publish the figures before next week."


class Caller:
    """Asks the newsroom's first server. `kept`: what it was told is stored, by key."""

    def __init__(self, newsroom: Newsroom, trouble: Trouble) -> None:
        self.newsroom, self.trouble = newsroom, trouble
        self.kept: dict[str, tuple[str, str]] = {}
        self.client = httpx.AsyncClient(timeout=60.0)
        self._numbers = count()

    @property
    def web(self) -> Web:
        return self.newsroom.webs[0]

    async def say(self, text: str = FAIR, *, key: str = "", author: str = "", **more: Any) -> httpx.Response:
        """Post a comment; what was acknowledged is kept."""
        key = key or f"key-{next(self._numbers)}"
        headers = {"Idempotency-Key": key}
        if author:
            headers["Authorization"] = f"Bearer {author}"
        body = {"article": {"url": ARTICLE}, "text": text, "author": {"name": "Ann"}, **more}
        answer = await self.client.post(f"{self.web.url}/api/v1/comments", json=body, headers=headers)
        if answer.status_code == 201:
            self.kept[key] = (answer.json()["id"], text)
        return answer

    async def insist(self, text: str, *, key: str) -> httpx.Response:
        """Post a comment, and again while nobody answers or the store is not there."""
        while True:
            with suppress(httpx.TransportError):
                answer = await self.say(text, key=key)
                if answer.status_code != 503:
                    return answer
            await asyncio.sleep(0.05)

    async def ready(self) -> tuple[int, dict[str, Any]]:
        answer = await self.client.get(f"{self.web.url}/readyz")
        return answer.status_code, answer.json()

    async def listed(self) -> list[str]:
        """The ids of what readers are shown."""
        params = {"article": ARTICLE, "limit": 500}
        answer = await self.client.get(f"{self.web.url}/api/v1/comments", params=params)
        assert answer.status_code == 200, answer.text
        return [one["id"] for one in flat(answer.json()["comments"])]

    async def until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not await holds():  # noqa: ASYNC110 - another process cannot wake us
                await asyncio.sleep(0.05)

    async def until_ready(self) -> None:
        async def holds() -> bool:
            return (await self.ready())[0] == 200

        await self.until(holds)

    async def until_listed(self, comment: str) -> None:
        async def holds() -> bool:
            return comment in await self.listed()

        await self.until(holds)

    def all_is_kept(self) -> None:
        """What was acknowledged is there once, nothing else is, and the ledger agrees."""
        rows = self.newsroom.database.rows("SELECT id, text FROM comments")
        stored = sorted((comment, bytes(text).decode()) for comment, text in rows)
        assert stored == sorted(set(self.kept.values()))
        assert list(self.newsroom.database.damages(())) == []


@asynccontextmanager
async def calling(
    folder: Path,
    *,
    wrapped: Sequence[str] = (),
    troubled: bool = True,
    patience_s: int = 0,
    site: str = "",
    posts: int = 1_000_000,
    database: Database | None = None,
    source: Path | None = None,
) -> AsyncIterator[Caller]:
    """A server that listens, in a machine whose troubles are at hand; killed at the end.

    `source`: where its package is, if it is not ours.
    """
    trouble = Trouble(folder / "trouble")
    trouble.patience_s = patience_s
    program = ("-m", "tests.faults.troubled", str(folder / "trouble")) if troubled else GATEPOST
    caller = Caller(
        Newsroom(folder, database, program=program, wrapped=wrapped, site_settings=site, posts=posts), trouble
    )
    if source is not None:
        caller.web.environment["PYTHONPATH"] = str(source)
    await caller.newsroom.start()
    try:
        yield caller
    finally:
        trouble.engine = 0
        await caller.client.aclose()
        await caller.newsroom.kill()
