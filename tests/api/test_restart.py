"""What was answered is still there after the end of the process; what was pending is taken up again."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.api.gatepost_here import Client, receipt, settings_in
from tests.api.stub_engine import StubEngine, load_stub

from gatepost.web.composition import running


async def test_comments_receipts_and_keys_outlive_the_process(tmp_path: Path) -> None:
    load = load_stub(StubEngine())
    key = {"Idempotency-Key": "before"}
    async with running(settings_in(tmp_path), load=load) as service, Client(service) as client:
        good = await client.said("Good. \0 \r\n", headers=key)
        bad = await client.said("You idiot.")
        token = await service.accounts.add_token("robot", ["desk"])
    async with running(settings_in(tmp_path), load=load) as service, Client(service) as client:
        (listed,) = (await client.listed())["comments"]
        assert (listed["id"], listed["text"]) == (good["id"], "Good. \0 \r\n")
        own = await client.get(f"/api/v1/comments/{bad['id']}", headers=receipt(bad))
        assert own.json()["statement"]["clauses"][0]["id"] == "personal-attack"
        again = await client.said("Good. \0 \r\n", headers=key)
        assert again["receipt"] == good["receipt"]
        desk = await client.get("/api/v1/desk/counts", headers={"Authorization": f"Bearer {token}"})
        assert desk.json()["approved"] == 1


async def test_a_comment_that_was_not_screened_is_screened_after_the_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gatepost.web.reader.posting.PATIENCE_SECONDS", 0.05)
    stuck, free = StubEngine(), StubEngine()
    stuck.hold()
    async with running(settings_in(tmp_path), load=load_stub(stuck)) as service, Client(service) as client:
        made = await client.said("Patient.")
        assert made["state"] == "pending"
        # The process ends with the engine still at it; let the thread go so that it can.
        monkeypatch.setattr(service.house.store, "apply", _gone)
        stuck.release()
    async with running(settings_in(tmp_path), load=load_stub(free)) as service, Client(service) as client:
        for _ in range(200):
            if (await client.listed())["total"] == 1:
                break
            await service.house.screener.settled(made["id"], 0.05)
        assert (await client.listed())["comments"][0]["text"] == "Patient."


async def _gone(*_: object) -> None:
    raise RuntimeError("the process was killed here")
