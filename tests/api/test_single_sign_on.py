"""The publisher's signed token: what holds, and every way in which one must not."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import time
from collections.abc import AsyncIterator, Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

import pytest
from joserfc.jwk import OctKey, RSAKey
from msgspec import structs
from tests.api.gatepost_here import Client, problem, settings_in
from tests.api.signing import ISSUER, KEYS, PAGE, SHARED, claims, public_set, token, with_accounts
from tests.api.stub_engine import StubEngine, load_stub

from gatepost.conversation.sites import Sites
from gatepost.web.composition import running
from gatepost.web.settings import SsoSettings
from gatepost.web.sso.keys import Keys


@pytest.fixture
async def client(tmp_path: Path, engine: StubEngine) -> AsyncIterator[Client]:
    keys = tmp_path / "jwks.json"
    keys.write_text(json.dumps(public_set()))
    settings = with_accounts(settings_in(tmp_path), keys_file=str(keys))
    async with running(settings, load=load_stub(engine)) as service, Client(service) as made:
        yield made


async def enter(client: Client, signed: str, **headers: str) -> Any:
    return await client.post("/api/v1/sign-in/sso", json={"token": signed, "article": PAGE}, headers=headers)


def bearer(answer: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {answer.json()['reader']['token']}"}


@pytest.mark.parametrize("algorithm", ["HS256", "RS256", "ES256", "EdDSA", "Ed25519"])
async def test_each_algorithm_signs_in(client: Client, algorithm: str) -> None:
    answer = await enter(client, token(algorithm, name="Ann"))
    assert answer.status_code == 200, answer.text
    assert answer.json()["account"]["name"] == "Ann"
    me = (await client.get("/api/v1/me", headers=bearer(answer))).json()
    assert me["account"]["kind"] == "sso"


async def test_the_account_gives_name_and_badge_and_the_same_reader_comes_back(client: Client) -> None:
    first = await enter(client, token(name="Ann", badge="author", email="ann@x.example", email_verified=True))
    made = await client.said("One.", headers=bearer(first), author={"name": "Somebody else"})
    assert made["comment"]["author"]["name"] == "Ann"
    assert made["comment"]["badge"] == {"id": "author", "label": "Our author"}
    assert "reader" not in made
    again = await enter(client, token(badge="publisher", email="ann@x.example"))
    account = again.json()["account"]
    assert (account["name"], account["badge"], account["email"]) == ("Ann", None, None)
    me = (await client.get("/api/v1/me", headers=bearer(again))).json()
    assert [one["id"] for one in me["comments"]] == [made["id"]]
    shown = (await client.listed())["comments"][0]
    assert shown["badge"] == {"id": "author", "label": "Our author"}  # as it was sent


async def test_a_guests_comments_come_along(client: Client) -> None:
    made = await client.said("As a guest.")
    guest = {"Authorization": f"Bearer {made['reader']['token']}"}
    answer = await enter(client, token(), **guest)
    me = (await client.get("/api/v1/me", headers=bearer(answer))).json()
    assert [one["id"] for one in me["comments"]] == [made["id"]]
    problem(await client.get("/api/v1/me", headers=guest), 401, "token-invalid")


def now(seconds: int = 0) -> int:
    """When the test runs: many others may have run since this file was read."""
    return int(time.time()) + seconds


def hand_made(header: dict[str, Any], key: bytes = b"") -> str:
    """A token as somebody might write it: no library would."""

    def part(value: bytes) -> str:
        return base64.urlsafe_b64encode(value).decode().rstrip("=")

    body = f"{part(json.dumps(header).encode())}.{part(json.dumps(claims()).encode())}"
    return f"{body}.{part(hmac.digest(key, body.encode(), 'sha256'))}"


def forged(kid: str) -> str:
    """Signed with the public key, which everybody has, as if it was a secret."""
    return hand_made({"alg": "HS256", "kid": kid}, KEYS["RS256"].as_pem(private=False))


@pytest.mark.parametrize(
    ("signed", "told"),
    [
        (lambda: token(iss="https://other.test"), "`iss` must be"),
        (lambda: token(aud="other"), "`aud` must be"),
        (lambda: token(aud=None), "`aud` must be"),
        (lambda: token(exp=now(-3_600), iat=now(-4_000)), "ended"),
        (lambda: token(exp=now(2 * 86_400)), "24 hours ahead"),
        (lambda: token(exp=None), "`exp` is missing"),
        (lambda: token(iat=None), "`iat` is missing"),
        (lambda: token(iat=now(3_600)), "future"),
        (lambda: token(iat=now(-2 * 86_400)), "issued more than"),
        (lambda: token(nbf=now(3_600)), "`nbf`"),
        (lambda: token(sub=None), "`sub` must be"),
        (lambda: token(sub=""), "`sub` must be"),
        (lambda: token(sub=5), "`sub` must be"),
        (lambda: token(name=5), "`name` must be a text"),
        (lambda: token(key=OctKey.import_key("another secret, of thirty-two bytes")), "not fit the key"),
        (lambda: token(kid="two"), "No key with the `kid` 'two'"),
        (lambda: token(kid="rsa"), "is for RS256, not for HS256"),
        # Algorithm confusion: the public key, which everybody has, as a secret.
        (lambda: forged("rsa"), "is for RS256, not for HS256"),
        (lambda: forged("one"), "not fit the key"),
        (lambda: token("RS256", key=RSAKey.generate_key(2048), kid="rsa"), "not fit the key"),
        (lambda: "x.y.z", "header cannot be read"),
        (lambda: "nonsense", "no signed token"),
        (lambda: "a" * 9_000, "no signed token"),
    ],
)  # fmt: skip
async def test_what_does_not_hold_is_refused_and_its_maker_told_why(
    client: Client, signed: Callable[[], str], told: str
) -> None:
    body = problem(await enter(client, signed()), 401, "sso-token-invalid")
    assert told in body["detail"]
    assert SHARED not in body["detail"]


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "None", "kid": "one"},
        {"alg": "HS512", "kid": "one"},
        {"alg": "HS256", "kid": "one", "crit": ["x"]},
        {"alg": "HS256", "kid": 5},
        {"kid": "one"},
        {"alg": "HS256", "kid": "one", "jwk": {"kty": "oct", "k": "AA"}},
        {"alg": "RS256", "jku": "https://evil.test/keys"},
    ],
)
async def test_headers_that_want_more_than_a_signature_are_refused(
    client: Client, header: dict[str, Any]
) -> None:
    problem(await enter(client, hand_made(header)), 401, "sso-token-invalid")


async def test_one_changed_letter_breaks_the_signature(client: Client) -> None:
    head, _, signature = token().split(".")
    other = base64.urlsafe_b64encode(json.dumps(claims(sub="reader-2")).encode()).decode().rstrip("=")
    problem(await enter(client, f"{head}.{other}.{signature}"), 401, "sso-token-invalid")


async def test_keys_in_a_file_are_changed_without_a_restart(client: Client, tmp_path: Path) -> None:
    file = tmp_path / "jwks.json"
    file.write_text(json.dumps(public_set("ES256")))
    problem(await enter(client, token("RS256")), 401, "sso-token-invalid")
    assert (await enter(client, token("ES256"))).status_code == 200
    file.write_text(json.dumps({"keys": [*public_set("RS256", "ES256")["keys"], {"kty": "oct", "k": "AA"}]}))
    assert (await enter(client, token("RS256"))).status_code == 200
    file.write_text("{}")
    body = problem(await enter(client, token("ES256")), 503, "sso-unavailable")
    assert "keys_file" not in body["detail"]
    file.unlink()
    body = problem(await enter(client, token("ES256")), 503, "sso-unavailable")
    assert file.name not in str(body)  # where the server's files lie is nobody's business


async def test_a_token_without_kid_needs_one_key_of_its_kind(client: Client, tmp_path: Path) -> None:
    assert (await enter(client, token(kid=None))).status_code == 200
    second = {"kty": "oct", "kid": "two", "k": base64.urlsafe_b64encode(b"x" * 40).decode()}
    (tmp_path / "jwks.json").write_text(json.dumps({"keys": [second]}))
    body = problem(await enter(client, token(kid=None)), 401, "sso-token-invalid")
    assert "name one by `kid`" in body["detail"]
    assert (await enter(client, token())).status_code == 200


class Published(BaseHTTPRequestHandler):
    keys: ClassVar[dict[str, Any]] = {}
    asked = 0

    def do_GET(self) -> None:
        type(self).asked += 1
        body = json.dumps(self.keys).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None: ...


async def test_keys_at_an_address_rotate_and_secrets_are_not_taken_from_there(
    tmp_path: Path, engine: StubEngine
) -> None:
    server = HTTPServer(("127.0.0.1", 0), Published)
    Thread(target=server.serve_forever, daemon=True).start()
    secret = {"kty": "oct", "kid": "net", "k": base64.urlsafe_b64encode(SHARED.encode()).decode()}
    Published.keys, Published.asked = {"keys": [*public_set("ES256")["keys"], secret]}, 0
    url = f"http://127.0.0.1:{server.server_port}/keys"
    settings = with_accounts(settings_in(tmp_path), secrets={}, keys_url=url)
    at = time.time_ns() // 1_000

    def clock() -> int:
        return at

    async with running(settings, load=load_stub(engine), clock=clock) as service, Client(service) as client:
        assert (await enter(client, token("ES256"))).status_code == 200
        assert (await enter(client, token("ES256"))).status_code == 200
        assert Published.asked == 1
        body = problem(await enter(client, token(kid="net")), 401, "sso-token-invalid")
        assert "No key" in body["detail"]
        Published.keys = public_set("RS256")
        problem(await enter(client, token("RS256")), 401, "sso-token-invalid")  # asked a moment ago
        at += 61 * 1_000_000
        assert (await enter(client, token("RS256"))).status_code == 200
        problem(await enter(client, token("ES256")), 401, "sso-token-invalid")
        server.shutdown()
        server.server_close()
        at += 3_700 * 1_000_000
        fresh = {"iat": at // 10**6, "exp": at // 10**6 + 60}
        assert (await enter(client, token("RS256", **fresh))).status_code == 200  # what is known still holds


async def test_who_comes_while_the_keys_are_fetched_waits_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a restart many readers come at once; one asks the publisher, and all get in."""
    asked = 0

    async def ask(url: str) -> dict[str, Any]:
        nonlocal asked
        asked += 1
        await asyncio.sleep(0)
        return public_set("ES256")

    monkeypatch.setattr("gatepost.web.sso.keys.ask", ask)
    keys = Keys(SsoSettings(issuer=ISSUER, keys_url="https://www.news.test/jwks.json"), lambda: 10**15)
    found = await asyncio.gather(*(keys.every() for _ in range(3)))
    assert [len(one) for one in found] == [1, 1, 1]
    assert asked == 1


