"""The desk for programs."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tests.api.gatepost_here import Client, problem, receipt

from gatepost.store.ledger.verify import Verification
from gatepost.store.sqlite.audit import open_ledger
from gatepost.web.composition import DATABASE


async def test_a_referred_comment_is_seen_with_everything_and_approved(client: Client, desk: Client) -> None:
    made = await client.said("Well, perhaps.")
    assert made["state"] == "pending"
    queue = (await desk.get("/api/v1/desk/queue")).json()
    (item,) = queue["items"]
    assert item["comment"]["text"] == "Well, perhaps."
    assert item["verdict"]["outcome"] == "refer"
    assert item["article"]["url"].startswith("https://news.test/")
    assert (await desk.get(f"/api/v1/desk/comments/{made['id']}")).json() == item
    counts = (await desk.get("/api/v1/desk/counts")).json()
    assert counts["pending"] == 1
    done = await desk.post(f"/api/v1/desk/comments/{made['id']}/approve", json={})
    assert done.json() == {"id": made["id"], "state": "approved"}
    assert (await client.listed())["total"] == 1
    proof = (await client.get(f"/api/v1/comments/{made['id']}/proof")).json()
    assert proof["entries"][-2]["body"]["by"].startswith("moderator:token.")
    assert "robot" not in str(proof)
    again = await desk.post(f"/api/v1/desk/comments/{made['id']}/approve", json={})
    problem(again, 409, "already-decided")


async def test_a_rejection_needs_known_clauses_and_reaches_the_author(client: Client, desk: Client) -> None:
    made = await client.said("Well, perhaps.")
    path = f"/api/v1/desk/comments/{made['id']}/reject"
    problem(await desk.post(path, json={"clauses": []}), 422, "ground-missing")
    problem(await desk.post(path, json={"clauses": ["no-such"]}), 422, "unknown-clause")
    problem(await desk.post(path, json={"clauses": "threat"}), 400, "invalid-field")
    problem(await desk.post(path, json={}), 400, "invalid-field")
    done = await desk.post(path, json={"clauses": ["threat", "threat"], "note": "for colleagues only"})
    assert done.json()["state"] == "rejected"
    own = (await client.get(f"/api/v1/comments/{made['id']}", headers=receipt(made))).json()
    assert [clause["id"] for clause in own["statement"]["clauses"]] == ["threat"]
    assert own["statement"]["decided_by"] == "person"
    assert "for colleagues only" not in str(own)


async def test_undo_is_ones_own_and_in_time(client: Client, desk: Client) -> None:
    made = await client.said("Well, perhaps.")
    path = f"/api/v1/desk/comments/{made['id']}"
    problem(await desk.post(f"{path}/undo"), 409, "nothing-to-undo")
    await desk.post(f"{path}/approve", json={})
    other = await client.service.accounts.add_token("other", ["desk"])
    strange = await client.post(f"{path}/undo", headers={"Authorization": f"Bearer {other}"})
    problem(strange, 403, "not-yours")
    assert (await desk.post(f"{path}/undo")).json()["state"] == "pending"
    assert (await client.listed())["total"] == 0
    await desk.post(f"{path}/approve", json={})
    clock = client.service.house.clock
    client.service.house.clock = lambda: clock() + 61_000_000
    problem(await desk.post(f"{path}/undo"), 409, "undo-too-late")


async def test_an_appeal_must_be_there_to_be_answered(client: Client, desk: Client) -> None:
    made = await client.said()
    answer = await desk.post(f"/api/v1/desk/comments/{made['id']}/answer", json={"uphold": True})
    problem(answer, 409, "no-open-appeal")


async def test_the_queue_goes_on_page_by_page(client: Client, desk: Client) -> None:
    said = [(await client.said(f"perhaps {number}"))["id"] for number in range(5)]
    seen: list[str] = []
    after = ""
    for _ in range(3):
        params = {"limit": 2, **({"after": after} if after else {})}
        page = (await desk.get("/api/v1/desk/queue", params=params)).json()
        seen += [item["comment"]["id"] for item in page["items"]]
        after = page["after"]
    assert after is None
    assert seen == said


async def test_an_article_must_be_made_known_where_the_site_says_so(client: Client, desk: Client) -> None:
    url = "https://shop.test/1"
    problem(await client.say(url=url), 404, "unknown-article")
    for _ in range(2):
        made = await desk.post("/api/v1/desk/articles", json={"url": f"{url}?utm_source=x", "title": "One"})
        assert (made.status_code, made.json()["url"], made.json()["title"]) == (200, url, "One")
    assert (await client.say(url=url)).status_code == 201
    problem(
        await desk.post("/api/v1/desk/articles", json={"url": "https://else.test/"}), 404, "unknown-article"
    )


async def test_what_is_not_there_is_not_found(desk: Client) -> None:
    problem(await desk.get("/api/v1/desk/comments/nobody"), 404, "not-found")
    for step, body in (("approve", {}), ("reject", {"clauses": ["threat"]}), ("answer", {"uphold": True})):
        problem(await desk.post(f"/api/v1/desk/comments/nobody/{step}", json=body), 404, "not-found")
    problem(await desk.post("/api/v1/desk/comments/nobody/undo"), 404, "not-found")
    for step in ("open", "close"):
        problem(await desk.post(f"/api/v1/desk/articles/nobody/{step}"), 404, "not-found")
    problem(await desk.get("/api/v1/desk/queue", params={"kind": "all"}), 400, "invalid-parameter")


async def test_a_text_changed_in_the_database_is_never_published(client: Client, desk: Client) -> None:
    """Law 3: one changed byte, and neither a person nor an appeal brings it to the public."""
    waiting = await client.said("Well, perhaps.")
    rejected = await client.said("You idiot.")
    store = client.service.house.store
    with closing(sqlite3.connect(client.service.settings.data / DATABASE)) as database:
        database.execute("UPDATE comments SET text = CAST('W' || substr(text, 2) || '!' AS BLOB)")
        database.commit()
    for made in (waiting, rejected):
        answer = await desk.post(f"/api/v1/desk/comments/{made['id']}/approve", json={})
        problem(answer, 409, "digest-mismatch")
    path = f"/api/v1/comments/{rejected['id']}"
    assert (await client.post(f"{path}/appeal", json={"text": "No."}, headers=receipt(rejected))).is_success
    answer = await desk.post(f"/api/v1/desk/comments/{rejected['id']}/answer", json={"uphold": False})
    problem(answer, 409, "digest-mismatch")
    assert (await client.listed())["total"] == 0
    counts = await store.counts(None)
    assert (counts["approved"], counts["pending"], counts["rejected"]) == (0, 1, 1)
    with open_ledger(client.service.settings.data / DATABASE) as ledger:
        damaged = {damage.comment for damage in Verification(ledger).damages()}
    assert damaged == {waiting["id"], rejected["id"]}
