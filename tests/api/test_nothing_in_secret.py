"""Shadow-banning does not exist here: every refusal is told, and what was taken its author sees as it is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from msgspec import structs
from tests.api.gatepost_here import ARTICLE, SITE, Client, problem, receipt
from tests.api.stub_engine import StubEngine

from gatepost.conversation import undo as undoing
from gatepost.conversation.attendance.hours import hours
from gatepost.conversation.decide import decide
from gatepost.conversation.erase import erase
from gatepost.conversation.records import Moderator
from gatepost.conversation.sites import Sites
from gatepost.conversation.suspensions.suspend import suspend
from gatepost.vocabulary import Kind, Outcome
from gatepost.web.abuse.defence import Defence
from gatepost.web.abuse.layers import Layers, Shares
from gatepost.web.problems import CODES
from gatepost.web.reader.posting import post_comment

DAY = 24 * 60 * 60 * 1_000_000
Refused = Callable[[Client], Awaitable[httpx.Response]]
REFUSALS: dict[str, Refused] = {}
"""Every code with which a comment is refused because of who sends it, when, how often or from where."""


def refusal(code: str) -> Callable[[Refused], Refused]:
    def kept(how: Refused) -> Refused:
        REFUSALS[code] = how
        return how

    return kept


def _site(client: Client, **changes: Any) -> None:
    house = client.service.house
    house.sites = Sites(structs.replace(s, **changes) if s.id == "news" else s for s in house.sites.all)


async def nothing(_: str) -> int:
    return 0


@refusal("rate-limited")
async def _limited(client: Client) -> httpx.Response:
    client.service.posts = Layers(1, 1, Shares(1, 1))
    assert (await client.say("First.")).status_code == 201
    return await client.say("Second.")


@refusal("work-required")
async def _work(client: Client) -> httpx.Response:
    client.service.defence = Defence(client.service.house.store.keys, nothing, 1, 1, 4)
    assert (await client.say("First.")).status_code == 201
    return await client.say("Second.")


@refusal("flooding")
async def _flood(client: Client) -> httpx.Response:
    client.service.defence = Defence(client.service.house.store.keys, nothing, 1, 1, 0)
    return [await client.say("The same.") for _ in range(15)][-1]


@refusal("honeypot")
async def _honeypot(client: Client) -> httpx.Response:
    return await client.say("Second.", website="x")


@refusal("suspended")
async def _suspended(client: Client) -> httpx.Response:
    made = await client.said("First.")
    comment = await client.service.house.store.comment(made["id"])
    assert comment is not None
    assert comment.author is not None
    until = client.service.house.clock() + DAY
    await suspend(client.service.house, "mina", comment.author, until, "personal-attack", "Again and again.")
    return await client.say("Second.", headers={"Authorization": f"Bearer {made['reader']['token']}"})


@refusal("outside-hours")
async def _outside(client: Client) -> httpx.Response:
    at = client.service.house.clock() // 1_000_000 // 3_600 % 24
    _site(client, hours=hours(f"{(at + 2) % 24:02}:00-{(at + 3) % 24:02}:00"))
    return await client.say("Second.")


@refusal("unattended")
async def _unattended(client: Client) -> httpx.Response:
    await client.said("Well, perhaps.")
    _site(client, unattended_minutes=1)
    house, clock = client.service.house, client.service.house.clock
    house.clock = lambda: clock() + 10 * 60 * 1_000_000
    return await client.say("Second.")


@refusal("article-closed")
async def _closed(client: Client) -> httpx.Response:
    made = await client.said("First.")
    token = await client.service.accounts.add_token("robot", ["desk"])
    path = f"/api/v1/desk/articles/{made['receipt']['ledger']['chain']}/close"
    assert (await client.post(path, headers={"Authorization": f"Bearer {token}"})).status_code == 200
    return await client.say("Second.")


@refusal("token-invalid")
async def _token(client: Client) -> httpx.Response:
    return await client.say("Second.", headers={"Authorization": "Bearer r_" + "0" * 32})


@refusal("origin-not-allowed")
async def _origin(client: Client) -> httpx.Response:
    return await client.say("Second.", headers={"Origin": "https://evil.test"})


@refusal("slow-mode")
async def _slow(client: Client) -> httpx.Response:
    _site(client, slow_seconds=60)
    made = await client.said("First.")
    return await client.say("Second.", headers={"Authorization": f"Bearer {made['reader']['token']}"})


@refusal("sign-in-required")
async def _sign_in(client: Client) -> httpx.Response:
    _site(client, who=("email",))
    return await client.say("Second.")


@refusal("unknown-article")
async def _unknown(client: Client) -> httpx.Response:
    return await client.say("Second.", url="https://elsewhere.test/a")


TOLD_TO_READERS = {
    "rate-limited",
    "work-required",
    "flooding",
    "honeypot",
    "suspended",
    "outside-hours",
    "unattended",
    "slow-mode",
}
"""These come about through the reader or the hour, and bring a sentence in the reader's language."""
ABOUT_THE_REQUEST = {
    "malformed-json", "not-unicode", "invalid-field", "body-too-large", "unsupported-media-type",
    "invalid-parameter", "text-empty", "text-too-long", "name-invalid", "url-invalid", "article-id-invalid",
    "unknown-parent", "signature-invalid", "idempotency-key-reused", "store-unavailable", "invalid-request",
    "internal-error",
}  # fmt: skip
"""What is wrong with the request itself; tests/api/test_bad_input.py walks these."""
ELSEWHERE = {"name-reserved", "name-refused", "email-required", "questions-off", "mail-off"}
"""Walked by the tests of those rooms, where they exist."""


