"""PostgreSQL goes away and comes back: nothing is taken or published meanwhile, and no restart is needed."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.faults.caller import FAIR, Caller, calling
from tests.faults.postgres import PostgreSQL
from tests.faults.troubled import HANGS

TEXTS = {
    "stopped": ("The council should publish the figures.", "My street has been dark for a week."),
    "killed": ("Thank you for asking the mayor about it.", "Our school was built in that year."),
}
"""Not alike, or the engine would refer the later ones."""


async def gone_and_back(caller: Caller, server: PostgreSQL, how: str) -> None:
    first, second = TEXTS[how]
    caller.trouble.engine = HANGS
    waiting = (await caller.say(first)).json()
    await (server.stop() if how == "stopped" else server.kill())
    caller.trouble.engine = 0
    refused = await caller.say(second, key=how)
    assert (refused.status_code, refused.json()["code"]) == (503, "store-unavailable")
    status, state = await caller.ready()
    assert (status, state["failing"]) == (503, ["database"])
    assert state["advice"]["database"]
    await server.start()
    await caller.until_ready()
    again = await caller.say(second, key=how)
    assert again.status_code == 201
    await caller.until_listed(again.json()["id"])
    await caller.until_listed(waiting["id"])


async def test_the_server_is_stopped_or_killed_and_comes_back(tmp_path: Path, server: PostgreSQL) -> None:
    async with calling(tmp_path, database=server) as caller:
        await gone_and_back(caller, server, "stopped")
        await gone_and_back(caller, server, "killed")
        # Connections are cut while ten comments come in; who gets no answer sends again.
        texts = [f"{FAIR} Question {number} is open." for number in range(10)]
        sending = [asyncio.create_task(caller.insist(text, key=f"cut-{n}")) for n, text in enumerate(texts)]
        for _ in range(3):
            await asyncio.sleep(0.05)
            await server.end_connections()
        assert {(await one).status_code for one in sending} == {201}
        caller.all_is_kept()
