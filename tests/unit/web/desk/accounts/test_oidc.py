"""Signing in at a real OpenID provider on this machine; and everything with which one could be fooled."""

from __future__ import annotations

import base64
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from tests.provider import CLIENT, SECRET, Provider, forged
from tests.unit.web.desk.conftest import PLENTY, SITE, Desk, load

from gatepost.conversation.accounts.records import Identity
from gatepost.conversation.records import Moderator
from gatepost.vocabulary import DESK_CHAIN, Kind
from gatepost.web.composition import running
from gatepost.web.settings import ModeSettings, OidcSettings, ServerSettings, Settings, SiteSettings

FAILED, UNKNOWN = "/desk/sign-in?why=provider", "/desk/sign-in?why=unknown"
Opened = Callable[..., AbstractAsyncContextManager[Desk]]


@pytest.fixture(params=["RS256", "ES256"])
def both(request: pytest.FixtureRequest) -> Iterator[Provider]:
    made = Provider(request.param)
    yield made
    made.close()


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider("ES256")
    yield made
    made.close()


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """A stranger's browser at a house with this provider; Ann is linked to subject 7."""

    @asynccontextmanager
    async def make(provider: Provider, **more: Any) -> AsyncIterator[Desk]:
        site = SiteSettings("news", "News", (SITE,), modes=ModeSettings("automatic"))
        oidc = OidcSettings(provider.issuer, CLIENT, SECRET, name="News login", **more)
        settings = Settings(ServerSettings(data=str(tmp_path)), PLENTY, (site,), oidc=oidc)
        async with running(settings, load=load) as service, Desk(service) as desk:
            await service.house.store.add_moderator(Moderator("ann", "Ann", "moderator"))
            await service.house.store.accounts.link_identity(Identity(provider.issuer, "7", "ann"))
            yield desk

    return make


async def begin(desk: Desk, **params: str) -> str:
    answer = await desk.get("/desk/oidc", params=params)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def back(desk: Desk, params: dict[str, str]) -> str:
    answer = await desk.get("/desk/oidc/callback", params=params)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def whole_way(desk: Desk, provider: Provider, **params: str) -> str:
    return await back(desk, provider.authorize(await begin(desk, **params)))


async def test_a_linked_moderator_signs_in(both: Provider, opened: Opened) -> None:
    async with opened(both) as desk:
        assert "Sign in with \u2068News login\u2069" in (await desk.get("/desk/sign-in")).text
        address = await begin(desk, next="/desk/articles")
        asked = parse_qs(urlsplit(address).query)
        assert asked["redirect_uri"] == ["http://127.0.0.1:8000/desk/oidc/callback"]
        assert asked["scope"] == ["openid profile email"]
        assert await back(desk, both.authorize(address)) == "/desk/articles"
        page = (await desk.get("/desk/sessions")).text
        assert "Newsroom account" in page
        secret = base64.b64decode(both.authorizations[0].removeprefix("Basic ")).decode()
        assert [unquote(part) for part in secret.split(":")] == [CLIENT, SECRET]
        assert "client_secret" not in both.forms[0]
        # What was learnt about the provider is remembered.
        desk.cookies.clear()
        await whole_way(desk, both)
        assert both.asked == ["/realm/.well-known/openid-configuration", "/realm/keys"]


async def test_a_provider_may_want_the_secret_in_the_form(provider: Provider, opened: Opened) -> None:
    provider.document["token_endpoint_auth_methods_supported"] = ["client_secret_post"]
    async with opened(provider) as desk:
        assert await whole_way(desk, provider) == "/desk"
        assert provider.forms[0]["client_secret"] == SECRET
        assert provider.authorizations == [""]


