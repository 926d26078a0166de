"""The guidelines editor in a browser: from a word to a dry run to publication, and nothing that axe knows."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.test_accessible import complaints

pytestmark = pytest.mark.browser

PARTS = ("", "/clause/threat", "/clause/new", "/words", "/general", "/file")


def base_of(desk: Any) -> str:
    return str(desk.url.split("/desk")[0])


def drafted(desk: Any, term: str) -> str:
    """Add a word by form; the draft's address."""
    desk.goto(f"{base_of(desk)}/desk/rules?language=en")
    desk.get_by_role("link", name="Own words and allowances").click()
    desk.get_by_label("Word", exact=True).fill(term)
    desk.get_by_role("button", name="Keep as a draft").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Draft")
    return str(desk.url)


def test_a_word_is_tried_and_published(desk: Any) -> None:
    drafted(desk, "scribblerofthezagros")
    expect(desk.locator(".change")).to_contain_text("scribblerofthezagros")
    desk.get_by_label("How many of the last comments").fill("30")
    desk.get_by_role("button", name="Try it").click()
    # While it runs, the page asks again by itself.
    expect(desk.locator("#dry-run h2").first).to_contain_text("Decisions that would differ")
    assert complaints(desk) == []
    desk.get_by_label("Note for colleagues").fill("tried in a browser")
    desk.get_by_role("button", name="Publish this version").click()
    expect(desk.get_by_role("status").first).to_contain_text("Published")
    desk.get_by_role("link", name="Versions of the guidelines").last.click()
    expect(desk.locator("tbody tr").first).to_contain_text("tried in a browser")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ckb"])
def test_no_part_of_the_editor_has_a_fault_that_axe_knows(desk: Any, language: str, scheme: Any) -> None:
    desk.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    base, draft = base_of(desk), drafted(desk, "anotherscribbler")
    wrong: dict[str, list[str]] = {}
    addresses = [f"{draft}{part}" for part in PARTS]
    desk.goto(draft)
    addresses.append(base + str(desk.locator("a[href*='/site/']").first.get_attribute("href")))
    addresses.append(f"{base}/desk/rules/versions/1")
    for address in addresses:
        desk.goto(f"{address}?language={language}")
        expect(desk.locator("html")).to_have_attribute("lang", language)
        if found := complaints(desk):
            wrong[address] = found
    assert wrong == {}


def test_the_editor_fits_a_phone_in_both_directions(desk: Any) -> None:
    draft = drafted(desk, "athirdscribbler")
    desk.set_viewport_size({"width": 360, "height": 740})
    for language in ("en", "ckb"):
        for part in PARTS:
            desk.goto(f"{draft}{part}?language={language}")
            wide, there = desk.evaluate("(e => [e.scrollWidth, e.clientWidth])(document.documentElement)")
            assert wide <= there, f"{part} {language}"
