"""Escalations for programs, and what a site answers while nobody is at its desk."""

from __future__ import annotations

from msgspec import structs
from tests.api.gatepost_here import Client, problem

from gatepost.conversation.attendance.hours import hours
from gatepost.conversation.erase import erase
from gatepost.conversation.sites import Sites

REASON = {"to": "police", "reason": "A threat."}


async def test_a_program_escalates_takes_the_evidence_and_an_administrators_closes(
    client: Client, desk: Client
) -> None:
    made = await client.said("You idiot \0.")
    path = f"/api/v1/desk/comments/{made['id']}/escalate"
    problem(await desk.post(path, json={**REASON, "to": "army"}), 400, "invalid-field")
    problem(await desk.post(path, json={**REASON, "reason": ""}), 422, "text-empty")
    problem(await desk.post(path, json={**REASON, "keep_until": "soon"}), 422, "until-invalid")
    problem(await desk.post("/api/v1/desk/comments/none/escalate", json=REASON), 404, "not-found")
    far = "2999-01-01T00:00:00Z"
    problem(await desk.post(path, json={**REASON, "keep_until": far}), 422, "until-invalid")
    house = client.service.house
    soon = made["receipt"]["submitted_at"].replace("Z", "+00:00")
    keep_until = soon.replace(soon[:4], str(int(soon[:4]) + 1), 1)[:10] + "T00:00:00+00:00"
    sent = await desk.post(path, json={**REASON, "keep_until": keep_until})
    assert sent.status_code == 201, sent.text
    (listed,) = (await desk.get("/api/v1/desk/escalations", params={"waiting": "true"})).json()["escalations"]
    assert listed == sent.json()
    await erase(house, made["id"], "author")
    one = f"/api/v1/desk/escalations/{listed['id']}"
    bundle = (await desk.get(f"{one}/bundle")).json()
    assert (bundle["comment"]["text"], bundle["comment"]["kept"]) == ("You idiot \0.", True)
    problem(await desk.post(f"{one}/close", json={}), 403, "scope-missing")
    chief = {"Authorization": f"Bearer {await client.service.accounts.add_token('chief', ['desk-admin'])}"}
    closed = await client.post(f"{one}/close", json={"answer": "Reported."}, headers=chief)
    assert closed.json()["closed_at"]
    problem(await client.post(f"{one}/close", json={}, headers=chief), 409, "already-closed")
    bundle = (await client.get(f"{one}/bundle", headers=chief)).json()
    assert bundle["comment"]["text"] is None
    other = await client.service.accounts.add_token("other", ["desk"])
    headers = {"Authorization": f"Bearer {other}"}
    problem(await client.get(f"{one}/bundle", headers=headers), 403, "not-yours")


async def test_a_site_that_nobody_attends_says_so_and_takes_nothing(client: Client, desk: Client) -> None:
    house = client.service.house
    news = house.sites.by_id("news")
    assert news is not None
    made = await client.said("perhaps")
    waits = await client.service.house.store.attendance.oldest_waiting("news")
    assert waits is not None
    house.sites = Sites([structs.replace(news, unattended_minutes=1, alarm_minutes=1)])
    clock, house.clock = house.clock, lambda: waits + 61_000_000
    refused = await client.say("Another.", headers={"Accept-Language": "tr"})
    body = problem(refused, 409, "unattended")
    assert "moderasyon masasında kimse yok" in body["text"]
    figures = (await client.get("/metrics")).text
    assert 'gatepost_oldest_waiting_seconds{site="news"} 61.0' in figures
    # A program that decides is somebody at the desk.
    await desk.post(f"/api/v1/desk/comments/{made['id']}/undo")
    await client.said("Another.")
    house.clock = clock


async def test_outside_its_hours_a_site_says_when_it_opens(client: Client) -> None:
    house = client.service.house
    news = house.sites.by_id("news")
    assert news is not None
    house.sites = Sites([structs.replace(news, hours=hours("08:00-09:00"))])
    clock, house.clock = house.clock, lambda: 1_750_032_000_000_000
    body = problem(await client.say("Too early."), 409, "outside-hours")
    assert "08:00" in body["text"]
    house.clock = clock