async def test_new_keys_are_fetched_when_the_old_do_not_fit(
    provider: Provider, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(provider) as desk:
        assert await whole_way(desk, provider) == "/desk"
        provider.new_key()
        desk.cookies.clear()
        assert await whole_way(desk, provider) == FAILED, "not asked again within the minute"
        flow = desk.service.provider
        assert flow is not None
        clock = flow._provider._clock
        monkeypatch.setattr(flow._provider, "_clock", lambda: clock() + 61_000_000)
        monkeypatch.setitem(provider.claims, "iat", int(time.time()) + 61)
        assert await whole_way(desk, provider) == "/desk"


NOW = int(time.time())


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://evil.test"},
        {"iss": None},
        {"aud": "another-client"},
        {"aud": [CLIENT, "another-client"]},
        {"aud": None},
        {"azp": "another-client"},
        {"exp": NOW - 120},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": NOW - 3600},
        {"iat": NOW + 3600},
        {"iat": None},
        {"nbf": NOW + 3600},
        {"sub": ""},
        {"sub": None},
        {"sub": 7},
        {"sub": "7" * 256},
    ],
    ids=lambda claims: next(iter(claims)),  # not the values: they hold the time
)
async def test_a_token_that_does_not_hold_signs_nobody_in(
    provider: Provider, opened: Opened, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    async with opened(provider) as desk:
        assert await whole_way(desk, provider) == FAILED
        assert (await desk.get("/desk")).status_code == 303


async def test_a_token_that_others_signed_signs_nobody_in(provider: Provider, opened: Opened) -> None:
    async with opened(provider) as desk:
        kid = next(iter(provider.keys))
        for attack in ("none", "foreign", "public-as-secret", "rubbish"):
            address = await begin(desk)
            nonce = parse_qs(urlsplit(address).query)["nonce"][0]
            claims = {
                "iss": provider.issuer, "aud": CLIENT, "sub": "7", "nonce": nonce,
                "iat": int(time.time()), "exp": int(time.time()) + 300,
            }  # fmt: skip
            foreign = RSAKey.generate_key(2048)
            public = provider.keys[kid].as_pem(private=False)
            provider.token = {
                "none": forged(claims),
                "foreign": jwt.encode({"alg": "RS256", "kid": kid}, claims, foreign, algorithms=["RS256"]),
                "public-as-secret": forged(claims, public),
                "rubbish": "a.b.c",
            }[attack]
            assert await back(desk, provider.authorize(address)) == FAILED, attack
        assert (await desk.get("/desk")).status_code == 303


async def test_an_answer_works_once_in_the_browser_that_asked(provider: Provider, opened: Opened) -> None:
    async with opened(provider) as desk, Desk(desk.service) as victim:
        answer = provider.authorize(await begin(desk))
        # Login CSRF: an attacker's answer in somebody else's browser.
        assert await back(victim, answer) == FAILED
        assert (await victim.get("/desk")).status_code == 303
        assert await back(desk, answer) == FAILED, "the state is used up by that"
        answer = provider.authorize(await begin(desk))
        assert await back(desk, answer) == "/desk"
        assert await back(desk, answer) == FAILED
        assert await back(desk, {"code": "x", "state": "made-up"}) == FAILED
        assert await back(desk, {}) == FAILED
        refused = {"state": provider.authorize(await begin(desk))["state"], "error": "access_denied"}
        assert await back(desk, refused) == FAILED


async def test_another_providers_answer_is_not_taken(provider: Provider, opened: Opened) -> None:
    async with opened(provider) as desk:
        answer = provider.authorize(await begin(desk))
        assert await back(desk, {**answer, "iss": "https://evil.test"}) == FAILED
        assert provider.forms == [], "and the code is not sent anywhere"


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://evil.test"},
        {"token_endpoint": "http://evil.test/token"},
        {"token_endpoint": None},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
    ids=str,
)
async def test_a_provider_that_describes_itself_wrongly_is_not_used(
    provider: Provider, opened: Opened, document: dict[str, Any]
) -> None:
    provider.document = document
    async with opened(provider) as desk:
        assert await begin(desk) == FAILED


async def test_a_provider_that_is_away_is_said_to_be(provider: Provider, opened: Opened) -> None:
    async with opened(provider) as desk:
        provider.close()
        assert await begin(desk) == FAILED
        assert "did not work" in (await desk.get(FAILED)).text


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.test/desk", "//evil.test", "/\\evil.test", "/desk/../..//evil.test", "javascript:1"],
)
async def test_the_way_back_leads_to_the_desk_and_nowhere_else(
    provider: Provider, opened: Opened, wanted: str
) -> None:
    async with opened(provider) as desk:
        assert await whole_way(desk, provider, next=wanted) == "/desk"


async def test_somebody_nobody_invited_stays_outside(provider: Provider, opened: Opened) -> None:
    async with opened(provider) as desk:
        assert await back(desk, provider.authorize(await begin(desk), "8")) == UNKNOWN
        assert "no seat at the desk" in (await desk.get(UNKNOWN)).text
        await desk.service.house.store.add_moderator(Moderator("ann", "Ann", "moderator", disabled=True))
        assert await whole_way(desk, provider) == UNKNOWN


async def test_a_signed_in_moderator_connects_and_disconnects(provider: Provider, opened: Opened) -> None:
    async with opened(provider) as desk:
        await desk.signs_in("Mina")
        page = await desk.post("/desk/oidc/connect")
        address = page.text.split('class="button" href="')[1].split('"')[0].replace("&amp;", "&")
        assert await back(desk, provider.authorize(address, "9")) == "/desk/account"
        assert "You can sign in with" in (await desk.get("/desk/account")).text
        async with Desk(desk.service) as other:
            assert await back(other, provider.authorize(await begin(other), "9")) == "/desk"
        await desk.post("/desk/oidc/disconnect")
        async with Desk(desk.service) as other:
            assert await back(other, provider.authorize(await begin(other), "9")) == UNKNOWN
        # Ann's account of the provider is Ann's.
        page = await desk.post("/desk/oidc/connect")
        address = page.text.split('class="button" href="')[1].split('"')[0].replace("&amp;", "&")
        place = await back(desk, provider.authorize(address, "7"))
        assert place == "/desk/account?why=identity"
        assert "belongs to another moderator" in (await desk.get(place)).text


