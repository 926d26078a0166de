"""While one reads: what is new does not move what is read, what goes leaves its place, settings are told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from tests.browser.newsroom import Newsroom, Story

pytestmark = pytest.mark.browser

SHIFTS = """() => { window.moved = 0; new PerformanceObserver(list => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.moved += one.value
}).observe({type: 'layout-shift', buffered: true}) }"""
TOP = "element => element.getBoundingClientRect().top"


def test_new_comments_wait_behind_a_button_where_they_would_move_what_is_read(
    story: Callable[..., Story], newsroom: Newsroom
) -> None:
    page = story()
    first = newsroom.say(page.article, "The first of all.")
    second = newsroom.say(page.article, "The second.")
    page.open()
    button = page.widget.locator(".float button")
    expect(page.public(second["id"])).to_be_visible()
    page.page.evaluate(f"({SHIFTS})()")
    page.public(second["id"]).scroll_into_view_if_needed()
    before = page.public(second["id"]).evaluate(TOP)
    reply = newsroom.say(page.article, "A reply to the first.", parent=first["id"])
    expect(button).to_have_text(page.w["arrived"].replace("{}", "1"))
    newsroom.say(page.article, "A reply to the reply.", parent=reply["id"])
    third = newsroom.say(page.article, "The third.")
    expect(button).to_have_text(page.w["arrived"].replace("{}", "3"))
    expect(page.public(reply["id"])).to_have_count(0)
    expect(page.widget.locator(".count")).to_have_text("5")
    assert page.public(second["id"]).evaluate(TOP) == before
    assert page.page.evaluate("window.moved") == 0
    button.click()
    expect(button).to_be_hidden()
    expect(page.public(reply["id"])).to_be_focused()
    expect(
        page.widget.locator(f"li:has(> #gatepost-{first['id']}) > ol #gatepost-{reply['id']}")
    ).to_be_visible()
    expect(page.public(third["id"])).to_have_count(1)


def test_below_what_is_seen_new_comments_come_at_once(
    story: Callable[..., Story], newsroom: Newsroom
) -> None:
    page = story()
    for number in range(12):
        newsroom.say(page.article, f"Comment {number}.")
    page.open()
    expect(page.widget.locator(".guidelines details").first).to_be_visible()  # what is near has come
    late = newsroom.say(page.article, "One more.")
    expect(page.public(late["id"])).to_have_count(1)
    expect(page.widget.locator(".float button")).to_be_hidden()


def test_what_is_taken_back_leaves_its_place_as_high_as_it_was(
    story: Callable[..., Story], newsroom: Newsroom
) -> None:
    page = story()
    made = newsroom.say(page.article, "Soon to be gone.\n" * 4)
    after = newsroom.say(page.article, "What stands below.")
    page.open()
    expect(page.widget.locator(".guidelines details").first).to_be_visible()
    before = page.public(after["id"]).evaluate(TOP)
    newsroom.desk(f"comments/{made['id']}/reject", clauses=["off-topic"])
    expect(page.public(made["id"])).to_have_text(page.w["gone"])
    expect(page.widget.locator(".count")).to_have_text("1")
    assert page.public(after["id"]).evaluate(TOP) == before


def test_the_newsroom_closes_and_opens_while_one_reads(
    story: Callable[..., Story], newsroom: Newsroom
) -> None:
    page = story()
    newsroom.settings(
        page.article, notice="Please keep to the <b>bridge</b>.", slow_seconds=120, questions=True
    )
    made = newsroom.say(page.article, "Which bridge?", question=True)
    page.open()
    news = page.widget.locator(".news")
    expect(news.locator(".notice")).to_have_text("Please keep to the <b>bridge</b>.")
    expect(news).to_contain_text("one comment every 2 minutes")
    expect(page.form.get_by_label(page.w["question"])).to_be_visible()
    expect(page.public(made["id"]).locator("header")).to_contain_text(page.w["asked"])
    answer = newsroom.desk(f"comments/{made['id']}/reply", text="The old one.")
    link = page.public(made["id"]).get_by_role("link", name=page.w["answered"])
    expect(link).to_be_visible()
    page.widget.locator(".float button").click()
    link.click()
    expect(page.public(answer["id"])).to_be_focused()
    expect(page.public(answer["id"]).locator(".badge")).to_have_text("Newsroom")
    newsroom.settings(page.article, closes_at="2031-05-01T12:00:00Z", notice="", slow_seconds=0)
    expect(news).to_contain_text("May 1, 2031")
    expect(news.locator(".notice")).to_have_count(0)
    newsroom.settings(page.article, closed=True)
    expect(news).to_have_text(page.w["closed"])
    page.page.reload()
    expect(page.widget.locator("section")).to_have_attribute("aria-busy", "false")
    expect(page.form).to_have_count(0)


def test_slow_mode_is_told_and_counted_down(story: Callable[..., Story], newsroom: Newsroom) -> None:
    page = story()
    newsroom.settings(page.article, slow_seconds=90)
    page.open()
    page.post("The first goes in.")
    page.form.locator("textarea").fill("The second has to wait.")
    page.form.locator("button.send").click()
    expect(page.form.locator(".problem")).not_to_be_empty()
    clock = page.form.get_by_role("timer")
    expect(clock).to_have_text("1:28")
    expect(clock).to_have_text("1:27")
    expect(page.text).to_have_value("The second has to wait.")


def test_an_address_leads_to_a_comment_on_a_later_page(
    story: Callable[..., Story], newsroom: Newsroom
) -> None:
    page = story()
    made = [newsroom.say(page.article, f"Comment {number}.") for number in range(53)]
    page.open(f"#gatepost-{made[-1]['id']}")
    expect(page.public(made[-1]["id"])).to_be_focused()
    expect(page.public(made[-1]["id"])).to_be_in_viewport()
    expect(page.widget.locator("article")).to_have_count(53)
    newsroom.desk(f"comments/{made[3]['id']}/reject", clauses=["off-topic"])
    gone = story().open(f"#gatepost-{made[3]['id']}")
    expect(gone.status).to_have_text(gone.w["nowhere"])
