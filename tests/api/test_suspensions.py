"""A suspension over HTTP: what the author is told, at once and in full, and what programs can do."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.gatepost_here import Client, problem
from tests.api.test_reader_tokens import reader

from gatepost.conversation.records import Moderator
from gatepost.conversation.suspensions.suspend import DAY, suspend

APPEAL = "/api/v1/me/appeal"


async def suspended(client: Client, first: dict[str, Any], days: int = 7) -> str:
    """By a person, Mina, with a colleague."""
    house = client.service.house
    for name in ("mina", "omar"):
        await house.store.add_moderator(Moderator(name, name.title(), "moderator"))
    comment = await house.find(first["id"])
    assert comment.author is not None
    until = house.clock() + days * DAY
    made = await suspend(house, "mina", comment.author, until, "personal-attack", "You insult.", comment.id)
    return made.id


async def test_the_next_comment_is_refused_and_the_problem_says_all_of_it(client: Client) -> None:
    first = await client.said("You idiot.")
    await suspended(client, first)
    answer = await client.say("Another.", headers={**reader(first), "Accept-Language": "ar"})
    body = problem(answer, 403, "suspended")
    told = body["suspension"]
    assert (told["clause"], told["ground"], told["decided_by"]) == (
        "personal-attack",
        "You insult.",
        "person",
    )
    assert told["appeal"] == {"possible": True, "url": APPEAL, "state": None, "reply": ""}
    assert told["language"] == "ar"
    assert body["text"] == told["text"]
    assert "You insult." in body["text"]
    assert "Mina" not in answer.text
    assert (await client.listed())["total"] == 0
    own = await client.get(f"/api/v1/comments/{first['id']}", headers=reader(first))
    assert own.json()["statement"]["suspension"]["id"] == told["id"]


async def test_me_tells_of_comments_and_suspensions(client: Client) -> None:
    first = await client.said("You idiot.")
    second = await client.said("A fair point.", headers=reader(first))
    me = (await client.get("/api/v1/me", headers=reader(first))).json()
    assert (me["site"], me["suspended"], me["suspensions"], me["after"]) == ("news", False, [], None)
    assert [(one["id"], one["state"]) for one in me["comments"]] == [
        (second["id"], "approved"), (first["id"], "rejected")
    ]  # fmt: skip
    assert me["comments"][1]["statement"]["clauses"][0]["id"] == "personal-attack"
    await suspended(client, first)
    answer = await client.get("/api/v1/me", headers=reader(first))
    assert answer.headers["cache-control"] == "no-store"
    assert (answer.json()["suspended"], answer.json()["suspensions"][0]["holds"]) == (True, True)


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer r_" + "0" * 32}, {"Authorization": "Receipt " + "0" * 32}]
)
async def test_me_is_for_who_holds_a_token(client: Client, headers: dict[str, str]) -> None:
    answer = await client.get("/api/v1/me", headers=headers)
    problem(answer, 401, "token-invalid")
    assert answer.headers["www-authenticate"].startswith("Bearer")
    problem(await client.post(APPEAL, json={"text": "No"}, headers=headers), 401, "token-invalid")


async def test_one_appeal_and_its_answer(client: Client, desk: Client) -> None:
    first = await client.said("You idiot.")
    problem(await client.post(APPEAL, json={"text": "No"}, headers=reader(first)), 409, "not-suspended")
    made = await suspended(client, first)
    problem(await client.post(APPEAL, json={"text": " "}, headers=reader(first)), 422, "text-empty")
    evil = {**reader(first), "Origin": "https://evil.test"}
    problem(await client.post(APPEAL, json={"text": "No"}, headers=evil), 403, "origin-not-allowed")
    sent = await client.post(APPEAL, json={"text": "A quotation."}, headers=reader(first))
    assert (sent.status_code, sent.json()["appeal"]["state"]) == (201, "waiting")
    problem(await client.post(APPEAL, json={"text": "No"}, headers=reader(first)), 409, "already-appealed")
    (waiting,) = (await desk.get("/api/v1/desk/suspensions", params={"waiting": "true"})).json()[
        "suspensions"
    ]
    assert (waiting["id"], waiting["appeal"], waiting["appeal_state"]) == (made, "A quotation.", "waiting")
    path = f"/api/v1/desk/suspensions/{made}"
    done = await desk.post(f"{path}/answer", json={"uphold": False, "reply": "You are right."})
    assert (done.json()["appeal_state"], done.json()["holds"]) == ("overturned", False)
    problem(await desk.post(f"{path}/answer", json={"uphold": False}), 409, "no-open-appeal")
    problem(await desk.post(f"{path}/lift"), 403, "not-yours")
    await client.said("Thank you.", headers=reader(first))
    me = (await client.get("/api/v1/me", headers=reader(first))).json()
    assert me["suspensions"][0]["appeal"]["reply"] == "You are right."


async def test_a_program_suspends_and_lifts_and_the_author_is_told_that_it_was_one(
    client: Client, desk: Client
) -> None:
    first = await client.said("You idiot.")
    item = (await desk.get(f"/api/v1/desk/comments/{first['id']}")).json()
    author = item["author_id"]
    assert item["record"]["rejected"] == 1
    path = f"/api/v1/desk/authors/{author}"
    ground = {"clause": "threat", "ground": "Enough."}
    wrong = [{}, {"days": 2, "until": "2030-01-01T00:00:00Z"}, {"until": "soon"}, {"until": "2030-01-01"}]
    for end in [*wrong, {"until": "1999-01-01T00:00:00Z"}]:
        problem(await desk.post(f"{path}/suspend", json={**ground, **end}), 422, "until-invalid")
    problem(await desk.post(f"{path}/suspend", json={**ground, "days": 366}), 400, "invalid-field")
    made = await desk.post(f"{path}/suspend", json={**ground, "days": 2, "comment": first["id"]})
    assert (made.status_code, made.json()["holds"]) == (201, True)
    problem(await desk.post(f"{path}/suspend", json={**ground, "days": 1}), 409, "already-suspended")
    told = problem(await client.say(headers=reader(first)), 403, "suspended")["suspension"]
    assert told["decided_by"] == "program"
    found = (await desk.get(path)).json()
    assert (found["record"]["suspensions"], found["comments"][0]["id"]) == (1, first["id"])
    lifted = await desk.post(f"/api/v1/desk/suspensions/{made.json()['id']}/lift")
    assert lifted.json()["holds"] is False
    problem(await desk.get("/api/v1/desk/authors/nobody"), 404, "not-found")
    problem(await desk.post("/api/v1/desk/suspensions/none/lift"), 404, "not-found")


async def test_an_administrators_program_lifts_what_others_did(client: Client, desk: Client) -> None:
    first = await client.said("You idiot.")
    made = await suspended(client, first)
    problem(await desk.post(f"/api/v1/desk/suspensions/{made}/lift"), 403, "not-yours")
    token = await client.service.accounts.add_token("chief", ["desk-admin"])
    chief = {"Authorization": f"Bearer {token}"}
    lifted = await client.post(f"/api/v1/desk/suspensions/{made}/lift", headers=chief)
    assert lifted.json()["holds"] is False
