"""The signed checkpoints and the key, for whoever watches from outside."""

from __future__ import annotations

import hashlib

import pytest
from tests.api.gatepost_here import Client, problem
from tests.houses import until

from gatepost.conversation.checkpoints.making import Checkpointing
from gatepost.store.ledger.signing import is_signed

CHECKPOINTS = "/api/v1/ledger/checkpoints"


@pytest.fixture
async def client(client: Client) -> Client:
    """The first round has signed that rules came into force; the next one is far away."""

    async def signed() -> bool:
        return await client.service.house.store.checkpoints.newest() is not None

    await until(signed)
    return client


async def sign(client: Client) -> None:
    house = client.service.house
    assert house.checkpoints.keys is not None
    assert await house.store.checkpoints.make(house.clock(), house.checkpoints.keys)


async def test_checkpoints_are_listed_and_never_change(client: Client) -> None:
    for number in range(3):
        await client.said(f"A fair point {number}.")
        await sign(client)
    answer = await client.get(CHECKPOINTS)
    listed = answer.json()["checkpoints"]
    assert answer.json()["after"] is None
    assert [one["number"] for one in listed] == list(range(len(listed)))
    for before, one in zip([None, *listed], listed, strict=False):
        assert one["previous"] == (before and before["digest"])
        assert one["digest"] == f"sha256:{hashlib.sha256(one['body'].encode()).hexdigest()}"
        assert is_signed(one["body"].encode(), bytes.fromhex(one["signature"]), one["key"])
    unchanged = await client.get(CHECKPOINTS, headers={"If-None-Match": answer.headers["etag"]})
    assert unchanged.status_code == 304

    part = (await client.get(CHECKPOINTS, params={"after": 0, "limit": 1})).json()
    assert part == {"checkpoints": [listed[1]], "after": 1}
    single = await client.get(f"{CHECKPOINTS}/1")
    assert single.json() == listed[1]
    assert "immutable" in single.headers["cache-control"]
    same = await client.get(f"{CHECKPOINTS}/1", headers={"If-None-Match": single.headers["etag"]})
    assert same.status_code == 304

    await client.said("One more.")
    await sign(client)
    again = await client.get(CHECKPOINTS, headers={"If-None-Match": answer.headers["etag"]})
    assert len(again.json()["checkpoints"]) == len(listed) + 1


async def test_what_is_not_there(client: Client) -> None:
    problem(await client.get(f"{CHECKPOINTS}/100"), 404, "not-found")
    for wrong in (f"{CHECKPOINTS}?limit=0", f"{CHECKPOINTS}?after=x", f"{CHECKPOINTS}/9999999999"):
        assert (await client.get(wrong)).status_code in (400, 404)


async def test_the_key_is_served(client: Client) -> None:
    before = (await client.get("/api/v1/ledger/key")).json()
    await client.said()
    await sign(client)
    after = (await client.get("/api/v1/ledger/key")).json()
    assert before == after
    newest = (await client.get(CHECKPOINTS)).json()["checkpoints"][-1]
    assert newest["key"] == after["key"]
    assert after["pem"].startswith("-----BEGIN PUBLIC KEY-----")


async def test_a_proof_shows_what_is_covered_by_now(client: Client) -> None:
    made = await client.said()
    path = f"/api/v1/comments/{made['id']}/proof"
    assert (await client.get(path)).json()["inclusion"] == []
    await sign(client)
    proof = (await client.get(path)).json()
    (inclusion,) = proof["inclusion"]
    assert [one["seq"] for one in inclusion["entries"]] == [entry["seq"] for entry in proof["entries"]]


async def test_checkpoints_come_by_themselves_when_they_are_due(client: Client) -> None:
    house = client.service.house
    keys = house.checkpoints.keys
    first = await house.store.checkpoints.newest()
    assert first is not None
    await client.said("Another one.")
    await Checkpointing(keys, 60).round(house)
    assert await house.store.checkpoints.newest() == first  # not yet
    await Checkpointing(keys, 0).round(house)
    assert await house.store.checkpoints.newest() == first  # never by themselves
    house.clock = lambda: first.at + 61 * 60 * 1_000_000
    await Checkpointing(keys, 60).round(house)
    second = await house.store.checkpoints.newest()
    assert second is not None
    assert second.number == first.number + 1
    house.clock = lambda: first.at - 1  # the clock went back
    await client.said("And another one.")
    await Checkpointing(keys, 60).round(house)
    third = await house.store.checkpoints.newest()
    assert third is not None
    assert third.number == second.number + 1
