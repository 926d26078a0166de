"""Real processes on one PostgreSQL: what one takes another screens, a third tells, and nobody is missed."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.faults.newsroom import SITE, Newsroom
from tests.faults.processes import Process, Web
from tests.houses import until
from tests.postgres import database_url, wait_for

from gatepost.store.ledger.verify import Ledger

ARTICLE = f"{SITE}/a/1"
PATIENCE = 60.0
SLOW_ENGINE = ("-m", "tests.processes.slow")


class PostgreSQL:
    """A database of one's own on the session's server."""

    def __init__(self, *more: str) -> None:
        self.url = database_url()
        self.settings = "\n".join([f'database = "{self.url}"', "lease_seconds = 3", *more])

    def rows(self, statement: str) -> list[Any]:
        import asyncpg

        async def ask() -> list[Any]:
            connection = await asyncpg.connect(self.url)
            try:
                return [tuple(row) for row in await connection.fetch(statement)]
            finally:
                await connection.close()

        return wait_for(ask())

    def ledger(self) -> AbstractContextManager[Ledger]:
        raise NotImplementedError


class Worker(Process):
    """`gatepost worker`."""

    ready_line = re.compile(r"works \(process (\d+)\)")


def worker(room: Newsroom, name: str, program: tuple[str, ...] = ("-m", "gatepost")) -> Worker:
    return Worker(room._own(name), "worker", "--log-level", "info", *room.configured, program=program)


async def post(client: httpx.AsyncClient, web: Web, text: str, key: str = "") -> httpx.Response:
    return await client.post(
        f"{web.url}/api/v1/comments",
        json={"article": {"url": ARTICLE}, "text": text, "author": {"name": "Ann"}},
        headers={"Origin": SITE, "Idempotency-Key": key or uuid.uuid4().hex},
        timeout=PATIENCE,
    )


async def total(client: httpx.AsyncClient, web: Web) -> int:
    listed = await client.get(f"{web.url}/api/v1/comments", params={"article": ARTICLE}, timeout=PATIENCE)
    assert listed.status_code == 200, listed.text
    found: int = listed.json()["total"]
    return found


@asynccontextmanager
async def stream(client: httpx.AsyncClient, web: Web) -> AsyncIterator[AsyncIterator[str]]:
    """A reader's stream, once it is open: lines as they come."""
    async with client.stream(
        "GET", f"{web.url}/api/v1/stream", params={"article": ARTICLE}, timeout=PATIENCE
    ) as answer:
        lines = answer.aiter_lines()
        async for line in lines:
            if line == "event: open":
                break
        yield lines


async def told(lines: AsyncIterator[str], what: str) -> None:
    async with asyncio.timeout(PATIENCE):
        async for line in lines:
            if what in line:
                return
    raise AssertionError(f"the stream ended without {what}")


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Newsroom]:
    """Two web processes that screen nothing; tests start their workers."""
    made = Newsroom(tmp_path, PostgreSQL('role = "web"'), webs=2)
    await made.start()
    yield made
    await made.kill()


async def test_one_takes_another_screens_a_third_tells(room: Newsroom) -> None:
    a, b = room.webs
    room.others.append(worker(room, "worker"))
    async with httpx.AsyncClient() as client:
        await room.others[0].start()
        first = await post(client, a, "The council decides tomorrow.")
        assert (first.status_code, first.json()["state"]) == (201, "approved"), first.text
        async with stream(client, b) as lines:
            second = await post(client, a, "And the day after it decides again.")
            await told(lines, second.json()["id"])
        assert await total(client, a) == await total(client, b) == 2
        # Web processes have no engine of their own and are ready all the same.
        ready = await client.get(f"{a.url}/readyz")
        assert (ready.status_code, ready.json()["engine"]) == (200, "")
        # The same key on both at the same moment is one comment.
        twice = await asyncio.gather(*(post(client, web, "Once only, please.", "key-1") for web in (a, b)))
        assert len({one.json()["id"] for one in twice if one.status_code == 201}) == 1
        await until(lambda: room.database.rows("SELECT count(*) FROM jobs WHERE kind = 'screen'") == [(0,)])
        assert room.database.rows("SELECT count(*) FROM comments") == [(3,)]


async def test_a_killed_worker_s_comments_are_taken_up_by_another(room: Newsroom) -> None:
    a = room.webs[0]
    slow = worker(room, "slow", SLOW_ENGINE)
    room.others.append(slow)
    await slow.start()
    async with httpx.AsyncClient() as client:
        sent = [await post(client, a, f"The market opens at {hour}.") for hour in range(3)]
        assert {one.json()["state"] for one in sent} == {"pending"}
        await until(lambda: room.database.rows("SELECT 1 FROM jobs WHERE worker IS NOT NULL"))
        await slow.kill()
        room.others.append(worker(room, "other"))
        await room.others[1].start()

        async def all_there() -> bool:
            return await total(client, a) == 3

        await until(all_there, PATIENCE)
    assert decided_twice(room) == []


async def test_a_worker_that_is_asked_to_stop_gives_back_what_it_has_not_begun(room: Newsroom) -> None:
    a = room.webs[0]
    slow, other = worker(room, "slow", SLOW_ENGINE), worker(room, "other")
    room.others += [slow, other]
    await slow.start()
    async with httpx.AsyncClient() as client:
        await asyncio.gather(*(post(client, a, f"Bus number {line} is late.") for line in range(20)))
        await until(lambda: room.database.rows("SELECT 1 FROM jobs WHERE worker IS NOT NULL"))
        await other.start()
        assert await slow.stop() == 0
        # What it had is nobody's at once: no lease is left to wait for.
        pid = f"'{slow.pid}-%'"
        assert room.database.rows(f"SELECT 1 FROM jobs WHERE worker LIKE {pid}") == []

        async def all_there() -> bool:
            return await total(client, a) == 20

        await until(all_there, PATIENCE)
    assert decided_twice(room) == []


def decided_twice(room: Newsroom) -> list[Any]:
    return room.database.rows(
        "SELECT comment FROM ledger WHERE kind = 'verdict' GROUP BY comment HAVING count(*) > 1"
    )
