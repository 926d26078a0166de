"""Health, readiness, figures, limits."""

from __future__ import annotations

import re

import pytest
from tests.api.gatepost_here import ARTICLE, Client, problem

from gatepost.conversation.ports import StoreUnavailable
from gatepost.web.abuse.layers import Layers, Shares
from gatepost.web.clients import networks


async def test_live_and_ready(client: Client) -> None:
    assert (await client.get("/healthz")).json()["status"] == "live"
    ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()) == (
        200,
        {"ready": True, "failing": [], "advice": {}, "engine": "stub 1"},
    )


async def test_readiness_names_what_fails(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken() -> None:
        raise StoreUnavailable("/data/db: the disk is full: make room", "the disk is full: make room")

    monkeypatch.setattr(client.service.house.store, "ping", broken)
    await client.service.house.screener.stop()
    ready = await client.get("/readyz")
    assert (ready.status_code, ready.json()["failing"]) == (503, ["database", "screener"])
    assert ready.json()["advice"]["database"] == "the disk is full: make room"
    assert "restart" in ready.json()["advice"]["screener"]


async def test_a_store_that_fails_is_503_and_the_reader_may_try_again(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise StoreUnavailable("the disk is full")

    monkeypatch.setattr(client.service.house.store, "add_comment", broken)
    answer = await client.say()
    problem(answer, 503, "store-unavailable")
    assert answer.headers["retry-after"] == "5"
    assert "disk" not in answer.text


def value(metrics: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", metrics, flags=re.MULTILINE)
    return float(found[1]) if found else 0.0


async def test_figures_grow_with_what_happens_and_name_nobody(client: Client) -> None:
    names = [
        'gatepost_submissions_total{site="news"}',
        'gatepost_verdicts_total{language="en",outcome="approve"}',
        'gatepost_decisions_total{by="engine",outcome="approve"}',
        'gatepost_request_seconds_count{method="POST",route="/api/v1/comments",status="201"}',
    ]
    before = (await client.get("/metrics")).text
    made = await client.said("A very special sentence.")
    after = (await client.get("/metrics")).text
    for name in names:
        assert value(after, name) == value(before, name) + 1, name
    await client.get(f"/api/v1/comments/{made['id']}")
    text = (await client.get("/metrics")).text
    for secret in ("special", "Ann", made["id"], ARTICLE, "192.0.2.1"):
        assert secret not in text
    assert 'route="/api/v1/comments/{comment_id}"' in text
    assert "gatepost_pending_comments" in text
    assert "gatepost_digest_mismatches_total " in text


async def test_posting_is_limited_for_each_client(client: Client) -> None:
    client.service.posts = Layers(1, 2, Shares(1, 40))
    for _ in range(2):
        await client.said()
    limited = await client.say()
    problem(limited, 429, "rate-limited")
    assert 0 < int(limited.headers["retry-after"]) <= 60
    # A header that anybody can write changes nothing, until its writer is a trusted proxy.
    forged = {"X-Forwarded-For": "203.0.113.7"}
    assert (await client.say(headers=forged)).status_code == 429
    client.service.trusted_proxies = networks(["192.0.2.0/24"])
    assert (await client.say(headers=forged)).status_code == 201
    # Reading and everything else goes on.
    assert (await client.listed())["total"] == 3


async def test_signing_in_is_limited(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    # The clock stands still: on a busy machine eleven passwords take so long that another is allowed.
    monkeypatch.setattr(client.service.accounts.attempts, "_clock", lambda: 1_750_000_000_000_000)
    form = {"name": "Ann", "password": "guess"}
    statuses = [(await client.post("/desk/sign-in", data=form)).status_code for _ in range(11)]
    assert statuses[:10] == [401] * 10
    assert statuses[10] == 429
