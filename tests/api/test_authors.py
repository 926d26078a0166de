"""What the author may do with the receipt, and nobody else: see, appeal, withdraw. Readers report."""

from __future__ import annotations

import hashlib

import pytest
from tests.api.gatepost_here import ARTICLE, Client, problem, receipt

WRONG = [
    {},
    {"Authorization": "Receipt " + "0" * 32},
    {"Authorization": "Receipt not-hex"},
    {"Authorization": "Receipt"},
    {"Authorization": "Bearer " + "0" * 32},
    {"Gatepost-Receipt": "0" * 32},
    {"Gatepost-Receipt": ""},
]


@pytest.mark.parametrize("headers", WRONG)
async def test_strangers_learn_nothing_of_an_unpublished_comment(
    client: Client, headers: dict[str, str]
) -> None:
    made = await client.said("You idiot.")
    for rest in ("", "/proof"):
        problem(await client.get(f"/api/v1/comments/{made['id']}{rest}", headers=headers), 404, "not-found")
    appeal = await client.post(f"/api/v1/comments/{made['id']}/appeal", json={"text": "No"}, headers=headers)
    problem(appeal, 404, "not-found")
    withdrawal = await client.post(f"/api/v1/comments/{made['id']}/withdraw", headers=headers)
    problem(withdrawal, 404, "not-found")


async def test_a_receipt_opens_its_own_comment_only(client: Client) -> None:
    mine, other = await client.said("You idiot."), await client.said("You idiot, too.")
    answer = await client.get(f"/api/v1/comments/{mine['id']}", headers=receipt(mine))
    assert answer.json()["statement"]["clauses"][0]["id"] == "personal-attack"
    assert answer.headers["cache-control"] == "private, no-cache"
    plain = await client.get(
        f"/api/v1/comments/{mine['id']}", headers={"Gatepost-Receipt": mine["receipt"]["token"]}
    )
    assert plain.json() == answer.json()
    problem(await client.get(f"/api/v1/comments/{other['id']}", headers=receipt(mine)), 404, "not-found")


async def test_an_appeal_is_made_once_and_answered_by_a_person(client: Client, desk: Client) -> None:
    made = await client.said("You idiot.")
    path = f"/api/v1/comments/{made['id']}"
    body = {"text": "It was a quotation."}
    problem(await client.post(f"{path}/appeal", json={"text": " "}, headers=receipt(made)), 422, "text-empty")
    first = await client.post(f"{path}/appeal", json=body, headers=receipt(made))
    assert (first.status_code, first.json()["state"]) == (201, "waiting")
    problem(await client.post(f"{path}/appeal", json=body, headers=receipt(made)), 409, "already-appealed")
    (item,) = (await desk.get("/api/v1/desk/queue", params={"kind": "appeals"})).json()["items"]
    assert item["appeal"]["text"] == "It was a quotation."
    answered = await desk.post(
        f"/api/v1/desk/comments/{made['id']}/answer", json={"uphold": False, "reply": "You are right."}
    )
    assert answered.json()["state"] == "approved"
    assert (await client.listed())["comments"][0]["text"] == "You idiot."


async def test_an_upheld_appeal_is_told_with_the_reply(client: Client, desk: Client) -> None:
    made = await client.said("You idiot.")
    await client.post(f"/api/v1/comments/{made['id']}/appeal", json={"text": "No!"}, headers=receipt(made))
    await desk.post(
        f"/api/v1/desk/comments/{made['id']}/answer", json={"uphold": True, "reply": "It stands."}
    )
    own = (await client.get(f"/api/v1/comments/{made['id']}", headers=receipt(made))).json()
    assert own["state"] == "rejected"
    assert own["statement"]["decided_by"] == "person"
    assert own["statement"]["appeal"]["state"] == "upheld"
    assert own["statement"]["appeal"]["reply"] == "It stands."


async def test_what_was_approved_cannot_be_appealed(client: Client) -> None:
    made = await client.said()
    answer = await client.post(
        f"/api/v1/comments/{made['id']}/appeal", json={"text": "Why?"}, headers=receipt(made)
    )
    problem(answer, 409, "not-appealable")


async def test_a_withdrawn_comment_is_gone_at_the_next_look(client: Client) -> None:
    made = await client.said()
    path = f"/api/v1/comments/{made['id']}"
    for _ in range(2):
        answer = await client.post(f"{path}/withdraw", headers=receipt(made))
        assert answer.json() == {"id": made["id"], "state": "withdrawn"}
    assert (await client.listed())["total"] == 0
    problem(await client.get(path), 404, "not-found")
    problem(await client.get(f"{path}/proof"), 404, "not-found")
    assert (await client.get(path, headers=receipt(made))).json()["state"] == "withdrawn"


async def test_readers_report_published_comments(client: Client, desk: Client) -> None:
    made = await client.said()
    path = f"/api/v1/comments/{made['id']}/report"
    problem(await client.post(path, json={"clause": "no-such"}), 422, "unknown-clause")
    problem(await client.post(path, json={"clause": 5}), 400, "invalid-field")
    answer = await client.post(path, json={"clause": "threat", "text": "Look at this."})
    assert (answer.status_code, answer.json()) == (
        202,
        {"id": made["id"], "reported": True, "already_reviewed": False},
    )
    (item,) = (await desk.get("/api/v1/desk/queue", params={"kind": "reports"})).json()["items"]
    assert item["reports"][0]["words"][0]["text"] == "Look at this."
    rejected = await client.said("You idiot.")
    answer = await client.post(f"/api/v1/comments/{rejected['id']}/report", json={"clause": "threat"})
    problem(answer, 404, "not-found")
    own = await client.post(
        f"/api/v1/comments/{rejected['id']}/report", json={"clause": "threat"}, headers=receipt(rejected)
    )
    problem(own, 409, "not-reportable")


async def test_the_proof_can_be_checked_by_anyone(client: Client) -> None:
    """Redo every digest from the answer alone, by the rules that it states."""
    made = await client.said("Prüf mich \0 genau.")
    proof = (await client.get(f"/api/v1/comments/{made['id']}/proof")).json()
    text = (await client.get(f"/api/v1/comments/{made['id']}")).json()["text"]
    digest = hashlib.sha256(bytes.fromhex(proof["salt"]) + text.encode()).hexdigest()
    assert proof["digest"] == f"sha256:{digest}" == made["receipt"]["digest"]
    previous = hashlib.sha256(b"gatepost/ledger/1/genesis\n" + proof["chain"].encode()).digest()
    assert [entry["kind"] for entry in proof["entries"]] == [
        "submission",
        "verdict",
        "decision",
        "publication",
    ]
    for entry in proof["entries"]:
        assert entry["previous"] == f"sha256:{previous.hex()}"
        if entry["kind"] in ("verdict", "decision"):
            # What the engine measured would teach how to write around it: only the digest is shown.
            assert entry["canonical"] == ""
            assert not {"grounds", "violation_ppm"} & set(entry["body"])
            previous = bytes.fromhex(entry["digest"].removeprefix("sha256:"))
            continue
        previous = hashlib.sha256(b"gatepost/ledger/1\n" + previous + entry["canonical"].encode()).digest()
        assert entry["digest"] == f"sha256:{previous.hex()}"
    assert proof["entries"][0]["digest"] == made["receipt"]["ledger"]["digest"]
    assert "Prüf" not in str(proof["entries"])
    assert (await client.listed())["article"]["url"] == ARTICLE
