"""Authors, suspensions and escalations in a browser: no fault that axe knows, no page wider than a phone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.test_accessible import complaints

pytestmark = pytest.mark.browser


def looks_right(desk: Page, base: str, path: str, language: str) -> None:
    desk.goto(f"{base}{path}{'&' if '?' in path else '?'}language={language}")
    expect(desk.locator("html")).to_have_attribute("lang", language)
    assert complaints(desk) == [], path
    desk.set_viewport_size({"width": 360, "height": 800})
    wide = desk.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360, path
    desk.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("language", ["en", "ckb"])
def test_pages_about_people(reader: Any, desk: Page, language: str) -> None:
    base = reader.server.url
    reader.open("/articles/reading-the-meters")
    comment = reader.post("My meter is read by hand twice a year, and nobody minds.")
    desk.goto(f"{base}/desk/comments/{comment}")
    author = str(desk.locator(".record a").first.get_attribute("href"))
    escalate = f"/desk/comments/{comment}/escalate"
    looks_right(desk, base, author, language)
    looks_right(desk, base, escalate, language)

    desk.goto(f"{base}{author}&language=en")
    desk.get_by_label("Rule that was broken").select_option("threat")
    desk.get_by_label("What the author is told").fill("A long explanation. " * 20)
    desk.get_by_role("button", name="Suspend").click()
    desk.goto(f"{base}{escalate}?language=en")
    desk.locator("select[name=to]").select_option("police")
    desk.locator("textarea[name=reason]").fill("https://example.org/" + "x" * 120)
    desk.get_by_role("button", name="Escalate", exact=True).click()
    expect(desk.locator(".escalations li")).not_to_have_count(0)
    for path in (author, escalate, "/desk/suspensions", "/desk/escalations"):
        looks_right(desk, base, path, language)
    desk.goto(f"{base}/desk/suspensions?language=en")
    desk.get_by_role("button", name="Lift").first.click()
    reader.watch.faults.clear()
