"""Without a mouse: a moderator clears the queue, a reader reports a comment, and the focus is never lost."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PATH = "/articles/keyboard-for-three-alphabets"
UNSURE = "What a load of crap. Parts on order since June?"  # the tutorial's comment that needs a person
INNERMOST = """() => {
    let element = document.activeElement;
    while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element.id || element.tagName;
}"""


def referred(server: Any, number: int) -> str:
    """The id of a new comment that waits for a person."""
    body = {
        "article": {"url": server.url + PATH},
        "text": f"{UNSURE} {number}",
        "author": {"name": f"Kim {number}"},
    }
    request = urllib.request.Request(
        server.url + "/api/v1/comments", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        made = json.load(answer)
    assert made["state"] == "pending"
    return str(made["id"])


def focused(page: Page) -> str:
    return str(page.evaluate(INNERMOST))


def has_read(page: Page) -> None:
    """A decision by key counts only when the card could have been read: see `READ_MS` in desk.js."""
    page.evaluate(
        "() => new Promise(done => {"
        " const look = () => desk.fresh() ? requestAnimationFrame(look) : done(); look(); })"
    )


def test_a_moderator_clears_the_queue_by_keyboard(desk: Page, server: Any) -> None:
    first, second, third = (referred(server, number) for number in range(3))
    desk.goto(server.url + "/desk")
    cards = {name: desk.locator(f"#card-{name}") for name in (first, second, third)}
    done = desk.locator("[data-done]")

    # Nothing is decided blindly: the first key shows which card it would be. No time passes meanwhile, on
    # a slow machine either.
    desk.evaluate("() => { const at = performance.now(); performance.now = () => at; }")
    desk.keyboard.press("a")
    expect(desk.locator("[data-card]").first).to_be_focused()
    expect(done).to_have_count(0)

    cards[first].focus()
    desk.keyboard.press("a")
    expect(cards[first]).to_be_focused()  # too soon after the first card came to have read it
    desk.evaluate("() => { delete performance.now; }")
    has_read(desk)
    desk.keyboard.press("a")
    expect(cards[second]).to_be_focused()
    expect(cards[first]).to_have_attribute("data-done", "")

    # Reject: the engine's clause is chosen and has the focus; a slip on `a` in there approves nothing.
    desk.keyboard.press("r")
    expect(cards[second].locator("input:checked").first).to_be_focused()
    desk.keyboard.press("a")
    desk.keyboard.press("Enter")  # a family of clauses is begun: nothing is sent before its second letter
    desk.keyboard.press("Escape")
    expect(cards[second].locator("input:checked").first).to_be_focused()
    desk.keyboard.press("Enter")
    expect(cards[second]).to_contain_text("Rejected.")
    expect(cards[third]).to_be_focused()

    # Undo from the next card takes back the newest decision, and that card is back with the focus.
    desk.keyboard.press("u")
    expect(cards[second].locator("button.approve")).to_be_visible()
    expect(cards[second]).to_be_focused()
    expect(cards[first]).to_have_attribute("data-done", "")
    desk.keyboard.press("j")
    expect(cards[third]).to_be_focused()
    desk.keyboard.press("k")
    expect(cards[second]).to_be_focused()


def test_a_second_press_on_the_way_decides_nothing_twice(desk: Page, server: Any) -> None:
    comment = referred(server, 9)
    desk.goto(server.url + "/desk")
    card = desk.locator(f"#card-{comment}")
    sent: list[str] = []

    def slowly(route: Any) -> None:
        sent.append(route.request.url)
        card.evaluate("card => { card.focus(); card.querySelector('[data-do=approve]').click(); }")
        route.continue_()

    desk.route("**/approve", slowly)
    card.focus()
    has_read(desk)
    desk.keyboard.press("a")
    expect(card).to_have_attribute("data-done", "")
    assert len(sent) == 1


def test_a_report_reaches_the_desk_and_is_answered(reader: Any, desk: Page) -> None:
    reader.open(PATH)
    comment = reader.post("A keyboard for everybody, what a good idea.")
    expect(reader.public(comment)).to_be_visible()
    # The author withdraws; only others report.
    expect(reader.options(comment).get_by_role("button", name="Report")).to_have_count(0)
    reader.page.evaluate("localStorage.clear()")
    reader.reload()

    article = reader.public(comment)
    button = article.get_by_role("button", name="More: Dara")
    report = article.get_by_role("button", name="Report", exact=True)
    button.press("Enter")
    report.press("Enter")
    clause = article.locator("select")
    expect(clause).to_be_focused()
    expect(clause.locator("option").nth(1)).to_be_attached()
    reader.page.keyboard.press("Escape")
    article.get_by_role("button", name="Cancel").press("Enter")
    expect(button).to_be_focused()

    button.press("Enter")
    report.press("Enter")
    # Without a clause nothing is sent; the choice is the reader's.
    article.locator("button.send").press("Enter")
    expect(clause).to_be_focused()
    expect(clause.locator("option[value=off-topic]")).to_be_attached()
    clause.select_option("off-topic")
    article.locator("textarea").fill("This is about <b>something else</b>.")
    article.locator("button.send").press("Enter")
    expect(reader.status).to_have_text("Thank you. A moderator will look at it.")
    expect(button).to_be_focused()
    expect(clause).to_have_count(0)
    expect(article.locator("p.text")).to_be_visible()

    desk.goto(reader.server.url + "/desk/reports")
    card = desk.locator(f"#card-{comment}")
    waiting = int(desk.locator("#count-reports").inner_text())  # other tests may have left some
    expect(card).to_contain_text("Off topic")
    expect(card).to_contain_text("This is about <b>something else</b>.")
    card.get_by_role("button", name="Keep it public").click()
    expect(card).to_have_attribute("data-done", "")
    expect(desk.locator("#count-reports")).to_have_text(str(waiting - 1))
    reader.reload()
    expect(reader.public(comment)).to_be_visible()


def test_the_focus_stays_sensible_when_its_place_goes_away(reader: Any) -> None:
    reader.open(PATH)
    comment = reader.post("You are a stupid idiot and everybody knows it.", anyway=True)
    card = reader.own(comment)
    expect(card.locator(".answer")).to_have_text("Your comment was not published.")
    card.locator("textarea").fill("A joke between friends.")
    card.get_by_role("button", name="Appeal").press("Enter")
    expect(card.locator(".appeal")).to_have_text("Your appeal is with a moderator.")
    expect(card.locator("article")).to_be_focused()
    card.get_by_role("button", name="Withdraw").press("Enter")
    card.get_by_role("button", name="Withdraw for good?").press("Enter")
    expect(reader.status).to_have_text("Your comment has been withdrawn.")
    expect(reader.widget.locator("h2")).to_be_focused()
