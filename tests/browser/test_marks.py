"""Marks in mixed text move no letter, each paragraph runs its own way, and focus tells what is known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.full_desk import FullDesk, Keyboard

pytestmark = pytest.mark.browser

TEXT = (
    "کیبۆردێکی زۆر باشە 👏🏽 but what rubbish, میوانەکان می\u200cروند home.\n"
    "Second line, English first: هذا هراء يا أخي 😀 and on.\n"
    "سطر ثالث"
)
PLACES = """element => {
    // Where each character of the text stands, to the tenth of a pixel.
    const places = []
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
    while (walker.nextNode()) {
        const node = walker.currentNode
        for (let at = 0; at < node.length; at++) {
            const range = document.createRange()
            range.setStart(node, at)
            range.setEnd(node, at + 1)
            const box = range.getBoundingClientRect()
            places.push([node.data[at], Math.round(box.left * 10), Math.round(box.width * 10)])
        }
    }
    return places
}"""


@pytest.fixture(scope="module")
def small(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FullDesk]:
    made = FullDesk(tmp_path_factory.mktemp("marks"), stored=20, waiting=10, moderators=("Mina",))
    made.server.start()
    yield made
    made.server.stop()


@pytest.fixture
def hands(browser: Browser, small: FullDesk) -> Iterator[Keyboard]:
    made = small.sit(browser, "mina")
    yield made
    made.context.close()


def shown(page: Page, marked: bool) -> list[list[object]]:
    """The text in a card, with words marked in both directions and in the middle of a word, or plain."""
    page.locator(".comment-text").first.evaluate(
        """(element, [text, marked]) => {
            element.textContent = text
            if (!marked) return
            const parts = text.split(/(but what|rubbish|میوان|هراء|يا أ|😀|سطر)/)
            element.replaceChildren(...parts.map((part, at) => {
                if (at % 2 === 0) return part
                const mark = document.createElement('mark')
                mark.className = at % 4 === 1 ? 'one' : 'many strong'
                mark.tabIndex = 0
                mark.textContent = part
                return mark
            }))
        }""",
        [TEXT, marked],
    )
    return list(page.locator(".comment-text").first.evaluate(PLACES))


def test_marks_move_no_letter_of_mixed_text(hands: Keyboard) -> None:
    plain, marked = shown(hands.page, False), shown(hands.page, True)
    assert "".join(str(one[0]) for one in marked) == "".join(str(one[0]) for one in plain)
    moved = [
        (before, after)
        for before, after in zip(plain, marked, strict=True)
        if abs(before[1] - after[1]) > 10 or abs(before[2] - after[2]) > 10  # type: ignore[operator]
    ]
    assert moved == []


def test_each_paragraph_runs_as_its_letters_do(hands: Keyboard) -> None:
    places = shown(hands.page, True)
    lines = TEXT.split("\n")
    box = hands.page.locator(".comment-text").first.bounding_box()
    assert box is not None
    left, right = box["x"] * 10, (box["x"] + box["width"]) * 10
    first, second = places[0], places[len(lines[0].encode("utf-16-le")) // 2 + 1]
    assert abs(first[1] + first[2] - right) < 20  # type: ignore[operator]
    assert abs(second[1] - left) < 20  # type: ignore[operator]


def test_focus_tells_what_is_known_of_marked_words_and_escape_hides_it(hands: Keyboard) -> None:
    page = hands.page
    hands.press("j")
    mark = page.locator(".card mark").first
    mark.focus()
    tip = page.locator("#tip")
    expect(tip).to_be_visible()
    expect(tip).to_contain_text("%")
    expect(tip).to_contain_text("classifier")
    hands.press("Escape")
    expect(tip).to_be_hidden()
    expect(mark).to_be_focused()
    page.locator(".card mark").nth(1).hover()
    expect(tip).to_be_visible()


def test_strong_words_are_blurred_on_demand_and_shown_again(hands: Keyboard) -> None:
    page = hands.page
    shown(page, True)
    strong = page.locator("mark.strong").first
    assert strong.evaluate("mark => getComputedStyle(mark).filter") == "none"
    hands.press("j", "h")
    assert "blur" in str(strong.evaluate("mark => getComputedStyle(mark).filter"))
    hands.press("s")
    assert strong.evaluate("mark => getComputedStyle(mark).filter") == "none"
    hands.press("h")
    expect(page.locator("html")).not_to_have_attribute("data-blur", "")


def test_the_help_lists_the_keys_and_the_search_has_one(hands: Keyboard) -> None:
    page = hands.page
    hands.press("?")
    dialog = page.locator("dialog#help")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("Racist abuse")
    hands.press("Escape")
    expect(dialog).to_be_hidden()
    hands.press("/")
    expect(page.locator("input[name=q]")).to_be_focused()
    hands.press("Escape", "g", "d")
    page.wait_for_url("**/desk/decided")


def test_an_arabic_layout_has_the_keys_where_they_are(hands: Keyboard) -> None:
    page = hands.page
    for key, code in (("ت", "KeyJ"), ("ت", "KeyJ"), ("ن", "KeyK")):
        page.evaluate(
            """([key, code]) => document.activeElement.dispatchEvent(
                new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true }))""",
            [key, code],
        )
    expect(page.locator("[data-card]").first).to_be_focused()


def test_selected_comments_are_decided_together_after_a_preview(hands: Keyboard, small: FullDesk) -> None:
    page = hands.page
    hands.press("j", "x", "j", "x", "b")
    page.wait_for_url("**/desk/together")
    page.locator("input[value=approve]").check()
    hands.press("b")
    expect(page.locator("h1")).to_have_text(
        "Would be decided: \u20682\u2069".replace("\u2068", "").replace("\u2069", "")
    )
    hands.press("b")
    expect(page.locator(".fate-done")).to_have_count(2)
