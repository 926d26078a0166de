"""Who may call what: the whole route table is walked, and every desk route refuses strangers."""

from __future__ import annotations

import re

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from tests.api.gatepost_here import Client, problem

from gatepost.web.accounts import COOKIE
from gatepost.web.app import build_litestar
from gatepost.web.forms import FORM_TOKEN_HEADER, form_token
from gatepost.web.guards import SIGN_IN, requires_desk_token, requires_moderator
from gatepost.web.service import Service

PUBLIC_DESK_PAGES = {
    ("GET", SIGN_IN),
    ("POST", SIGN_IN),
    ("GET", "/desk/enter"),
    ("POST", "/desk/sign-out"),
    ("POST", "/desk/passkey/begin"),
    ("POST", "/desk/passkey"),
    ("GET", "/desk/oidc"),
    ("GET", "/desk/oidc/callback"),
    ("POST", "/desk/oidc/join"),
    ("GET", "/desk/invitation"),
    ("POST", "/desk/invitation"),
}


def every_route(app: Litestar) -> list[tuple[str, str, HTTPRouteHandler]]:
    found = []
    for route in app.routes:
        for handler in getattr(route, "route_handlers", []):
            if isinstance(handler, HTTPRouteHandler):
                found += [
                    (str(method), route.path_format, handler)
                    for method in handler.http_methods
                    if method != "OPTIONS"
                ]
    return found


@pytest.fixture
def app(service: Service) -> Litestar:
    return build_litestar(service, demo=True)


def test_every_desk_route_has_its_guard(app: Litestar) -> None:
    routes = every_route(app)
    pages = [(m, p, h) for m, p, h in routes if p == "/desk" or p.startswith("/desk/")]
    programs = [(m, p, h) for m, p, h in routes if p.startswith("/api/v1/desk")]
    assert len(pages) >= 10
    assert len(programs) >= 11
    for method, path, handler in pages:
        assert requires_moderator in handler.resolve_guards(), f"{method} {path} is open"
    for method, path, handler in programs:
        assert requires_desk_token in handler.resolve_guards(), f"{method} {path} is open"
    public = {(method, path) for method, path, handler in pages if handler.opt.get("public")}
    assert public == PUBLIC_DESK_PAGES


async def test_strangers_are_sent_away_from_every_desk_route(app: Litestar, client: Client) -> None:
    """Ask each for real, with made-up ids, with a made-up cookie and a made-up token."""
    for method, template, handler in every_route(app):
        if not re.match(r"/(api/v1/)?desk\b", template) or handler.opt.get("public"):
            continue
        path = re.sub(r"\{[^}]+\}", "abc", template)
        for headers in ({}, {"Cookie": f"{COOKIE}=made-up", "Authorization": "Bearer made-up"}):
            answer = await client.request(method, path, headers=headers)
            if path.startswith("/api/"):
                problem(answer, 401, "token-invalid")
                assert answer.headers["www-authenticate"].startswith("Bearer")
            else:
                assert answer.status_code == 303, f"{method} {path}"
                assert answer.headers["location"].startswith(SIGN_IN)


async def test_a_session_is_no_token_and_a_check_token_opens_no_desk(client: Client) -> None:
    accounts = client.service.accounts
    await accounts.add_moderator("Ann", "correct horse battery")
    signed_in = await accounts.sign_in("Ann", "correct horse battery", "192.0.2.9")
    cookie = {"Cookie": f"{COOKIE}={signed_in.token}"}
    assert (await client.get("/desk", headers=cookie)).status_code == 200
    problem(await client.get("/api/v1/desk/queue", headers=cookie), 401, "token-invalid")
    token = await accounts.add_token("checker", ["check"])
    bearer = {"Authorization": f"Bearer {token}"}
    problem(await client.get("/api/v1/desk/queue", headers=bearer), 403, "scope-missing")
    assert (await client.get("/desk", headers=bearer)).status_code == 303


async def test_an_ended_token_and_an_ended_session_open_nothing(client: Client, desk: Client) -> None:
    accounts = client.service.accounts
    assert (await desk.get("/api/v1/desk/counts")).status_code == 200
    assert await accounts.end_token("robot")
    problem(await desk.get("/api/v1/desk/counts"), 401, "token-invalid")
    moderator = await accounts.add_moderator("Ann", "correct horse battery")
    signed_in = await accounts.sign_in("Ann", "correct horse battery", "192.0.2.9")
    cookie = {"Cookie": f"{COOKIE}={signed_in.token}"}
    await accounts.end_sessions(moderator.id)
    assert (await client.get("/desk", headers=cookie)).status_code == 303


CROSS = [
    {"Origin": "https://evil.test"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "null"},
    {"Origin": "http://gatepost.test.evil.test"},
]


@pytest.mark.parametrize("headers", CROSS)
async def test_other_sites_cannot_act_with_a_moderators_cookie(
    client: Client, headers: dict[str, str]
) -> None:
    accounts = client.service.accounts
    await accounts.add_moderator("Ann", "correct horse battery")
    signed_in = await accounts.sign_in("Ann", "correct horse battery", "192.0.2.9")
    made = await client.said("Well, perhaps.", author={"name": "A reader"})
    path = f"/desk/comments/{made['id']}/approve"
    cookie = {"Cookie": f"{COOKIE}={signed_in.token}"}
    problem(await client.post(path, headers={**cookie, **headers}), 403, "cross-site")
    assert (await client.listed())["total"] == 0
    problem(await client.post(SIGN_IN, data={"name": "Ann"}, headers=headers), 403, "cross-site")
    own = {"Origin": "http://gatepost.test", "Sec-Fetch-Site": "same-origin"}
    assert (await client.post(path, headers={**cookie, **own})).status_code == 403
    own[FORM_TOKEN_HEADER] = form_token(signed_in.token)
    assert (await client.post(path, headers={**cookie, **own})).status_code == 303
    assert (await client.listed())["total"] == 1


async def test_every_answer_carries_the_security_headers(client: Client) -> None:
    for path in ("/healthz", "/nothing", "/desk", "/desk/sign-in", "/widget.js", "/api/v1/guidelines"):
        headers = (await client.get(path)).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"]


async def test_the_widget_may_be_loaded_by_every_page(client: Client) -> None:
    for path in ("/widget.js", "/static/widget.js"):
        answer = await client.get(path, headers={"Origin": "https://anywhere.test"})
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert answer.headers["content-type"].startswith("text/javascript")
        assert answer.headers["content-encoding"] == "gzip"
        again = await client.get(path, headers={"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
    desk = await client.get("/static/desk.css", headers={"Origin": "https://anywhere.test"})
    assert desk.status_code == 200
    assert "access-control-allow-origin" not in desk.headers
