"""An engine that reads for longer than a lease lasts: whoever has the comment renews it, alone as well."""

from __future__ import annotations

from pathlib import Path

from tests.houses import Home, home, until

from gatepost.conversation.work.records import Work

LEASE = 60_000


async def test_the_only_process_does_not_take_up_what_it_has_itself(tmp_path: Path) -> None:
    async with home(tmp_path / "db") as at_home:
        at_home.house.lease = LEASE
        await at_home.house.screener.outbox.stop()
        at_home.house.screener.outbox.start()
        at_home.engine.gate.clear()
        sent = await at_home.send("fine, but long")
        for _ in range(4):
            before = await lease_of(at_home, sent.comment.id)
            at_home.clock.at += LEASE // 2
            await until(lambda before=before: renewed(at_home, sent.comment.id, before))
        job = await at_home.store.jobs.find(Work.SCREEN, sent.comment.id)
        assert job is not None
        assert job.tries == 1
        at_home.engine.gate.set()
        settled = await at_home.house.screener.settled(sent.comment.id, 30)
        assert settled is not None
        assert settled.state.value == "approved"


async def lease_of(at_home: Home, comment: str) -> int:
    job = await at_home.store.jobs.find(Work.SCREEN, comment)
    assert job is not None
    return job.due_at


async def renewed(at_home: Home, comment: str, before: int) -> bool:
    return await lease_of(at_home, comment) > before
