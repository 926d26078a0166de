"""The whole route table, for every role and every scope: refused exactly where the right is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from litestar import Litestar, Router, get
from litestar.handlers import HTTPRouteHandler
from tests.api.gatepost_here import Client, problem
from tests.api.test_access import every_route

from gatepost.conversation.records import Moderator
from gatepost.conversation.rights import RIGHTS, SCOPES, Right, may
from gatepost.web.app import build_litestar
from gatepost.web.errors import EXCEPTION_HANDLERS
from gatepost.web.forms import FORM_TOKEN_HEADER, form_token
from gatepost.web.guards import requires_desk_token, requires_moderator
from gatepost.web.service import Service

STREAMS = re.compile(r"/(stream|events|live)$")
"""Answers that never end: whoever may listen is not asked for here."""


def desk_routes(service: Service, prefix: str) -> Iterator[tuple[str, str, HTTPRouteHandler]]:
    for method, template, handler in every_route(build_litestar(service, demo=True)):
        if re.match(rf"{prefix}(/|$)", template):
            yield method, re.sub(r"\{[^}]+\}", "0199", template), handler


async def browser(client: Client, role: str) -> dict[str, str]:
    """The headers of somebody with this role who is signed in."""
    service = client.service
    person = Moderator(f"id-{role}", role.title(), role)
    await service.house.store.add_moderator(person)
    signed_in = await service.accounts.enter(await service.accounts.make_link(person.id))
    assert signed_in is not None
    cookie = f"{service.accounts.cookie_name}={signed_in.token}"
    return {"Cookie": cookie, FORM_TOKEN_HEADER: form_token(signed_in.token)}


@pytest.mark.parametrize("role", [*RIGHTS, "", "king"])
async def test_pages_are_refused_exactly_where_the_role_lacks_the_right(client: Client, role: str) -> None:
    if role != "admin":
        await client.service.house.store.add_moderator(Moderator("boss", "Boss", "admin"))
    seen = 0
    for method, path, handler in desk_routes(client.service, "/desk"):
        if handler.opt.get("public"):
            continue
        seen += 1
        right = handler.opt["right"]
        assert isinstance(right, Right), f"{method} {path}"
        allowed = may(role, right)
        if allowed and STREAMS.search(path):
            continue
        # Signed in anew each time: some routes end the session.
        answer = await client.request(method, path, headers=await browser(client, role))
        if allowed:
            assert answer.status_code != 403, f"{role} may not {method} {path}: {answer.text[:200]}"
            assert "/desk/sign-in?next" not in answer.headers.get("location", ""), f"{method} {path}"
        else:
            problem(answer, 403, "right-missing")
    assert seen >= 20


@pytest.mark.parametrize("scope", [*SCOPES, "check"])
async def test_programs_are_refused_exactly_where_the_scope_lacks_the_right(
    client: Client, scope: str
) -> None:
    token = await client.service.accounts.add_token("robot", [scope])
    headers = {"Authorization": f"Bearer {token}"}
    seen = 0
    for method, path, handler in desk_routes(client.service, "/api/v1/desk"):
        seen += 1
        right = handler.opt["right"]
        assert isinstance(right, Right), f"{method} {path}"
        allowed = right in SCOPES.get(scope, frozenset())
        if allowed and STREAMS.search(path):
            continue
        answer = await client.request(method, path, headers=headers)
        if allowed:
            assert answer.status_code not in (401, 403), f"{scope}: {method} {path}: {answer.text[:200]}"
        else:
            problem(answer, 403, "scope-missing")
    assert seen >= 20


async def test_a_route_that_names_no_right_lets_nobody_in(client: Client) -> None:
    @get("/desk/forgotten")
    async def page() -> str:
        return "secret"

    @get("/forgotten")
    async def api() -> str:
        return "secret"

    real = build_litestar(client.service)
    app = Litestar(
        [
            Router("/", route_handlers=[page], guards=[requires_moderator]),
            Router("/api/v1/desk", route_handlers=[api], guards=[requires_desk_token]),
        ],
        state=real.state,
        exception_handlers=dict(EXCEPTION_HANDLERS),
    )
    token = await client.service.accounts.add_token("robot", ["desk", "desk-admin", "check"])
    bearer = {"Authorization": f"Bearer {token}"}
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://gatepost.test") as there:
        for role in RIGHTS:
            answer = await there.get("/desk/forgotten", headers=await browser(client, role))
            problem(answer, 403, "right-missing")
        assert (await there.get("/desk/forgotten")).status_code == 303
        problem(await there.get("/api/v1/desk/forgotten", headers=bearer), 403, "scope-missing")


def test_only_people_who_manage_people_manage_people(service: Service) -> None:
    """The right is not lost by a slip in a room: every route under /people asks for it."""
    found = [
        (method, path)
        for prefix in ("/desk/people", "/api/v1/desk/people")
        for method, path, handler in desk_routes(service, prefix)
        if handler.opt["right"] is not Right.PEOPLE
    ]
    assert found == []
