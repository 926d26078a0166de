"""The desk's lists for programs: filters, orders, search, claims, bulk, views."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.gatepost_here import Client, problem

DESK = "/api/v1/desk"


async def ids(desk: Client, path: str = "/queue", **params: object) -> list[str]:
    answer = await desk.get(DESK + path, params=params)
    assert answer.status_code == 200, answer.text
    return [item["comment"]["id"] for item in answer.json()["items"]]


async def other_desk(client: Client, name: str = "other") -> dict[str, str]:
    token = await client.service.accounts.add_token(name, ["desk"])
    return {"Authorization": f"Bearer {token}"}


async def test_filters_orders_and_counts(client: Client, desk: Client) -> None:
    said = [(await client.said(text))["id"] for text in ("perhaps the bridge", "perhaps the river", "Fine.")]
    waiting = said[:2]
    assert await ids(desk) == waiting
    assert await ids(desk, order="newest") == waiting[::-1]
    assert sorted(await ids(desk, order="risk")) == sorted(await ids(desk, order="similarity")) == waiting
    assert await ids(desk, language="ckb") == []
    assert await ids(desk, kind="engine") == await ids(desk, kind="decided", by="engine") == [said[2]]
    assert await ids(desk, kind="decided", by="moderator") == []
    assert await ids(desk, older="1h") == []
    assert await ids(desk, newer="1h", **{"from": "2020-01-01"}) == waiting
    await client.service.house.store.caught_up()
    assert await ids(desk, q="bridge") == [waiting[0]]
    assert await ids(desk, "/search", q="perhaps") == waiting[::-1]
    assert await ids(desk, "/search", q="fine") == [said[2]]
    assert await ids(desk, "/search", q='"the river"') == [waiting[1]]
    counts = (await desk.get(f"{DESK}/counts")).json()
    assert (counts["pending"], counts["approved"], counts["unscreened"]) == (2, 1, 0)
    assert (counts["referred"], counts["engine"], counts["decided"], counts["mine"]) == (2, 1, 1, 0)
    counts = (await desk.get(f"{DESK}/counts", params={"q": "river"})).json()
    assert (counts["referred"], counts["engine"]) == (1, 0)


@pytest.mark.parametrize(
    ("params", "status", "code"),
    [
        ({"order": "best"}, 400, "invalid-parameter"),
        ({"kind": "all"}, 400, "invalid-parameter"),
        ({"least": "2"}, 422, "filter-invalid"),
        ({"from": "yesterday"}, 422, "filter-invalid"),
        ({"older": "2d", "newer": "1d"}, 422, "filter-invalid"),
        ({"clause": "NO!"}, 422, "filter-invalid"),
        ({"after": "nonsense"}, 422, "cursor-invalid"),
        ({"q": "x" * 201}, 400, "invalid-parameter"),
    ],
)
async def test_bad_values_are_refused(desk: Client, params: dict[str, str], status: int, code: str) -> None:
    problem(await desk.get(f"{DESK}/queue", params=params), status, code)


async def test_the_place_in_a_list_is_kept(client: Client, desk: Client) -> None:
    one, two, three = [(await client.said(f"perhaps {number}"))["id"] for number in range(3)]
    place = (await desk.get(f"{DESK}/comments/{two}/place")).json()
    assert (place["before"], place["total"], place["listed"]) == (1, 3, True)
    assert (place["previous"], place["next"]) == (one, three)
    await desk.post(f"{DESK}/comments/{two}/approve", json={})
    place = (await desk.get(f"{DESK}/comments/{two}/place")).json()
    assert (place["before"], place["total"], place["listed"], place["next"]) == (1, 2, False, three)
    assert await ids(desk, after=place["after"]) == await ids(desk, after=two) == [three]
    newest = {"query": "order=newest&newer=1h"}
    place = (await desk.get(f"{DESK}/comments/{three}/place", params=newest)).json()
    assert (place["before"], place["next"]) == (0, one)
    problem(await desk.get(f"{DESK}/comments/none/place"), 404, "not-found")
    bad = {"query": "order=best"}
    problem(await desk.get(f"{DESK}/comments/{one}/place", params=bad), 422, "filter-invalid")


async def test_who_was_faster_is_named(client: Client, desk: Client) -> None:
    made = (await client.said("Well, perhaps."))["id"]
    path = f"{DESK}/comments/{made}"
    seen = (await desk.get(path)).json()["seq"]
    other = await other_desk(client)
    assert (await client.post(f"{path}/approve", json={"seen": seen}, headers=other)).is_success
    for step, body in (("approve", {}), ("reject", {"clauses": ["threat"]}), ("answer", {"uphold": True})):
        refused = await desk.post(f"{path}/{step}", json={**body, "seen": seen})
        told = problem(refused, 409, "already-decided")
        assert told["stands"]["outcome"] == "approve"
        assert told["stands"]["by"].startswith("moderator:token.")
        assert told["stands"]["seq"] == (await desk.get(path)).json()["seq"] > seen
    problem(await desk.post(f"{path}/undo", params={"seen": seen}), 409, "already-decided")
    now = (await desk.get(path)).json()["seq"]
    assert (await client.post(f"{path}/undo", params={"seen": now}, headers=other)).is_success


async def test_claims(client: Client, desk: Client) -> None:
    made = (await client.said("Well, perhaps."))["id"]
    path = f"{DESK}/comments/{made}"
    mine = (await desk.post(f"{path}/claim", json={})).json()
    assert mine["mine"]
    other = await other_desk(client)
    theirs = (await client.post(f"{path}/claim", json={"seconds": 5}, headers=other)).json()
    assert (theirs["mine"], theirs["until"], theirs["moderator"]) == (False, mine["until"], mine["moderator"])
    (item,) = (await client.get(f"{DESK}/queue", headers=other)).json()["items"]
    assert item["claim"] == theirs
    assert await ids(desk, kind="mine") == [made]
    assert (await client.post(f"{path}/release", headers=other)).json() == {"released": False}
    assert (await desk.post(f"{path}/release")).json() == {"released": True}
    assert (await desk.get(path)).json()["claim"] is None
    problem(await desk.post(f"{DESK}/comments/none/claim", json={}), 404, "not-found")
    problem(await desk.post(f"{path}/claim", json={"seconds": 0}), 400, "invalid-field")


async def test_bulk_does_what_its_preview_said(client: Client, desk: Client) -> None:
    made = [(await client.said("perhaps  " + "the same" + "!" * number))["id"] for number in range(4)]
    other = await other_desk(client)
    await client.post(f"{DESK}/comments/{made[1]}/claim", json={}, headers=other)
    wave = (await desk.get(f"{DESK}/comments/{made[0]}/wave")).json()["items"]
    assert [item["comment"]["id"] for item in wave] == made
    assert {item["wave_size"] for item in wave} == {4}
    asked = {"outcome": "reject", "wave": made[0], "comments": ["none"], "clauses": ["threat"]}
    items = (await desk.post(f"{DESK}/bulk/preview", json=asked)).json()["items"]
    assert [(item["comment"], item["fate"]) for item in items] == [
        ("none", "gone"),
        (made[0], "decides"),
        (made[1], "claimed"),
        (made[2], "decides"),
        (made[3], "decides"),
    ]
    await client.post(f"{DESK}/comments/{made[3]}/approve", json={}, headers=other)
    chosen: list[dict[str, Any]] = [
        {"comment": item["comment"], "seen": item["seen"]} for item in items if item["goes"]
    ]
    answer = await desk.post(
        f"{DESK}/bulk", json={"outcome": "reject", "clauses": ["threat"], "items": chosen, "note": "a wave"}
    )
    results = answer.json()["items"]
    assert [(item["comment"], item["done"], item["state"], item["code"]) for item in results] == [
        (made[0], True, "rejected", None),
        (made[2], True, "rejected", None),
        (made[3], False, None, "already-decided"),
    ]
    assert results[2]["stands"]["outcome"] == "approve"
    assert await ids(desk) == [made[1]]
    assert sorted(await ids(desk, kind="mine")) == sorted([made[0], made[2]])
    problem(await desk.post(f"{DESK}/bulk/preview", json={"outcome": "reject"}), 422, "ground-missing")
    problem(
        await desk.post(f"{DESK}/bulk/preview", json={"outcome": "approve", "wave": "none"}), 404, "not-found"
    )
    many = [{"comment": f"c{number}", "seen": -1} for number in range(201)]
    problem(await desk.post(f"{DESK}/bulk", json={"outcome": "approve", "items": many}), 422, "too-many")
    problem(await desk.post(f"{DESK}/bulk", json={"outcome": "refer", "items": []}), 400, "invalid-field")


async def test_views(client: Client, desk: Client) -> None:
    made = await desk.post(f"{DESK}/views", json={"name": "Threats", "query": "clause=threat&order=risk"})
    assert made.status_code == 201
    view = made.json()
    assert (view["query"], view["shared"], view["mine"]) == ("order=risk&clause=threat", False, True)
    assert (await desk.get(f"{DESK}/views")).json() == [view]
    other = await other_desk(client)
    assert (await client.get(f"{DESK}/views", headers=other)).json() == []
    path = f"{DESK}/views/{view['id']}"
    shared = (await desk.post(path, json={"shared": True, "name": "All threats"})).json()
    assert shared == {**view, "shared": True, "name": "All threats"}
    assert (await client.get(f"{DESK}/views", headers=other)).json() == [{**shared, "mine": False}]
    problem(await client.post(path, json={"name": "x"}, headers=other), 403, "not-yours")
    problem(await client.post(f"{path}/delete", headers=other), 403, "not-yours")
    problem(await desk.post(f"{DESK}/views", json={"name": "x", "query": "a=b"}), 422, "filter-invalid")
    problem(await desk.post(f"{DESK}/views", json={"name": "All threats", "query": ""}), 409, "name-taken")
    assert (await desk.post(f"{path}/delete")).json() == {"deleted": True}
    problem(await desk.post(f"{path}/delete"), 404, "not-found")
