"""Pages show only what one may do: no form or htmx button leads to a route that would refuse it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from gatepost.conversation.appeal import appeal
from gatepost.conversation.records import Moderator
from gatepost.conversation.report import report
from gatepost.conversation.rights import Right, may
from gatepost.web.app import build_litestar
from gatepost.web.desk import DESK_ROUTES

POSTS = re.compile(r'(?:<form\b[^>]*method="post"[^>]*action|hx-post|formaction)="(/desk[^"?]*)')
NO_PAGES = re.compile(r"/(stream|events|live|enter|oidc|callback|invitation)$|\.\w+$")


def rights(app: Litestar) -> list[tuple[re.Pattern[str], Any]]:
    """Of every POST of the desk: the addresses, and the right (None: anybody's)."""
    found = []
    for route in app.routes:
        for handler in getattr(route, "route_handlers", []):
            if isinstance(handler, HTTPRouteHandler) and "POST" in handler.http_methods:
                address = re.compile(re.sub(r"\\\{[^}]+\\\}|\{[^}]+\}", "[^/]+", route.path_format) + "$")
                found.append((address, handler.opt.get("right")))
    # The exact ones first: /desk/sessions/end is no /desk/sessions/{id}.
    return sorted(found, key=lambda one: one[0].pattern.count("[^/]+"))


async def filled(desk) -> list[str]:
    """Comments in every state that has a card of its own; their addresses."""
    waiting = await desk.says("perhaps")
    approved = await desk.says("fine")
    rejected = await desk.says("idiot")
    house = desk.service.house
    await report(house, approved.comment.id, "threat", "look at this")
    await appeal(house, rejected.comment.id, "but why")
    return [f"/desk/comments/{one.comment.id}" for one in (waiting, approved, rejected)]


@pytest.mark.parametrize("role", ["auditor", "moderator", "editor", "admin"])
async def test_no_page_offers_what_would_be_refused(service, desk, role: str) -> None:
    comments = await filled(desk)
    await service.house.store.add_moderator(Moderator("mina", "Mina", role))
    known = rights(build_litestar(service))
    pages = sorted(
        path
        for route in DESK_ROUTES
        if "GET" in {str(method) for method in route.http_methods}
        and may(role, route.opt.get("right") or Right.LOOK)
        for path in route.paths
        if "{" not in path and not NO_PAGES.search(path)
    )
    wrong, offered = set(), set()
    for page in [*pages, *comments]:
        answer = await desk.get(page, headers={"accept": "text/html"})
        assert answer.status_code in (200, 303, 400, 404, 422), (page, answer.status_code)
        for action in POSTS.findall(answer.text):
            right = next((right for address, right in known if address.match(action)), "unknown")
            assert right != "unknown", (page, action)
            offered.add(right)
            if right is not None and not may(role, right):
                wrong.add((page, action.replace(comments[0].split("/")[3], "ID")))
    assert wrong == set()
    assert Right.LOOK in offered
    assert (Right.DECIDE in offered) == may(role, Right.DECIDE)


async def test_a_page_that_one_may_not_see_says_so_in_words(service, desk) -> None:
    answer = await desk.get("/desk/people?language=tr", headers={"accept": "text/html"})
    assert (answer.status_code, "Rolünüz buna izin vermiyor" in answer.text) == (403, True)
    answer = await desk.get("/desk/people")
    assert answer.json()["code"] == "right-missing"
