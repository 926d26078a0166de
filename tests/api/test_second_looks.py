"""Appeals, four eyes and reports over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from msgspec import structs
from tests.api.gatepost_here import Client, problem, receipt

from gatepost.conversation.sites import Sites
from gatepost.web.app import build
from gatepost.web.service import Service


@pytest.fixture
def four_eyes(service: Service) -> Service:
    """On the clause that the stub engine finds in `perhaps`, two must agree."""
    service.house.sites = Sites(
        structs.replace(site, four_eyes=("threat",)) for site in service.house.sites.all
    )
    return service


async def another(service: Service, name: str, scope: str = "desk") -> Client:
    token = await service.accounts.add_token(name, [scope])
    return Client(service, headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
async def second(service: Service) -> AsyncIterator[Client]:
    async with await another(service, "second") as made:
        yield made


async def queue(desk: Client, kind: str) -> list[dict]:  # type: ignore[type-arg]
    return (await desk.get("/api/v1/desk/queue", params={"kind": kind})).json()["items"]  # type: ignore[no-any-return]


async def test_an_appeal_goes_to_another_program(client: Client, desk: Client, second: Client) -> None:
    made = await client.said("Well, perhaps.")
    path = f"/api/v1/desk/comments/{made['id']}"
    await desk.post(f"{path}/reject", json={"clauses": ["profanity"]})
    await client.post(f"/api/v1/comments/{made['id']}/appeal", json={"text": "No."}, headers=receipt(made))
    engines = await client.said("You idiot.")
    await client.post(
        f"/api/v1/comments/{engines['id']}/appeal", json={"text": "No."}, headers=receipt(engines)
    )
    listed = await queue(desk, "appeals")
    assert [(item["comment"]["id"], item["appeal"]["may_answer"]) for item in listed] == [
        (engines["id"], True),
        (made["id"], False),
    ]
    assert [item["comment"]["id"] for item in await queue(second, "appeals")] == [made["id"], engines["id"]]
    for step, body in (("answer", {"uphold": True}), ("answer", {"uphold": False}), ("approve", {})):
        problem(await desk.post(f"{path}/{step}", json=body), 403, "own-decision")
    done = await second.post(f"{path}/answer", json={"uphold": True, "reply": "It stays."})
    assert done.json() == {"id": made["id"], "state": "rejected"}
    own = (await client.get(f"/api/v1/comments/{made['id']}", headers=receipt(made))).json()
    assert own["statement"]["appeal"]["same_person"] is False


async def test_pages_of_appeals_go_on_from_a_comment(client: Client, desk: Client) -> None:
    said = [await client.said(f"You idiot {number}.") for number in range(3)]
    for made in said:
        await client.post(
            f"/api/v1/comments/{made['id']}/appeal", json={"text": "No."}, headers=receipt(made)
        )
    params = {"kind": "appeals", "limit": 2}
    page = (await desk.get("/api/v1/desk/queue", params=params)).json()
    rest = (await desk.get("/api/v1/desk/queue", params={**params, "after": page["after"]})).json()
    found = [item["comment"]["id"] for item in (*page["items"], *rest["items"])]
    assert (found, rest["after"]) == ([made["id"] for made in said], None)
    problem(
        await desk.get("/api/v1/desk/queue", params={**params, "after": "nonsense"}), 422, "cursor-invalid"
    )


async def test_two_programs_must_agree(
    client: Client, desk: Client, second: Client, four_eyes: Service
) -> None:
    made = await client.said("Well, perhaps.")
    path = f"/api/v1/desk/comments/{made['id']}"
    reject = {"clauses": ["threat"]}
    done = await desk.post(f"{path}/reject", json=reject)
    assert done.json() == {"id": made["id"], "state": "pending", "second_look": True}
    problem(await desk.post(f"{path}/reject", json=reject), 403, "own-proposal")
    assert await queue(desk, "second") == await queue(desk, "referred") == []
    (item,) = await queue(second, "second")
    assert item["proposal"]["state"] == "waiting"
    assert item["proposal"]["may_decide"] is True
    (look,) = item["proposal"]["looks"]
    assert (look["outcome"], look["clauses"]) == (None, [])
    own = (await desk.get(path)).json()["proposal"]
    assert (own["looks"][0]["outcome"], own["may_decide"]) == ("reject", False)
    assert (await second.get("/api/v1/desk/counts")).json()["second"] == 1
    done = await second.post(f"{path}/reject", json=reject)
    assert done.json() == {"id": made["id"], "state": "rejected"}
    assert (await second.get(path)).json()["proposal"] is None
    told = (await client.get(f"/api/v1/comments/{made['id']}", headers=receipt(made))).json()["statement"]
    assert "Two moderators decided this" in told["text"]
    proof = (await client.get(f"/api/v1/comments/{made['id']}/proof", headers=receipt(made))).json()
    assert "proposes" not in str(proof)


async def test_a_look_is_taken_back_by_undo(client: Client, desk: Client, four_eyes: Service) -> None:
    made = await client.said("Well, perhaps.")
    path = f"/api/v1/desk/comments/{made['id']}"
    await desk.post(f"{path}/approve", json={})
    assert (await desk.post(f"{path}/undo")).json() == {"id": made["id"], "state": "pending"}
    assert len(await queue(desk, "referred")) == 1


async def test_a_disagreement_is_settled_by_an_admin_s_program(
    client: Client, desk: Client, second: Client, four_eyes: Service
) -> None:
    made = await client.said("Well, perhaps.")
    path = f"/api/v1/desk/comments/{made['id']}"
    await desk.post(f"{path}/reject", json={"clauses": ["threat"]})
    dissent = await second.post(f"{path}/approve", json={"note": "I see no threat"})
    assert dissent.json() == {"id": made["id"], "state": "pending", "second_look": True}
    for one in (desk, second):
        problem(await one.post(f"{path}/approve", json={}), 403, "needs-settling")
    async with await another(four_eyes, "chief", "desk-admin") as chief:
        (item,) = await queue(chief, "second")
        assert item["proposal"]["state"] == "disputed"
        assert item["proposal"]["may_decide"] is True
        looks = item["proposal"]["looks"]
        assert [(one["outcome"], one["clauses"]) for one in looks] == [
            ("reject", ["threat"]),
            ("approve", []),
        ]
        assert (await chief.post(f"{path}/approve", json={})).json()["state"] == "approved"
    assert (await client.listed())["total"] == 1


async def test_reports_are_merged_and_each_reader_counts_once(client: Client, desk: Client) -> None:
    made = await client.said()
    path = f"/api/v1/comments/{made['id']}/report"
    for text in ("Look at this.", "Look again."):
        answer = await client.post(path, json={"clause": "threat", "text": text})
        assert (answer.status_code, answer.json()["already_reviewed"]) == (202, False)
    # A reader who comments is known by the token that the first comment gave, whatever the address.
    token = (await client.said("Another point."))["reader"]["token"]
    for text in ("He means me.", "Really."):
        await client.post(
            path,
            json={"clause": "threat", "text": text},
            headers={"Authorization": f"Bearer {token}"},
        )
    await client.post(path, json={"clause": "profanity"})
    (item,) = await queue(desk, "reports")
    merged = [(one["clause"], one["readers"], one["uncounted"]) for one in item["reports"]]
    assert merged == [("threat", 2, 0), ("profanity", 1, 0)]
    assert [one["text"] for one in item["reports"][0]["words"]] == ["Look at this.", "He means me."]


async def test_neighbours_in_one_network_are_one_reader_and_others_are_not(
    service: Service, desk: Client, client: Client
) -> None:
    made = await client.said()
    for address in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1", "192.0.2.9"):
        transport = httpx.ASGITransport(build(service), client=(address, 5000))
        async with httpx.AsyncClient(transport=transport, base_url="http://gatepost.test") as reader:
            answer = await reader.post(f"/api/v1/comments/{made['id']}/report", json={"clause": "threat"})
            assert answer.status_code == 202
    (item,) = await queue(desk, "reports")
    assert item["reports"][0]["readers"] == 3
    reporters = {one.reporter for one in (await service.house.store.queue_item(made["id"])).reports}  # type: ignore[union-attr]
    assert all(one.startswith("day.") for one in reporters)


async def test_what_a_moderator_has_found_in_order_is_not_brought_up_again(
    client: Client, desk: Client
) -> None:
    made = await client.said()
    path = f"/api/v1/comments/{made['id']}/report"
    await client.post(path, json={"clause": "threat"})
    await desk.post(f"/api/v1/desk/comments/{made['id']}/approve", json={})
    answer = await client.post(path, json={"clause": "threat", "text": "But look!"})
    assert (answer.status_code, answer.json()["already_reviewed"]) == (202, True)
    assert await queue(desk, "reports") == []
    answer = await client.post(path, json={"clause": "profanity"})
    assert answer.json()["already_reviewed"] is False
    assert len(await queue(desk, "reports")) == 1


async def test_no_address_is_kept(service: Service, client: Client) -> None:
    made = await client.said(author={"name": "Zed"})
    await client.post(f"/api/v1/comments/{made['id']}/report", json={"clause": "threat"})
    await service.house.store.close()
    for file in service.settings.data.iterdir():
        assert b"192.0.2.1" not in file.read_bytes(), file
    await service.house.store.open()
