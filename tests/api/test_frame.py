"""Headers around every answer: CORS for a site's pages only, a strict policy for every class of route."""

from __future__ import annotations

import re

import pytest
from tests.api.gatepost_here import ARTICLE, SITE, Client, problem
from tests.api.test_access import every_route

from gatepost.web.app import build_litestar
from gatepost.web.frame import ALLOWED, EXPOSED
from gatepost.web.service import Service

STRANGERS = ["https://evil.test", "null", f"{SITE}.evil.test", "http://news.test", f"{SITE}:444"]


def addresses(service: Service) -> list[tuple[str, str]]:
    routes = every_route(build_litestar(service, demo=True))
    return [(method, re.sub(r"\{[^}]+\}", _value, path)) for method, path, _ in routes]


def _value(parameter: re.Match[str]) -> str:
    return "7" if parameter[0] == "{number}" else "abc"


def reader_routes(service: Service) -> list[tuple[str, str]]:
    return [
        (method, path)
        for method, path in addresses(service)
        if path.startswith("/api/v1/") and not path.startswith("/api/v1/desk")
    ]


async def _ask(client: Client, method: str, path: str, headers: dict[str, str]):  # type: ignore[no-untyped-def]
    if path == "/api/v1/stream":  # endless where it is good: a wrong parameter will do for its headers
        return await client.request(method, path, headers=headers)
    return await client.request(method, path, headers=headers, params={"article": ARTICLE})


async def test_a_sites_pages_may_ask_every_reader_route(service: Service, client: Client) -> None:
    routes = reader_routes(service)
    assert len(routes) >= 12
    for method, path in routes:
        preflight = await client.options(
            path, headers={"Origin": SITE, "Access-Control-Request-Method": method}
        )
        assert preflight.status_code == 204, path
        assert preflight.headers["access-control-allow-origin"] == SITE
        assert method in preflight.headers["access-control-allow-methods"]
        assert preflight.headers["access-control-allow-headers"] == ALLOWED.decode()
        assert "access-control-allow-credentials" not in preflight.headers
        answer = await _ask(client, method, path, {"Origin": SITE})
        assert answer.headers["access-control-allow-origin"] == SITE, path
        assert answer.headers["access-control-expose-headers"] == EXPOSED.decode()
        assert "origin" in answer.headers["vary"].lower(), path
        assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("origin", STRANGERS)
async def test_strangers_pages_may_read_none(service: Service, client: Client, origin: str) -> None:
    for method, path in reader_routes(service):
        preflight = await client.options(
            path, headers={"Origin": origin, "Access-Control-Request-Method": method}
        )
        answer = await _ask(client, method, path, {"Origin": origin})
        for one in (preflight, answer):
            assert not [name for name in one.headers if name.startswith("access-control-")], (path, origin)


async def test_no_page_of_another_origin_may_ask_the_desk(service: Service, client: Client) -> None:
    for method, path in addresses(service):
        if path.startswith(("/desk", "/api/v1/desk", "/metrics", "/readyz")):
            answer = await client.request(method, path, headers={"Origin": SITE})
            assert not [name for name in answer.headers if name.startswith("access-control-")], path


async def test_what_a_browser_must_send_and_read_is_named() -> None:
    allowed = {name.strip() for name in ALLOWED.decode().split(",")}
    assert {"Gatepost-Client", "Gatepost-Work", "Gatepost-Receipt", "Idempotency-Key"} <= allowed
    assert {"Authorization", "Content-Type", "If-None-Match", "Accept-Language"} <= allowed
    exposed = {name.strip() for name in EXPOSED.decode().split(",")}
    assert {"Gatepost-Client", "ETag", "Retry-After"} <= exposed


async def test_the_policy_is_strict_on_every_route(service: Service, client: Client) -> None:
    seen = 0
    for method, path in [*addresses(service), ("GET", "/nothing"), ("GET", "/static/nothing.js")]:
        answer = await _ask(client, method, path, {})
        policy = dict(
            part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";")
        )
        where = f"{method} {path}"
        assert policy["default-src"] == "'none'", where
        assert policy["base-uri"] == "'none'", where
        assert policy.get("script-src", "'none'") in ("'self'", "'none'"), where
        assert policy.get("style-src", "'none'") in ("'self'", "'none'"), where
        framed_by = policy.pop("frame-ancestors")
        assert framed_by == "'none'" or (path == "/embed" and "*" not in framed_by), where
        for unsafe in ("unsafe", "*", "http:", "https:", "blob:"):
            assert unsafe not in " ".join(policy.values()), where
        assert answer.headers["x-content-type-options"] == "nosniff", where
        assert answer.headers["cross-origin-opener-policy"] == "same-origin", where
        assert answer.headers["cross-origin-resource-policy"] in ("same-origin", "cross-origin"), where
        assert "camera=()" in answer.headers["permissions-policy"], where
        assert "geolocation=()" in answer.headers["permissions-policy"], where
        assert answer.headers["referrer-policy"], where
        seen += 1
    assert seen > 80


async def test_only_files_for_other_pages_may_be_embedded_by_them(client: Client) -> None:
    async def policy(path: str) -> str:
        return str((await client.get(path)).headers["cross-origin-resource-policy"])

    assert await policy("/widget.js") == "cross-origin"
    for path in ("/static/desk.js", "/desk/sign-in", "/healthz", f"/api/v1/comments?article={ARTICLE}"):
        assert await policy(path) == "same-origin"


@pytest.mark.parametrize(
    "path", ["comments", "check", "comments/abc/appeal", "comments/abc/report", "me/appeal"]
)
async def test_bodies_are_bounded_whether_or_not_they_say_how_long_they_are(
    client: Client, path: str
) -> None:
    async def stream():  # type: ignore[no-untyped-def]
        for _ in range(300):
            yield b" " * 1_024

    headers = {"Content-Type": "application/json"}
    for content in (b" " * 300_000, stream()):
        answer = await client.post(f"/api/v1/{path}", content=content, headers=headers)
        problem(answer, 413, "body-too-large")
