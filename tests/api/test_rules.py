"""The rules over HTTP, with the real fast engine: look, try a draft, publish it, what readers see then."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from tests.api.gatepost_here import Client, problem, receipt, settings_in

from gatepost.engine.guidelines import document_of, load, parse, written
from gatepost.web.composition import DATABASE, running
from gatepost.web.service import Service

WORD = "You scribbler, read it once more."


def with_word(term: str, text: str = "") -> str:
    document = document_of(parse(text, "test") if text else load())
    words = document.setdefault("words", {}).setdefault("add", [])
    words.append({"term": term, "clause": "personal-attack", "severity": "slur"})
    return written(document)


@pytest.fixture
async def service(tmp_path: Path, empty_database: Path) -> AsyncIterator[Service]:
    shutil.copy(empty_database, tmp_path / DATABASE)
    settings = settings_in(tmp_path)
    fast = structs.replace(settings, server=structs.replace(settings.server, engine="fast"))
    async with running(fast) as made:
        yield made


@pytest.fixture
async def editor(service: Service) -> AsyncIterator[Client]:
    """A program that may change the rules."""
    token = await service.accounts.add_token("editor", ["desk-admin"])
    async with Client(service, headers={"Authorization": f"Bearer {token}"}) as made:
        yield made


async def tried(editor: Client, guidelines: str, **more: Any) -> dict[str, Any]:
    answer = await editor.post("/api/v1/desk/rules/dry-run", json={"guidelines": guidelines, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_what_is_in_force_from_the_start(desk: Client) -> None:
    shipped = load()
    rules = (await desk.get("/api/v1/desk/rules")).json()
    assert (rules["number"], rules["version"], rules["by"]) == (1, shipped.version, "settings")
    assert parse(rules["guidelines"], "api") == shipped
    assert rules["sites"]["news"] == {
        "modes": {"default": "automatic", "languages": {}, "clauses": {}},
        "four_eyes": [],
    }
    assert [one["number"] for one in (await desk.get("/api/v1/desk/rules/versions")).json()] == [1]


async def test_from_a_draft_to_the_next_comment(client: Client, editor: Client) -> None:
    told = (await client.said(WORD))["id"]
    run = await tried(editor, with_word("scribbler"), comments=50)
    assert run["status"] == "done"
    assert run["counts"] == [{"before": "approve", "after": "reject", "comments": 1}]
    (one,) = run["decisions"]
    assert one["comment"] == told
    assert one["after"] == {"decided": "reject", "advised": "reject", "clauses": ["personal-attack"]}
    assert (await editor.get(f"/api/v1/desk/rules/dry-run/{run['id']}")).json() == run
    answer = await editor.post("/api/v1/desk/rules/publish", json={"draft": run["draft"], "note": "at last"})
    version = answer.json()
    assert (version["number"], version["note"]) == (2, "at last")
    assert version["by"].startswith("moderator:token.")
    made = await client.said(WORD + " Twice.")
    assert made["state"] == "rejected"
    assert made["statement"]["guidelines"] == version["version"]
    assert (await client.get(f"/api/v1/comments/{told}")).json()["state"] == "approved"
    assert (await editor.get("/api/v1/desk/rules/versions/2")).json() == version
    assert (await editor.get("/api/v1/desk/rules")).json() == version
    for number in ("3", "0", "x"):
        problem(await editor.get(f"/api/v1/desk/rules/versions/{number}"), 404, "not-found")


async def test_readers_see_the_version_in_force_and_its_tag_changes(client: Client, editor: Client) -> None:
    before = await client.get("/api/v1/guidelines?language=en")
    tag = before.headers["etag"]
    again = await client.get("/api/v1/guidelines?language=en", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    other = await client.get("/api/v1/guidelines?language=fa", headers={"If-None-Match": tag})
    assert other.status_code == 200
    document = document_of(load())
    document["clause"][0]["wording"]["en"] = "No swearing in this paper."
    run = await tried(editor, written(document))
    assert (await editor.post("/api/v1/desk/rules/publish", json={"draft": run["draft"]})).status_code == 200
    after = await client.get("/api/v1/guidelines?language=en", headers={"If-None-Match": tag})
    assert after.status_code == 200
    assert after.headers["etag"] != tag
    assert after.json()["clauses"][0]["wording"] == "No swearing in this paper."


async def test_every_problem_of_a_draft_is_told(editor: Client) -> None:
    text = with_word("scribbler").replace("refer = 0.27", "refer = 27", 1)
    answer = await editor.post("/api/v1/desk/rules/dry-run", json={"guidelines": text})
    body = problem(answer, 422, "guidelines-invalid")
    (fault,) = body["errors"]
    assert "clause profanity: refer is 27.0" in fault["message"] or "refer is 27" in fault["message"]
    sites = {"news": {"modes": {"clauses": {"threats": "advise"}}}}
    answer = await editor.post(
        "/api/v1/desk/rules/dry-run", json={"guidelines": with_word("scribbler"), "sites": sites}
    )
    assert "did you mean threat?" in problem(answer, 422, "guidelines-invalid")["errors"][0]["message"]
    answer = await editor.post(
        "/api/v1/desk/rules/dry-run",
        json={"guidelines": with_word("x"), "sites": {"news": {"modes": {"default": "all"}}}},
    )
    problem(answer, 400, "invalid-field")


async def test_sites_that_are_not_named_keep_their_rules(client: Client, editor: Client) -> None:
    await client.said(WORD)
    sites = {"news": {"modes": {"default": "advise"}, "four_eyes": ["threat"]}}
    run = await tried(editor, written(document_of(load())), sites=sites)
    assert run["counts"] == [{"before": "approve", "after": "refer", "comments": 1}]
    before = (await editor.get("/api/v1/desk/rules")).json()["sites"]
    version = (await editor.post("/api/v1/desk/rules/publish", json={"draft": run["draft"]})).json()
    assert version["sites"]["closed-shop"] == before["closed-shop"]
    assert version["sites"]["news"]["four_eyes"] == ["threat"]
    assert (await client.said("Fair enough."))["state"] == "pending"


async def test_of_two_editors_the_second_is_refused(editor: Client) -> None:
    first, second = await tried(editor, with_word("hack")), await tried(editor, with_word("scribbler"))
    answers = await asyncio.gather(
        *(editor.post("/api/v1/desk/rules/publish", json={"draft": one["draft"]}) for one in (first, second))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (lost,) = [answer for answer in answers if answer.status_code == 409]
    problem(lost, 409, "rules-changed")
    outdated = await tried(editor, with_word("penny-a-liner"), base=1)
    answer = await editor.post("/api/v1/desk/rules/publish", json={"draft": outdated["draft"]})
    problem(answer, 409, "rules-changed")


async def test_what_was_never_tried_or_says_the_same_is_refused(editor: Client) -> None:
    problem(await editor.post("/api/v1/desk/rules/publish", json={"draft": "0" * 32}), 404, "not-found")
    same = await tried(editor, written(document_of(load())))
    answer = await editor.post("/api/v1/desk/rules/publish", json={"draft": same["draft"]})
    problem(answer, 409, "rules-unchanged")
    problem(await editor.get("/api/v1/desk/rules/dry-run/none"), 404, "not-found")


async def test_a_token_of_the_desk_may_look_and_change_nothing(desk: Client) -> None:
    answer = await desk.post("/api/v1/desk/rules/dry-run", json={"guidelines": with_word("hack")})
    problem(answer, 403, "scope-missing")
    problem(await desk.post("/api/v1/desk/rules/publish", json={"draft": "0" * 32}), 403, "scope-missing")


async def test_an_author_is_quoted_the_rules_of_the_time(client: Client, editor: Client) -> None:
    run = await tried(editor, with_word("scribbler"))
    await editor.post("/api/v1/desk/rules/publish", json={"draft": run["draft"]})
    made = await client.said(WORD)
    document = document_of(load())
    document["clause"] = [one for one in document["clause"] if one["id"] != "personal-attack"]
    run = await tried(editor, written(document))
    assert (await editor.post("/api/v1/desk/rules/publish", json={"draft": run["draft"]})).status_code == 200
    shown = (await client.get(f"/api/v1/comments/{made['id']}", headers=receipt(made))).json()
    assert shown["statement"]["clauses"] == made["statement"]["clauses"]
    assert shown["statement"]["clauses"][0]["wording"] == load().wording("personal-attack", "en")