@pytest.mark.parametrize("code", REFUSALS)
async def test_every_refusal_is_told_and_nothing_is_taken(client: Client, code: str) -> None:
    store = client.service.house.store
    answer = await REFUSALS[code](client)
    taken = [str(entry.comment) async for entry in store.entries() if entry.kind is Kind.SUBMISSION]
    body = problem(answer, CODES[code][0], code)
    assert body["detail"]
    if code in TOLD_TO_READERS:
        assert len(body["text"]) > 20
    if answer.status_code == 429:
        assert int(answer.headers["retry-after"]) > 0
    assert taken or code not in {"rate-limited", "work-required", "flooding"}
    for one in taken:
        record = await store.comment(one)
        assert record is not None
        assert record.text != "Second."


def test_no_refusal_of_a_comment_is_left_out() -> None:
    documented = post_comment.responses or {}
    codes = {
        code
        for spec in documented.values()
        for code in spec.description.removeprefix("Problem: ").replace("`", "").split(", ")
    }
    assert codes - ABOUT_THE_REQUEST - ELSEWHERE <= set(REFUSALS)
    assert codes >= TOLD_TO_READERS


async def _seen(client: Client, made: dict[str, Any]) -> dict[str, Any]:
    """The comment as its author sees it, by receipt and by reader token; both say the same."""
    path = f"/api/v1/comments/{made['id']}"
    by_receipt = await client.get(path, headers=receipt(made))
    by_token = await client.get(path, headers={"Authorization": f"Bearer {made['reader']['token']}"})
    assert by_receipt.status_code == 200
    assert by_token.status_code == 200
    assert by_receipt.json() == by_token.json()
    seen: dict[str, Any] = by_receipt.json()
    return seen


async def _listed(client: Client, comment: str) -> bool:
    return f'"{comment}"' in (await client.get("/api/v1/comments", params={"article": ARTICLE})).text


async def test_an_author_sees_the_true_state_all_along(client: Client, engine: StubEngine) -> None:
    """What the author is told and what the public sees agree at every step of a comment's life."""
    house = client.service.house
    await house.store.add_moderator(Moderator("mina", "Mina", "editor"))
    await house.store.add_moderator(Moderator("omar", "Omar", "editor"))
    published, referred, rejected = [await client.said(t) for t in ("Fine.", "Well, perhaps.", "You idiot.")]

    async def stands(made: dict[str, Any], state: str) -> None:
        seen = await _seen(client, made)
        assert seen["state"] == state
        assert await _listed(client, made["id"]) == (state == "approved")
        assert ("statement" in seen) == (state == "rejected")
        record = await house.store.comment(made["id"])
        assert record is not None
        assert record.state.value == state

    await stands(published, "approved")
    await stands(referred, "pending")
    await stands(rejected, "rejected")
    await decide(house, "mina", referred["id"], Outcome.REJECT, ["threat"])
    await stands(referred, "rejected")
    await undoing.undo(house, "mina", referred["id"])
    await stands(referred, "pending")
    await decide(house, "mina", referred["id"], Outcome.APPROVE)
    await stands(referred, "approved")
    await decide(house, "mina", published["id"], Outcome.REJECT, ["threat"])
    await stands(published, "rejected")
    await decide(house, "omar", rejected["id"], Outcome.APPROVE)
    await stands(rejected, "approved")
    await client.post(f"/api/v1/comments/{rejected['id']}/withdraw", headers=receipt(rejected))
    await stands(rejected, "withdrawn")


@pytest.mark.parametrize("code", [code for code in REFUSALS if code not in {"token-invalid", "suspended"}])
async def test_whatever_is_refused_afterwards_what_was_taken_stays_visible(client: Client, code: str) -> None:
    mine = await client.said("Taken before it all.", headers={"Origin": SITE})
    await REFUSALS[code](client)
    assert (await _seen(client, mine))["state"] == "approved"
    assert await _listed(client, mine["id"])


async def test_a_suspended_author_is_told_and_keeps_what_is_published(client: Client) -> None:
    refused = await _suspended(client)
    body = problem(refused, 403, "suspended")
    assert body["suspension"]["until"]
    listed = await client.listed()
    assert [one["text"] for one in listed["comments"]] == ["First."]


async def test_the_author_hears_of_a_comment_that_waits_for_the_engine(
    client: Client, engine: StubEngine
) -> None:
    engine.hold()
    made = await client.said("Fine.")
    assert made["state"] == "pending"
    assert (await _seen(client, made))["state"] == "pending"
    assert not await _listed(client, made["id"])
    engine.release()


async def test_erased_is_erased_for_its_author_too(client: Client) -> None:
    made = await client.said("Fine.")
    await erase(client.service.house, made["id"])
    answer = await client.get(f"/api/v1/comments/{made['id']}", headers=receipt(made))
    assert answer.status_code == 404 or answer.json()["state"] == "erased"
