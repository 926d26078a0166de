"""Signing in by a letter, signing out, who may comment, one's own settings."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from tests.api.gatepost_here import ARTICLE, SITE, Client, problem, settings_in
from tests.api.signing import PAGE, token, with_accounts
from tests.api.stub_engine import StubEngine, load_stub

from gatepost.web.composition import running
from gatepost.web.settings import Settings

MINUTE = 60 * 1_000_000


class Time:
    at = 1_800_000_000_000_000

    def __call__(self) -> int:
        self.at += 1
        return self.at


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return with_accounts(settings_in(tmp_path))


@pytest.fixture
async def client(settings: Settings, engine: StubEngine, clock: Time) -> AsyncIterator[Client]:
    async with running(settings, load=load_stub(engine), clock=clock) as service, Client(service) as made:
        service.house.store.letters.on = True  # written, and not sent: nobody is there who would
        yield made


async def ask(client: Client, email: str = "ann@x.example", **headers: str) -> Any:
    body = {"article": f"{PAGE}?utm_source=mail#part", "email": email}
    return await client.post("/api/v1/sign-in/email", json=body, headers=headers)


async def link_of(client: Client) -> str:
    """The proof in the newest letter."""
    house = client.service.house
    letters = await house.store.letters.take(house.clock(), 50)
    newest = max(letters, key=lambda letter: letter.made_at)
    found = re.fullmatch(rf"{re.escape(PAGE)}#gatepost-sign-in=([0-9a-f]{{32}})", newest.said.link)
    assert found, newest.said.link
    return found[1]


async def follow(client: Client, proof: str, **headers: str) -> Any:
    body = {"token": proof, "article": PAGE}
    return await client.post("/api/v1/sign-in/exchange", json=body, headers=headers)


def bearer(answer: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {answer.json()['reader']['token']}"}


async def signed_in(client: Client) -> dict[str, str]:
    assert (await ask(client)).status_code == 202
    answer = await follow(client, await link_of(client))
    assert answer.status_code == 200, answer.text
    return bearer(answer)


async def test_a_link_signs_in_once(client: Client, clock: Time) -> None:
    asked = await ask(client)
    assert (asked.status_code, asked.json()) == (202, {"sent": True})
    proof = await link_of(client)
    answer = await follow(client, proof)
    account = answer.json()["account"]
    assert (account["kind"], account["email"], account["name"]) == ("email", "ann@x.example", "")
    problem(await follow(client, proof), 410, "link-gone")
    problem(await follow(client, "0" * 32), 410, "link-gone")
    problem(await follow(client, "nonsense"), 410, "link-gone")
    await ask(client)
    late = await link_of(client)
    clock.at += 30 * MINUTE
    problem(await follow(client, late), 410, "link-gone")


async def test_the_answer_is_the_same_for_every_address_and_rare_for_one(client: Client, clock: Time) -> None:
    await signed_in(client)
    known, unknown = await ask(client), await ask(client, "new@x.example")
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert (await ask(client, " ANN@x.example")).status_code == 202
    told = problem(await ask(client), 429, "rate-limited")
    assert told["detail"]
    assert (await ask(client, "third@x.example")).status_code == 202
    clock.at += 11 * MINUTE
    assert (await ask(client)).status_code == 202


@pytest.mark.parametrize(
    "email",
    [
        "", "ann", "ann@x", "a b@x.example", "ann@x.example\r\nBcc: b@x.example", "a,b@x.example",
        "<ann@x.example>", "ann@x..example", "x" * 300 + "@x.example",
    ],
)  # fmt: skip
async def test_what_is_no_address_is_refused(client: Client, email: str) -> None:
    problem(await ask(client, email), 422, "email-invalid")


async def test_a_guest_comes_along_in_the_browser_that_asked_and_in_no_other(client: Client) -> None:
    made = await client.said("As a guest.")
    guest = {"Authorization": f"Bearer {made['reader']['token']}"}
    await ask(client)  # from elsewhere: an attacker asks, and sends the link on
    elsewhere = await follow(client, await link_of(client), **guest)
    assert (await client.get("/api/v1/me", headers=bearer(elsewhere))).json()["comments"] == []
    assert (await client.get("/api/v1/me", headers=guest)).status_code == 200
    await ask(client, **guest)
    here = await follow(client, await link_of(client), **guest)
    mine = (await client.get("/api/v1/me", headers=bearer(here))).json()["comments"]
    assert [one["id"] for one in mine] == [made["id"]]
    problem(await client.get("/api/v1/me", headers=guest), 401, "token-invalid")


async def test_a_suspension_comes_along(client: Client) -> None:
    made = await client.said("As a guest.")
    guest = {"Authorization": f"Bearer {made['reader']['token']}"}
    key = await client.service.accounts.add_token("robot", ["desk"])
    comment = await client.service.house.store.comment(made["id"])
    assert comment is not None
    done = await client.post(
        f"/api/v1/desk/authors/{comment.author}/suspend",
        json={
            "comment": made["id"],
            "clause": "threat",
            "ground": "Enough.",
            "until": "2028-01-01T00:00:00Z",
        },
        headers={"Authorization": f"Bearer {key}"},
    )
    assert done.status_code in (200, 201), done.text
    await ask(client, **guest)
    here = bearer(await follow(client, await link_of(client), **guest))
    problem(await client.say("Again.", headers=here), 403, "suspended")


async def test_signing_out_ends_the_session(client: Client, clock: Time) -> None:
    first, second = await signed_in(client), await signed_in(client)
    ended = await client.post("/api/v1/sign-out", json={}, headers=first)
    assert ended.json() == {"ended": 1}
    problem(await client.get("/api/v1/me", headers=first), 401, "token-invalid")
    problem(await client.say("Again.", headers=first), 401, "token-invalid")
    assert (await client.get("/api/v1/me", headers=second)).status_code == 200
    clock.at += 11 * MINUTE
    third = await signed_in(client)
    assert (await client.post("/api/v1/sign-out", json={"everywhere": True}, headers=third)).json() == {
        "ended": 2
    }
    assert (await client.post("/api/v1/sign-out", json={}, headers=third)).json() == {"ended": 0}
    assert (await client.post("/api/v1/sign-out", json={})).json() == {"ended": 0}


async def test_a_session_ends_by_itself(client: Client, clock: Time) -> None:
    reader = await signed_in(client)
    clock.at += 30 * 24 * 60 * MINUTE
    problem(await client.get("/api/v1/me", headers=reader), 401, "token-invalid")


async def test_settings_of_an_account(client: Client) -> None:
    reader = await signed_in(client)
    asked = {"name": "Ann B.", "language": "ckb", "tell": {"mentions": False}}
    account = (await client.post("/api/v1/me/settings", json=asked, headers=reader)).json()
    assert (account["name"], account["language"]) == ("Ann B.", "ckb")
    assert account["tell"] == {"replies": True, "mentions": False, "decisions": True}
    made = await client.said("Hello.", headers=reader, author={"name": "Other"})
    assert made["comment"]["author"]["name"] == "Ann B."
    without = await client.post(
        "/api/v1/comments", json={"article": {"url": ARTICLE}, "text": "No name."}, headers=reader
    )
    assert without.json()["comment"]["author"]["name"] == "Ann B."
    for name, code in (("Moderator", "name-reserved"), ("An idiot", "name-refused"), ("", "name-invalid")):
        problem(await client.post("/api/v1/me/settings", json={"name": name}, headers=reader), 422, code)
    wrong = await client.post("/api/v1/me/settings", json={"language": "xx"}, headers=reader)
    problem(wrong, 422, "preference-invalid")
    made = await client.said("A guest.")
    guest = {"Authorization": f"Bearer {made['reader']['token']}"}
    problem(await client.post("/api/v1/me/settings", json={}, headers=guest), 403, "sign-in-required")


async def test_names_are_refused_in_the_readers_language_with_the_clause(client: Client) -> None:
    answer = await client.say("Hello.", author={"name": "An idiot"}, headers={"Accept-Language": "tr"})
    body = problem(answer, 422, "name-refused")
    assert [one["id"] for one in body["clauses"]] == ["personal-attack"]
    assert body["clauses"][0]["title"] in body["text"]
    assert body["text"].startswith("Bu ad")
    body = problem(await client.say("Hello.", author={"name": "M0derator"}), 422, "name-reserved")
    assert "newsroom" in body["text"]


@pytest.mark.parametrize("who", [("email",), ("sso",), ("email", "sso")])
async def test_who_may_comment(tmp_path: Path, engine: StubEngine, who: tuple[str, ...]) -> None:
    settings = with_accounts(settings_in(tmp_path))
    site = structs.replace(settings.sites[0], who=who)
    settings = structs.replace(settings, sites=(site, settings.sites[1]))
    async with running(settings, load=load_stub(engine)) as service, Client(service) as client:
        service.house.store.letters.on = True
        problem(await client.say("As a guest."), 403, "sign-in-required")
        assert (await client.listed())["site"]["who"] == list(who)
        mail = await ask(client)
        entered = await client.post("/api/v1/sign-in/sso", json={"token": token(), "article": PAGE})
        if "email" in who:
            reader = bearer(await follow(client, await link_of(client)))
            assert (await client.say("By mail.", headers=reader)).status_code == 201
        else:
            problem(mail, 403, "sign-in-unavailable")
        if "sso" in who:
            assert (await client.say("Vouched.", headers=bearer(entered))).status_code == 201
        else:
            problem(entered, 403, "sign-in-unavailable")


async def test_without_a_mail_server_nobody_is_promised_a_letter(client: Client) -> None:
    client.service.house.store.letters.on = False
    problem(await ask(client), 409, "mail-off")


async def test_only_the_sites_own_pages_sign_in(client: Client) -> None:
    origin = {"Origin": "https://evil.test"}
    problem(await ask(client, **origin), 403, "origin-not-allowed")
    problem(await follow(client, "0" * 32, **origin), 403, "origin-not-allowed")
    problem(await client.post("/api/v1/sign-out", json={}, headers=origin), 403, "origin-not-allowed")
    assert (await ask(client, Origin=SITE)).status_code == 202
