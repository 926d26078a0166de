"""The text is shown exactly and never executed; marks fall on the right words whatever stands before them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Route, expect

pytestmark = pytest.mark.browser

PATH = "/articles/keyboard-for-three-alphabets"
ATTACKS = [
    "Thank you for this article. <img src=x onerror=\"window.hit=1;alert('hit')\"> It was good to read.",
    "Thank you for this article. <script>window.hit=1;alert('hit')</script> It was good to read.",
    "Thank you </p></article></section><svg onload='window.hit=1;alert(1)'> for this article.",
]


@pytest.mark.parametrize("text", ATTACKS, ids=["image", "script", "closing"])
def test_markup_is_text(reader: Any, text: str) -> None:
    reader.open(PATH)
    name = "<b onclick=alert(1)>Dara</b>"
    comment = reader.post(text, name=name)
    for _ in ("at once", "after a reload"):
        shown = reader.widget.locator(f"#gatepost-{comment}, #own-{comment} article")
        expect(shown).to_have_count(1)
        assert shown.locator("p.text").evaluate("element => element.textContent") == text
        expect(shown.locator(".who")).to_have_text(name)
        assert shown.locator("img, script, svg, b[onclick]").count() == 0
        reader.reload()
    assert reader.page.evaluate("window.hit") is None


def test_white_space_and_line_breaks_are_kept(reader: Any) -> None:
    reader.open(PATH)
    text = "  Thank you for this.\n\n\n    The keyboard   looks good.  "
    comment = reader.post(text)
    shown = reader.widget.locator(f"#gatepost-{comment} p.text, #own-{comment} p.text")
    expect(shown).to_have_count(1)
    assert shown.evaluate("element => element.textContent") == text
    assert shown.evaluate("element => getComputedStyle(element).whiteSpace") == "pre-wrap"


def test_marks_count_code_points(reader: Any) -> None:
    """Spans are code points: an emoji or a Deseret letter is one, though JavaScript counts two."""
    text = "👏🏽 𐐷 well, only a fool 😀 and a dunce say so; a fool."
    words = ["fool", "dunce say", "say so"]
    evidence = []
    for word in words:
        start = text.index(word)
        evidence.append({"start": start, "end": start + len(word), "text": word})
    evidence.append(evidence[0])

    def answer(route: Route) -> None:
        reply = route.fetch()
        body = reply.json()
        body["state"] = body["comment"]["state"] = "rejected"
        body["statement"] = {
            "clauses": [
                {"id": "one", "title": "One", "wording": "First.", "evidence": evidence[:2]},
                {"id": "two", "title": "Two", "wording": "Second.", "evidence": evidence[2:]},
            ],
            "decided_by": "person",
            "appeal": {"possible": True, "url": "", "state": None, "reply": ""},
        }
        route.fulfill(response=reply, body=json.dumps(body))

    reader.open(PATH)
    reader.page.route(
        "**/api/v1/comments",
        lambda route: answer(route) if route.request.method == "POST" else route.fallback(),
    )
    comment = reader.post(text, anyway=True)
    card = reader.own(comment)
    assert card.locator("p.text").evaluate("element => element.textContent") == text
    assert card.locator("p.text mark").all_text_contents() == ["fool", "dunce say", " so"]
    expect(card).to_contain_text("This was decided by a moderator.")
