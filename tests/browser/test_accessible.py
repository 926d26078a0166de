"""axe-core finds nothing to complain of on any page of the desk, left to right or right to left."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from gatepost.web.desk import DESK_ROUTES

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NEVER_PAGES = ("/desk/enter", "/desk/stream", "/desk/invitation")
"""A link that signs in once, a stream of events, what only strangers see (test_passkeys.py looks there)."""
FILES = (".csv", ".json", ".jsonl", ".toml")


def addresses() -> list[str]:
    """Every page of the desk that needs no id in its address."""
    found = {
        path
        for route in DESK_ROUTES
        if "GET" in {str(method) for method in route.http_methods}
        for path in route.paths
        if "{" not in path and not path.endswith(FILES) and path not in NEVER_PAGES
    }
    return sorted(found)


def complaints(page: Page) -> list[str]:
    """What axe found wrong, each with the place where."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    return [
        f"{one['id']}: {one['help']}: {node['target']} {node['html'][:120]}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ckb"])
def test_no_page_of_the_desk_has_a_fault_that_axe_knows(desk: Any, language: str, scheme: Any) -> None:
    desk.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    base = desk.url.split("/desk")[0]
    wrong: dict[str, list[str]] = {}
    for path in addresses():
        desk.goto(f"{base}{path}?lang={language}")
        expect(desk.locator("html")).to_have_attribute("lang", language)
        if found := complaints(desk):
            wrong[path] = found
    assert wrong == {}


@pytest.mark.parametrize("language", ["en", "ckb"])
def test_what_opens_on_a_card_has_no_fault_either(desk: Any, language: str) -> None:
    base = desk.url.split("/desk")[0]
    for path in ("/desk", "/desk/appeals", "/desk/reports", "/desk/decided"):
        desk.goto(f"{base}{path}?lang={language}")
        for part in desk.locator("main details:not(.views, .more-filters) > summary").all():
            if part.is_visible():
                part.click()
        desk.evaluate("scrollTo(0, 0)")  # opening scrolls, and what lies half under the head is no target
        assert complaints(desk) == [], path
    # These lie over the page while they are open, and over one another.
    for over in (".views", ".more-filters"):
        desk.goto(f"{base}/desk?lang={language}")
        desk.locator(f"{over} > summary").click()
        assert complaints(desk) == [], over
    desk.goto(f"{base}/desk/articles?lang={language}")
    desk.goto(base + str(desk.locator("main a[href^='/desk/articles/']").first.get_attribute("href")))
    assert complaints(desk) == [], "an article's settings"
    desk.goto(f"{base}/desk/decided?lang={language}")
    history = desk.locator("a[href^='/desk/comments/']").first
    if history.count():
        desk.goto(base + str(history.get_attribute("href")))
        assert complaints(desk) == []
