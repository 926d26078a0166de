"""Every state of the widget: no fault that axe knows, nothing spills over a narrow page; all by keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.newsroom import BAD, UNSURE, Newsroom, Story
from tests.browser.test_accessible import complaints

pytestmark = pytest.mark.browser

SPILLING = """host => {
    const box = host.getBoundingClientRect()
    return [...host.shadowRoot.querySelectorAll('section *')]
        .filter(element => !element.closest('dialog'))
        .map(element => [element.outerHTML.slice(0, 80), element.getBoundingClientRect()])
        .filter(([, at]) => at.width && (at.left < box.left - 1 || at.right > box.right + 1))
        .map(([html]) => html)
}"""
SMALL = """host => [...host.shadowRoot.querySelectorAll('button,select,input:not(.trap),textarea,summary')]
    .filter(element => element.checkVisibility() && !element.closest('p'))
    .map(element => [element.outerHTML.slice(0, 60), element.getBoundingClientRect()])
    .filter(([, at]) => at.height < 24)
    .map(([html, at]) => `${Math.round(at.height)} ${html}`)"""


def states(page: Story, newsroom: Newsroom) -> Iterator[str]:
    """Brings the widget into one state after the other; yields the name of each."""
    newsroom.settings(
        page.article,
        notice="Please keep to the bridge.",
        slow_seconds=0,
        questions=True,
        closes_at="2031-05-01T12:00:00Z",
    )
    above = newsroom.say(page.article, "A question. Which bridge?", question=True)
    newsroom.desk(f"comments/{above['id']}/reply", text="The old one.")
    page.open()
    if page.widget.evaluate("element => element.clientWidth") < 620:
        page.widget.locator(".guidelines > summary").click()
    expect(page.widget.locator(".guidelines details").first).to_be_visible()
    yield "reading"
    page.form.locator("button.send").click()
    expect(page.form.locator(".problem")).not_to_be_empty()
    yield "refused"
    page.form.locator(".identity input").fill("Dara")
    page.text.fill(f"{BAD} " + "unbreakable" * 30)
    page.form.locator("button.send").click()
    expect(page.form.locator(".check")).to_be_visible()
    yield "checked"
    page.form.locator(".check > .row > button").last.click()
    expect(page.widget.locator("article.rejected")).to_be_focused()
    yield "rejected"
    page.widget.locator("article.rejected textarea").fill("!")
    page.press(page.widget.locator("article.rejected"), "appealSend")
    expect(page.widget.locator(".appeal")).to_have_text(page.w["appealWaiting"])
    yield "appealed"
    page.post(f"{UNSURE} it is the new one.", anyway=True)
    expect(page.widget.locator("article.pending")).to_be_visible()
    yield "waiting"
    mine = page.post("It is both of them.")
    tools = page.options(mine)
    page.press(tools, "verify")
    expect(tools.get_by_role("status")).not_to_be_empty()
    yield "published"
    page.public(above["id"]).locator(".mark").click()
    expect(page.public(above["id"]).locator(".mark")).to_have_attribute("aria-pressed", "true")
    page.press(page.public(above["id"]), "reply")
    expect(page.public(above["id"]).locator("form.reply")).to_be_visible()
    yield "replying"
    page.press(page.options(above["id"]), "report")
    expect(page.public(above["id"]).locator("select option").nth(1)).to_be_attached()
    yield "reporting"
    page.page.keyboard.press("End")  # what is new stands above
    page.widget.locator(".float").evaluate("float => float.scrollIntoView()")
    newsroom.say(page.article, "Somebody else, meanwhile.", parent=above["id"])
    expect(page.widget.locator(".float button")).to_be_visible()
    yield "news"
    page.press(page.form, "signIn")
    expect(page.dialog.locator("form")).to_be_visible()
    yield "signing in"
    page.page.keyboard.press("Escape")
    page.press(page.form, "mine")
    expect(page.dialog).to_contain_text(page.w["isRejected"])
    yield "one's own"
    page.page.keyboard.press("Escape")
    page.press(page.options(mine), "withdraw")
    yield "asked again"


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ckb", "dark")])
def test_no_state_has_a_fault_that_axe_knows(
    story: Callable[..., Story], newsroom: Newsroom, language: str, scheme: Any
) -> None:
    page = story(language, color_scheme=scheme, reduced_motion="reduce")
    wrong = {state: found for state in states(page, newsroom) if (found := complaints(page.page))}
    assert wrong == {}


@pytest.mark.parametrize(("language", "width"), [("tr", 280), ("ar", 360)])
def test_no_state_spills_over_a_narrow_page(
    story: Callable[..., Story], newsroom: Newsroom, language: str, width: int
) -> None:
    page = story(language)
    page.page.set_viewport_size({"width": width + 16, "height": 700})
    wrong: dict[str, Any] = {}
    for state in states(page, newsroom):
        spilling, small = page.widget.evaluate(SPILLING), page.widget.evaluate(SMALL)
        wide = page.page.evaluate("document.documentElement.scrollWidth") > width + 16
        if spilling or small or wide:
            wrong[state] = (spilling, small, wide)
    assert wrong == {}


def test_the_whole_way_by_keyboard_alone(story: Callable[..., Story], newsroom: Newsroom) -> None:
    page = story()
    above = newsroom.say(page.article, "What do you think?")
    page.open()
    w = page.w
    expect(page.public(above["id"])).to_be_visible()
    keys = page.page.keyboard

    def tab_to(name: str, role: Any = "button") -> None:
        wanted = page.widget.get_by_role(role, name=name, exact=True)
        for _ in range(60):
            if wanted.evaluate_all("all => all.some(one => one.matches(':focus'))"):
                return
            keys.press("Tab")
        raise AssertionError(f"{name} cannot be reached")

    tab_to(w["order"], "combobox")
    keys.press("ArrowDown")
    expect(page.widget.locator("section")).to_have_attribute("aria-busy", "false")
    tab_to(w["name"], "textbox")
    keys.type("Dara")
    keys.press("Tab")  # to "Sign in"
    tab_to(w["text"], "textbox")
    keys.type(f"You {BAD}.")
    tab_to(w["send"])
    keys.press("Enter")
    expect(page.form.locator(".check")).to_be_focused()
    tab_to(w["anyway"])
    keys.press("Enter")
    card = page.widget.locator("article.rejected")
    expect(card).to_be_focused()
    tab_to(w["appealText"], "textbox")
    keys.type("A joke between friends.")
    tab_to(w["appealSend"])
    keys.press("Space")
    expect(card.locator(".appeal")).to_have_text(w["appealWaiting"])
    expect(card).to_be_focused()
    tab_to(w["withdraw"])
    keys.press("Enter")
    tab_to(w["sure"])
    keys.press("Enter")
    expect(page.widget.locator("h2")).to_be_focused()

    tab_to(f"{w['argued']}: Ann")
    keys.press("Space")
    expect(page.public(above["id"]).locator(".mark")).to_have_attribute("aria-pressed", "true")
    expect(page.public(above["id"]).locator(".mark")).to_be_focused()
    keys.press("Tab")
    tab_to(f"{w['options']}: Ann")
    keys.press("Enter")
    tab_to(w["verify"])
    keys.press("Enter")
    expect(page.public(above["id"]).locator("[role=status]")).not_to_be_empty()
    keys.press("Shift+Tab")
    tab_to(w["report"])
    keys.press("Enter")
    expect(page.public(above["id"]).locator("select")).to_be_focused()
    tab_to(w["cancel"])
    keys.press("Enter")
    expect(page.public(above["id"]).locator("> .row > button").last).to_be_focused()
    page.public(above["id"]).get_by_role("button", name=w["reply"]).focus()
    keys.press("Enter")
    expect(page.public(above["id"]).locator("form textarea")).to_be_focused()
    keys.type("I agree with every word.")
    tab_to(w["send"])
    keys.press("Enter")
    expect(page.widget.locator(f"li:has(> #gatepost-{above['id']}) > ol article").first).to_be_focused()
