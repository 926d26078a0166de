"""A process that may not have more memory or files: it refuses or dies, loses nothing, and recovers."""

from __future__ import annotations

import asyncio
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from tests.faults.caller import FAIR, calling

MANY = 24
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other processes' limits are Linux's own")


async def test_connections_beyond_the_files_that_it_may_open(tmp_path: Path) -> None:
    async with calling(tmp_path, troubled=False) as caller:
        first = (await caller.say()).json()["id"]
        await caller.until_listed(first)
        held = len(os.listdir(f"/proc/{caller.web.pid}/fd"))  # noqa: PTH208
        before = resource.prlimit(caller.web.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(caller.web.pid, resource.RLIMIT_NOFILE, (held + 10, before[1]))
        port = httpx.URL(caller.web.url).port
        crowd = []
        for _ in range(60):
            with suppress(OSError):
                crowd.append(await asyncio.open_connection("127.0.0.1", port))
        # In the crowd somebody comments, and tries again until there is an answer.
        comment = asyncio.create_task(caller.insist("In the crowd.", key="crowd"))
        await asyncio.sleep(0)
        for _, writer in crowd:
            writer.close()
        assert (await comment).status_code == 201
        resource.prlimit(caller.web.pid, resource.RLIMIT_NOFILE, before)
        await caller.until_ready()
        await caller.until_listed(caller.kept["crowd"][0])
        caller.all_is_kept()


async def test_no_more_memory(tmp_path: Path) -> None:
    async with calling(tmp_path, troubled=False) as caller:
        first = (await caller.say()).json()["id"]
        await caller.until_listed(first)
        size = _address_space(caller.web.pid)
        before = resource.prlimit(caller.web.pid, resource.RLIMIT_AS)
        resource.prlimit(caller.web.pid, resource.RLIMIT_AS, (size + 256 * 1024, before[1]))
        answers = await asyncio.gather(
            *(caller.say(f"{FAIR} {n} " + "word " * 2_500, key=f"big-{n}") for n in range(MANY)),
            return_exceptions=True,
        )
        unexpected = [one for one in answers if not isinstance(one, httpx.Response | httpx.TransportError)]
        assert unexpected == []
        with suppress(ProcessLookupError):
            resource.prlimit(caller.web.pid, resource.RLIMIT_AS, before)

        async def recovered() -> bool:
            """It goes on, or it dies of it, and whoever watches over it starts it again."""
            try:
                return (await caller.ready())[0] == 200
            except httpx.TransportError:
                if not caller.web.runs:
                    await caller.web.kill()
                    await caller.web.start()
                return False

        await caller.until(recovered)
        for number in range(MANY):
            again = await caller.say(f"{FAIR} {number} " + "word " * 2_500, key=f"big-{number}")
            assert again.status_code == 201, again.text
        caller.all_is_kept()


def _address_space(pid: int) -> int:
    """Bytes."""
    pages = Path(f"/proc/{pid}/statm").read_text().split()[0]
    return int(pages) * resource.getpagesize()
