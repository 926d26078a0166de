"""What a reader may have: everything about oneself, and none of it any more."""

from __future__ import annotations

from typing import Any

from tests.api.gatepost_here import Client, problem, receipt
from tests.api.test_suspensions import suspended

from gatepost.store.ledger.verify import Verification
from gatepost.store.sqlite.audit import open_ledger


def bearer(made: dict[str, Any]) -> dict[str, str]:
    return {"Authorization": f"Bearer {made['reader']['token']}"}


async def test_an_export_is_a_file_with_everything(client: Client) -> None:
    made = await client.said("A fair point.")
    await client.said("You idiot.", headers=bearer(made))
    answer = await client.get("/api/v1/me/export", headers=bearer(made))
    assert answer.headers["content-disposition"] == 'attachment; filename="comments-news.json"'
    assert answer.headers["cache-control"] == "no-store"
    document = answer.json()
    assert [one["text"] for one in document["comments"]] == ["You idiot.", "A fair point."]
    assert document["comments"][1]["salt"] == made["receipt"]["salt"]
    assert document["comments"][0]["statement"]["clauses"]
    problem(await client.get("/api/v1/me/export"), 401, "token-invalid")


async def test_an_export_has_what_the_reader_said_against_a_suspension(client: Client) -> None:
    made = await client.said("You idiot.")
    suspension = await suspended(client, made)
    await client.post("/api/v1/me/appeal", json={"text": "That was a quote."}, headers=bearer(made))
    document = (await client.get("/api/v1/me/export", headers=bearer(made))).json()
    (objection,) = document["objections"]
    assert (objection["suspension"], objection["text"]) == (suspension, "That was a quote.")


async def test_erasing_oneself(client: Client) -> None:
    made = await client.said("A fair point.")
    reply = await client.said("An answer.", parent=made["id"])
    problem(await client.post("/api/v1/me/erase", json={}, headers=bearer(made)), 400, "invalid-field")
    done = await client.post("/api/v1/me/erase", json={"confirm": True}, headers=bearer(made))
    assert done.json() == {"comments": 1, "suspended_until": None}
    again = await client.post("/api/v1/me/erase", json={"confirm": True}, headers=bearer(made))
    problem(again, 401, "token-invalid")
    listed = await client.listed()
    assert "A fair point." not in str(listed)
    assert reply["id"] in str(listed)
    assert made["comment"]["author"]["name"]
    gone = (await client.get(f"/api/v1/comments/{made['id']}", headers=receipt(made))).json()
    assert (gone["state"], gone["text"], gone["author"]["name"], gone["badge"]) == ("erased", None, "", None)
    with open_ledger(client.service.house.store.path) as ledger:  # type: ignore[attr-defined]
        assert list(Verification(ledger).damages()) == []


async def test_one_comment_by_its_receipt(client: Client) -> None:
    one = await client.said("A fair point.")
    two = await client.said("Another.", headers=bearer(one))
    address = f"/api/v1/comments/{one['id']}/erase"
    problem(await client.post(address, json={"confirm": True}), 404, "not-found")
    problem(await client.post(address, json={"confirm": True}, headers=receipt(two)), 404, "not-found")
    problem(await client.post(address, json={"confirm": False}, headers=receipt(one)), 400, "invalid-field")
    for _ in range(2):
        done = await client.post(address, json={"confirm": True}, headers=receipt(one))
        assert done.json() == {"id": one["id"], "state": "erased"}
    mine = (await client.get("/api/v1/me", headers=bearer(one))).json()
    assert [comment["id"] for comment in mine["comments"]] == [two["id"]]
    done = await client.post(
        f"/api/v1/comments/{two['id']}/erase", json={"confirm": True}, headers=bearer(one)
    )
    assert done.json()["state"] == "erased"


async def test_other_pages_cannot_erase(client: Client) -> None:
    made = await client.said("A fair point.")
    headers = {**bearer(made), "Origin": "https://evil.test"}
    problem(
        await client.post("/api/v1/me/erase", json={"confirm": True}, headers=headers),
        403,
        "origin-not-allowed",
    )
    address = f"/api/v1/comments/{made['id']}/erase"
    problem(await client.post(address, json={"confirm": True}, headers=headers), 403, "origin-not-allowed")
