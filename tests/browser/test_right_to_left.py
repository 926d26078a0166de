"""The Arabic and Sorani pages are laid out from right to left, and mixed text keeps its own direction."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

pytestmark = pytest.mark.browser


def box(element: Locator) -> dict[str, float]:
    found = element.bounding_box()
    assert found is not None
    return {"left": found["x"], "right": found["x"] + found["width"], "width": found["width"]}


def direction(element: Locator) -> str:
    return str(element.evaluate("element => getComputedStyle(element).direction"))


@pytest.mark.parametrize(
    ("path", "send", "text"),
    [
        ("/articles/fariq-al-jabal", "إرسال التعليق", "شكرًا على هذا المقال الجميل عن الفريق."),
        ("/articles/kosari-ciya", "ناردنی لێدوان", "سوپاس بۆ ئەم بابەتە جوانە."),
    ],
    ids=["ar", "ckb"],
)
def test_page_and_widget_run_right_to_left(
    reader: Any, tmp_path: Path, path: str, send: str, text: str
) -> None:
    reader.open(path)
    assert direction(reader.page.locator("html")) == "rtl"
    section = reader.widget.locator("section")
    assert direction(section) == "rtl"

    # The title begins at the right edge, the form stands right of the guidelines, its button at the right.
    whole = box(section)
    title = box(reader.widget.locator("h2"))
    assert abs(title["right"] - whole["right"]) < 2
    assert box(reader.form)["left"] > box(reader.widget.locator(".guidelines"))["right"]
    button = reader.form.get_by_role("button", name=send)
    assert abs(box(button)["right"] - box(reader.form)["right"]) < 2

    # A comment that must wait or is published: either way its text begins at the right.
    comment = reader.post(text)
    either = reader.widget.locator(f"#gatepost-{comment}, #own-{comment} article")
    expect(either.locator("p.text")).to_have_text(text)
    assert direction(either.locator("p.text")) == "rtl"

    picture = tmp_path / "page.png"
    reader.page.screenshot(path=picture, full_page=True)
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_replies_are_indented_from_the_right(reader: Any) -> None:
    reader.open("/articles/fariq-al-jabal")
    first = reader.post("متى تُقام المباراة القادمة للفريق؟")
    expect(reader.public(first)).to_be_visible()
    reader.public(first).get_by_role("button", name="ردّ").click()
    form = reader.public(first).locator("form")
    form.locator("textarea").fill("أظنّ أنها يوم الجمعة المقبل.")
    second = reader.send(form)
    expect(reader.public(second)).to_be_visible()
    outer, inner = box(reader.public(first)), box(reader.public(second))
    assert inner["right"] < outer["right"] - 5
    assert abs(inner["left"] - outer["left"]) < 2


def test_an_english_comment_on_the_arabic_page_runs_left_to_right(reader: Any) -> None:
    reader.open("/articles/fariq-al-jabal")
    text = "What a lovely portrait of the team. Thank you."
    comment = reader.post(text)
    shown = reader.widget.locator(f"#gatepost-{comment} p.text, #own-{comment} p.text")
    expect(shown).to_have_text(text)
    assert direction(shown) == "ltr"
    assert direction(reader.widget.locator("section")) == "rtl"