async def test_to_connect_needs_the_form_token_and_the_same_moderator(
    provider: Provider, opened: Opened
) -> None:
    async with opened(provider) as desk:
        await desk.signs_in("Mina")
        assert (await desk.get("/desk/oidc/connect")).status_code == 405
        page = await desk.post("/desk/oidc/connect")
        address = page.text.split('class="button" href="')[1].split('"')[0].replace("&amp;", "&")
        await desk.signs_in("Omar")
        assert await back(desk, provider.authorize(address, "9")) == FAILED
        assert await desk.service.house.store.accounts.moderator_of(provider.issuer, "9") is None


async def test_an_invited_person_joins_by_the_provider(provider: Provider, opened: Opened) -> None:
    async with opened(provider) as desk:
        _, token = await desk.service.accounts.invite("Cem", "editor", "operator")
        assert "Join with" in (await desk.get(f"/desk/invitation?token={token}")).text
        page = await desk.post("/desk/oidc/join", data={"token": token})
        address = page.text.split('class="button" href="')[1].split('"')[0].replace("&amp;", "&")
        assert token not in address
        assert await back(desk, provider.authorize(address, "11")) == "/desk"
        made = await desk.service.house.store.accounts.moderator_of(provider.issuer, "11")
        assert made is not None
        assert (made.name, made.role) == ("Cem", "editor")
        assert (await desk.get(f"/desk/invitation?token={token}")).status_code == 410
        desk.cookies.clear()
        used = await desk.post("/desk/oidc/join", data={"token": token})
        assert used.headers["location"] == "/desk/invitation"


async def test_people_of_the_newsrooms_domain_get_a_seat(provider: Provider, opened: Opened) -> None:
    async with opened(provider, allow_domains=("news.test",)) as desk:
        for email, verified, place in (
            ("eda@news.test", False, UNKNOWN),
            ("eda@news.test", None, UNKNOWN),
            ("eda@evil.test", True, UNKNOWN),
            ("eda@news.test@evil.test", True, UNKNOWN),
            ("eda@sub.news.test", True, UNKNOWN),
            ("", True, UNKNOWN),
            ("Eda@News.test", True, "/desk"),
        ):
            provider.claims = {"email": email, "email_verified": verified, "name": "Ann"}
            assert await back(desk, provider.authorize(await begin(desk), "12")) == place, email
        made = await desk.service.house.store.accounts.moderator_of(provider.issuer, "12")
        assert made is not None
        assert (made.name, made.role) == ("Ann (eda@news.test)", "moderator")
        chain = desk.service.house.store.entries(DESK_CHAIN)
        acts = [dict(entry.body) async for entry in chain if entry.kind is Kind.PEOPLE]
        assert acts == [{"act": "added", "by": "provider", "role": "moderator"}]


async def test_roles_come_from_the_provider_where_it_names_them(provider: Provider, opened: Opened) -> None:
    roles = {"desk": "moderator", "chiefs": "editor"}
    async with opened(provider, role_claim="groups", roles=roles) as desk:
        for groups, place, role in (
            (["desk", "chiefs", "canteen"], "/desk", "editor"),
            ("desk", "/desk", "moderator"),
            (["canteen"], UNKNOWN, "moderator"),
            (None, UNKNOWN, "moderator"),
            ({"chiefs": True}, UNKNOWN, "moderator"),
        ):
            desk.cookies.clear()
            provider.claims = {"groups": groups}
            assert await whole_way(desk, provider) == place, groups
            ann = await desk.service.house.store.moderator("ann")
            assert ann is not None
            assert ann.role == role


async def test_the_last_admin_is_not_demoted_by_the_provider(provider: Provider, opened: Opened) -> None:
    async with opened(provider, role_claim="groups", roles={"desk": "moderator"}) as desk:
        await desk.service.house.store.add_moderator(Moderator("ann", "Ann", "admin"))
        provider.claims = {"groups": "desk"}
        assert await whole_way(desk, provider) == UNKNOWN
        ann = await desk.service.house.store.moderator("ann")
        assert ann is not None
        assert ann.role == "admin"


async def test_secrets_do_not_reach_the_log(
    provider: Provider, opened: Opened, capfd: pytest.CaptureFixture[str]
) -> None:
    async with opened(provider) as desk:
        provider.claims = {"nonce": "another"}
        answer = provider.authorize(await begin(desk))
        assert await back(desk, answer) == FAILED
    out, err = capfd.readouterr()
    assert "answers another sign-in" in out + err
    for secret in (SECRET, answer["code"], answer["state"], provider.forms[0]["code_verifier"]):
        assert secret not in out + err
