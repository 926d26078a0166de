"""Narrow and wide, light and dark, under a strict policy: nothing spills over and nothing is foreign."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ARTICLES = [
    "reading-the-meters",
    "fariq-al-jabal",
    "kosari-ciya",
    "arsiva-dengbejan",
    "gunes-koyu",
    "ehya-ye-qanat",
]


@pytest.mark.parametrize("width", [280, 360])
@pytest.mark.parametrize("article", ARTICLES)
def test_a_narrow_page_does_not_scroll_sideways(
    new_reader: Callable[..., Any], article: str, width: int
) -> None:
    reader = new_reader()
    reader.page.set_viewport_size({"width": width, "height": 700})
    reader.open(f"/articles/{article}")
    reader.write("Unbreakable" * 60)
    reader.widget.locator(".guidelines > summary").click()
    expect(reader.widget.locator(".guidelines details").first).to_be_visible()
    # No element of the widget reaches over its edges, and the page itself does not scroll sideways.
    spilling = reader.widget.evaluate(
        """host => {
            const box = host.getBoundingClientRect()
            return [...host.shadowRoot.querySelectorAll('*')]
                .map(element => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
                .filter(([, at]) => at.width && (at.left < box.left - 1 || at.right > box.right + 1))
                .map(([html]) => html)
        }"""
    )
    assert spilling == []
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_guidelines_stand_beside_the_form_where_there_is_room(reader: Any) -> None:
    reader.open("/articles/reading-the-meters")
    reader.form.scroll_into_view_if_needed()
    expect(reader.widget.locator(".guidelines details").first).to_be_visible()
    form, rules = reader.form.bounding_box(), reader.widget.locator(".guidelines").bounding_box()
    assert rules["x"] > form["x"] + form["width"]
    reader.page.set_viewport_size({"width": 360, "height": 700})
    form, rules = reader.form.bounding_box(), reader.widget.locator(".guidelines").bounding_box()
    assert rules["y"] > form["y"] + form["height"]


def test_the_style_holds_under_a_policy_without_inline_styles(reader: Any) -> None:
    """The server's own policy forbids what stands inline; a violation is a console error."""
    answer = reader.page.goto(reader.server.url + "/articles/reading-the-meters")
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    reader.settled()
    assert reader.form.evaluate("form => getComputedStyle(form).display") == "grid"


def test_dark_pages_have_light_text(new_reader: Callable[..., Any]) -> None:
    reader = new_reader(color_scheme="dark").open("/articles/reading-the-meters")
    colour = reader.form.locator("textarea").evaluate("field => getComputedStyle(field).color")
    assert min(int(part) for part in colour[4:-1].split(",")[:3]) > 150, colour


def test_an_address_with_a_comment_leads_to_it(reader: Any) -> None:
    reader.open("/articles/reading-the-meters")
    comment = reader.post("A remark that one may want to link to.")
    link = reader.public(comment).locator("header a")
    expect(link).to_have_attribute("href", f"#gatepost-{comment}")
    reader.page.goto("about:blank")
    reader.open(f"/articles/reading-the-meters#gatepost-{comment}")
    expect(reader.public(comment)).to_be_focused()
    expect(reader.public(comment)).to_be_in_viewport()
