"""An engine that hangs: comments are taken, wait, and nobody sees them without a verdict.

One that raises is tested in one process: tests/unit/conversation/test_screener.py.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.faults.caller import calling
from tests.faults.troubled import HANGS


async def test_an_engine_that_hangs_is_told_and_what_waits_is_taken_up(tmp_path: Path) -> None:
    async with calling(tmp_path, patience_s=1) as caller:
        caller.trouble.engine = HANGS
        answers = await asyncio.gather(*(caller.say(f"Number {n} waits.") for n in range(2)))
        waiting = [answer.json() for answer in answers]
        assert {one["state"] for one in waiting} == {"pending"}

        async def told() -> bool:
            return (await caller.ready())[0] == 503

        await caller.until(told)
        _, state = await caller.ready()
        assert state["failing"] == ["model"]
        assert "restart" in state["advice"]["model"]
        assert await caller.listed() == []
        # As advised. The hanging thread cannot be ended, so the process is.
        await caller.web.kill()
        caller.trouble.engine = 0
        await caller.web.start()
        for one in waiting:
            await caller.until_listed(one["id"])
        await caller.until_ready()
        caller.all_is_kept()