async def test_a_name_that_cannot_be_is_left_out(client: Client) -> None:
    for number, name in enumerate(["Moderator", "An idiot", "A\u200bnn"]):
        answer = await enter(client, token(sub=f"r{number}", name=name))
        assert answer.status_code == 200
        assert answer.json()["account"]["name"] == "", name
    answer = await enter(client, token(sub="staff", name="The editor", badge="author"))
    assert answer.json()["account"]["name"] == "The editor"


async def test_a_badge_vouches_for_no_name_that_the_reader_typed(client: Client) -> None:
    """A subscriber with a badge must not become the editor by filling in a form."""
    answer = await enter(client, token(sub="subscriber", badge="author"))
    reader = bearer(answer)
    refused = await client.say("One.", headers=reader, author={"name": "The editor"})
    problem(refused, 422, "name-reserved")
    asked = await client.post("/api/v1/me/settings", json={"name": "Moderator"}, headers=reader)
    problem(asked, 422, "name-reserved")
    made = await client.said("One.", headers=reader, author={"name": "Ann"})
    assert made["comment"]["badge"] == {"id": "author", "label": "Our author"}


async def test_the_newsrooms_own_badge_comes_from_the_desk_alone(client: Client) -> None:
    site = client.service.house.sites.of("news")
    named = structs.replace(site, badges={**site.badges, "newsroom": "Newsroom"})
    client.service.house.sites = Sites([named])
    answer = await enter(client, token(badge="newsroom"))
    assert answer.json()["account"]["badge"] is None
