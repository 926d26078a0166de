"""Reading: the order, going on by cursor, a closed article."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Route, expect

pytestmark = pytest.mark.browser

PATH = "/articles/suq-al-kutub"


def test_order_and_more_by_cursor(reader: Any) -> None:
    reader.open(PATH)
    posted = [reader.post(f"A quiet remark about the book market, number {n}.") for n in (1, 2, 3)]
    for comment in posted:
        expect(reader.public(comment)).to_be_visible()

    def one_thread_at_a_time(route: Route) -> None:
        if route.request.method == "GET":
            route.continue_(url=route.request.url + "&limit=1")
        else:
            route.fallback()

    reader.page.route("**/api/v1/comments?*", one_thread_at_a_time)
    reader.reload()
    more = reader.widget.get_by_role("button", name="عرض المزيد من التعليقات")
    for order in ("oldest", "newest"):
        reader.widget.locator("select").select_option(order)
        expect(reader.widget.locator("section")).to_have_attribute("aria-busy", "false")
        while more.is_visible():
            before = reader.widget.locator("article").count()
            more.click()
            expect(reader.widget.locator("article")).not_to_have_count(before)
            expect(reader.widget.locator("section")).to_have_attribute("aria-busy", "false")
        shown = [
            found.removeprefix("gatepost-")
            for found in reader.widget.locator("article").evaluate_all("all => all.map(one => one.id)")
        ]
        assert len(shown) == len(set(shown))
        mine = [comment for comment in shown if comment in posted]
        assert mine == (posted if order == "oldest" else posted[::-1])


def test_a_closed_article_takes_no_comments_and_says_so(reader: Any) -> None:
    def closed(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        body["article"]["closed"] = True
        route.fulfill(response=answer, body=json.dumps(body))

    reader.page.route("**/api/v1/comments?*", closed)
    reader.page.goto(reader.server.url + "/articles/reading-the-meters")
    expect(reader.widget.locator(".news")).to_have_text("This article is closed to comments.")
    expect(reader.widget.locator("textarea")).to_have_count(0)
    expect(reader.widget.get_by_role("button", name="Reply")).to_have_count(0)
