"""A reader's whole way, in each language of the interface: the check, a rejection and the appeal, a published
comment, a mark, a reply, the proof, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from tests.browser.newsroom import BAD, ORIGIN, RIGHT_TO_LEFT, UNSURE, Newsroom, Story
from tests.browser.widget_words import LANGUAGES, pattern

pytestmark = pytest.mark.browser

GOOD = {
    "en": "A fair point, well put.",
    "ar": "شكرًا على هذا المقال الجميل.",
    "ckb": "سوپاس بۆ ئەم بابەتە جوانە.",
    "kmr": "Spas ji bo vê gotara xweş.",
    "tr": "Bu güzel haber için teşekkürler.",
    "fa": "سپاس برای این گزارش خوب.",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_way(story: Callable[..., Story], newsroom: Newsroom, language: str) -> None:
    page = story(language).open()
    w = page.w
    section = page.widget.locator("section")
    expect(section).to_have_attribute("dir", "rtl" if language in RIGHT_TO_LEFT else "ltr")
    expect(section).to_have_attribute("lang", language)
    expect(page.widget.locator("h2")).to_contain_text(w["title"])

    # Before sending: which words, which guideline; nothing is sent, and nothing is in the way.
    page.form.locator(".identity input").fill("Dara")
    page.text.fill(f"😀 {BAD}")
    page.form.locator("button.send").click()
    panel = page.form.locator(".check")
    expect(panel).to_be_focused()
    expect(panel).to_contain_text(w["checkTitle"])
    assert panel.locator("mark").all_inner_texts() == [BAD]
    expect(panel.locator(".ground p").first).not_to_be_empty()
    expect(page.widget.locator("article")).to_have_count(0)
    page.press(panel, "change")
    expect(page.text).to_be_focused()
    expect(panel).to_have_count(0)
    rejected = page.post(f"😀 {BAD}!", anyway=True)

    # Rejected: the reasons, the words, who decided; an appeal, which a person answers.
    card = page.own(rejected)
    expect(card.locator(".answer")).to_have_text(w["rejected"])
    assert card.locator("mark").all_inner_texts() == [BAD]
    expect(card).to_contain_text(w["machine"])
    expect(card.locator("article")).to_be_focused()
    card.get_by_label(w["appealText"]).fill("!")
    page.press(card, "appealSend")
    expect(card.locator(".appeal")).to_have_text(w["appealWaiting"])
    newsroom.desk(f"comments/{rejected}/answer", uphold=True, reply=GOOD[language])
    expect(card.locator(".appeal")).to_contain_text(w["appealUpheld"])
    expect(card.locator("blockquote")).to_have_text(GOOD[language])

    # Waiting, then published by a person, without a reload.
    waiting = page.post(f"{GOOD[language]} {UNSURE}", anyway=True)
    expect(page.own(waiting).locator(".answer")).to_have_text(w["waiting"])
    newsroom.desk(f"comments/{waiting}/approve")
    expect(page.public(waiting)).to_be_visible()
    expect(page.own(waiting)).to_have_count(0)

    published = page.post(GOOD[language])
    expect(page.public(published)).to_be_focused()
    expect(page.status).to_have_text(w["published"])
    # The stream told of it before the answer came: it is one's own all the same, and counts once.
    expect(page.public(published).locator("header")).to_contain_text(w["text"])
    expect(page.widget.locator(".float button")).to_be_hidden()

    # Its proof, by the browser itself; the receipt that the browser keeps agrees.
    tools = page.options(published)
    page.press(tools, "verify")
    expect(tools.get_by_role("status")).to_have_text(pattern(w["verifyGood"] + " " + w["verifyReceipt"]))

    # Somebody else marks it, checks it, and replies.
    other = story(language).open()
    mark = other.public(published).locator(".mark")
    mark.click()
    expect(mark).to_have_attribute("aria-pressed", "true")
    expect(mark.locator("small")).not_to_be_empty()
    mark.click()
    expect(mark).to_have_attribute("aria-pressed", "false")
    tools = other.options(published)
    other.press(tools, "verify")
    expect(tools.get_by_role("status")).to_have_text(pattern(w["verifyGood"]))
    other.press(other.public(published), "reply")
    reply = other.post(GOOD[language], "Sara", other.public(published).locator("form.reply"))
    expect(other.widget.locator(f"li:has(> #gatepost-{published}) > ol #gatepost-{reply}")).to_be_visible()
    arrived = page.widget.locator(".float button:visible")
    expect(arrived.or_(page.public(reply)).first).to_be_visible()
    if arrived.count():  # it would have moved what is read
        arrived.click()
    expect(page.public(reply)).to_be_visible()

    # Taken back: the place stays, because there is an answer below it.
    page.press(page.options(published), "withdraw")
    page.press(page.options(published), "sure")
    expect(page.status).to_have_text(w["withdrawn"])
    expect(page.public(published)).to_have_text(w["gone"])
    expect(page.public(reply)).to_be_visible()
    expect(other.public(published)).to_have_text(w["gone"])


def test_a_text_that_is_not_the_submitted_one_is_told(
    story: Callable[..., Story], newsroom: Newsroom
) -> None:
    page = story()
    made = newsroom.say(page.article, "What was really written.")

    def forged(route: Any) -> None:
        answer = route.fetch()
        body = answer.text().replace("really written", "never written")
        route.fulfill(response=answer, body=body)

    page.page.route("**/api/v1/comments?*", forged)
    page.open()
    expect(page.public(made["id"])).to_contain_text("never written")
    tools = page.options(made["id"])
    page.press(tools, "verify")
    expect(tools.get_by_role("status")).to_have_text(page.w["verifyBad"])


def test_the_receipt_is_kept_saved_and_leads_back(story: Callable[..., Story], newsroom: Newsroom) -> None:
    page = story().open()
    comment = page.post("Something to keep a receipt of.")
    tools = page.options(comment)
    with page.page.expect_download() as saved:
        page.press(tools, "receipt")
    file = saved.value.path().read_text("utf-8")
    kept = page.kept("own")[0]
    assert saved.value.suggested_filename == f"receipt-{comment}.json"
    for part in (
        "Something to keep a receipt of.",
        kept["receipt"]["digest"],
        kept["receipt"]["salt"],
        kept["token"],
    ):
        assert part in file
    page.context.grant_permissions(
        ["local-network-access", "clipboard-read", "clipboard-write"], origin=ORIGIN
    )
    page.press(tools, "receiptLink")
    expect(tools.get_by_role("status")).to_have_text(page.w["copied"])
    link = page.page.evaluate("navigator.clipboard.readText()")
    assert link == f"{newsroom.url}/r/{kept['token']}"
    page.page.goto(link)
    expect(page.page.locator("body")).to_contain_text("Something to keep a receipt of.")


def test_one_erases_a_comment_of_ones_own(story: Callable[..., Story]) -> None:
    page = story().open()
    comment = page.post("Soon to be erased.")
    page.press(page.options(comment), "erase")
    page.press(page.options(comment), "eraseSure")
    expect(page.status).to_have_text(page.w["erased"])
    expect(page.public(comment)).to_have_count(0)
    assert page.kept("own") == []


def test_what_waits_says_how_long_that_takes(story: Callable[..., Story]) -> None:
    page = story()
    waits = {"by": "person", "median_seconds": 540, "p90_seconds": 7200, "sample": 50, "hours": "08:00-22:00"}

    def told(route: Any) -> None:
        if route.request.method != "POST":
            return route.fallback()
        answer = route.fetch()
        return route.fulfill(response=answer, json={**answer.json(), "waiting": waits})

    page.page.route("**/api/v1/comments", told)
    page.open()
    comment = page.post(f"Nobody knows, {UNSURE}.", anyway=True)
    card = page.own(comment)
    expect(card).to_contain_text(
        "Half of all decisions take less than 9 minutes, nearly all less than 2 hours."
    )
    expect(card).to_contain_text("08:00-22:00")
