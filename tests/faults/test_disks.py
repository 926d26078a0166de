"""Full, read-only, broken, slow disks: readers go on reading, nothing half is kept, it heals by itself."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from tests.faults.caller import calling
from tests.faults.databases import SQLite
from tests.faults.processes import Ended
from tests.faults.troubled import BROKEN, FULL, HANGS, READ_ONLY, Trouble

TROUBLES = [(FULL, "make room"), (READ_ONLY, "read-only"), (BROKEN, "disk fails")]


async def test_a_disk_that_takes_nothing_keeps_what_it_has_and_heals(tmp_path: Path) -> None:
    async with calling(tmp_path) as caller:
        before = (await caller.say("Before all of it.")).json()["id"]
        await caller.until_listed(before)
        for number, (trouble, advice) in enumerate(TROUBLES):
            # One comment waits for the engine as the trouble begins: it has no verdict and must not get out.
            caller.trouble.engine = HANGS
            waiting = await caller.say(f"Number {number} waits.")
            assert waiting.json()["state"] == "pending"
            caller.trouble.error = trouble
            caller.trouble.engine = 0
            refused = await caller.say(f"Number {number} comes too soon.", key=f"retried-{number}")
            assert (refused.status_code, refused.json()["code"]) == (503, "store-unavailable")
            status, state = await caller.ready()
            assert (status, state["ready"], state["failing"]) == (503, False, ["database"])
            assert advice in state["advice"]["database"]
            shown = await caller.listed()
            assert before in shown
            assert waiting.json()["id"] not in shown
            caller.trouble.error = 0
            await caller.until_ready()
            again = await caller.say(f"Number {number} comes too soon.", key=f"retried-{number}")
            assert again.status_code == 201
            assert "Idempotency-Replayed" not in again.headers
            await caller.until_listed(waiting.json()["id"])
            await caller.until_listed(again.json()["id"])
        caller.all_is_kept()


async def test_a_slow_disk_holds_up_writers_and_nobody_else(tmp_path: Path) -> None:
    async with calling(tmp_path) as caller:
        first = (await caller.say()).json()["id"]
        await caller.until_listed(first)
        caller.trouble.slow_ms = 1_000
        writing = asyncio.create_task(caller.say("It takes its time."))
        for _ in range(3):
            assert await caller.listed() == [first]
        assert not writing.done(), "readers waited for the writer"
        caller.trouble.slow_ms = 10
        assert (await writing).status_code == 201
        caller.trouble.slow_ms = 0
        await caller.until_ready()
        caller.all_is_kept()


async def test_a_server_that_cannot_write_says_so_at_its_start(tmp_path: Path) -> None:
    Trouble(tmp_path / "trouble").error = FULL
    with pytest.raises(Ended) as ended:
        async with calling(tmp_path):
            pass
    said = str(ended.value)
    assert "exit status 2" in said
    assert "make room" in said
    assert "Traceback" not in said


def may_mount() -> bool:
    """Whether a small disk can be had: in a namespace of its own, which ordinary users often may."""
    if shutil.which("unshare") is None:
        return False
    tried = subprocess.run(
        ["unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=1m", "none", "/mnt"], capture_output=True
    )
    return tried.returncode == 0


@pytest.mark.skipif(not may_mount(), reason="no rights to mount a small disk in a namespace of its own")
async def test_a_real_full_disk(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    mounting = f'mount -t tmpfs -o size=16m none {tmp_path / "data"} && exec "$@"'
    async with calling(tmp_path, wrapped=("unshare", "-rm", "sh", "-c", mounting, "sh")) as caller:
        inside = Path(f"/proc/{caller.web.pid}/root{tmp_path}/data")
        first = (await caller.say()).json()["id"]
        await caller.until_listed(first)
        filler = inside / "filler"
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))
        answers = [await caller.say("x" * 9_000) for _ in range(6)]
        assert {one.status_code for one in answers[-3:]} == {503}
        status, state = await caller.ready()
        assert (status, state["failing"]) == (503, ["database"])
        assert "make room" in state["advice"]["database"]
        assert first in await caller.listed()
        filler.unlink()
        await caller.until_ready()
        last = await caller.say("There is room again.")
        await caller.until_listed(last.json()["id"])
        shutil.copytree(inside, tmp_path / "seen" / "data")  # the disk goes with its process
        caller.newsroom.database = SQLite(tmp_path / "seen")
        caller.all_is_kept()
