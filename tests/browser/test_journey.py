"""The whole journey: a reader posts and is answered, a moderator decides, the page shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PATH = "/articles/reading-the-meters"
CLEAN = "Thank you for the table at the end of the article. The figures for our town were new to me."
REJECTED = "You are a stupid idiot 😀 and everybody knows it."


def test_a_clean_comment_is_published_where_everybody_sees_it(
    reader: Any, new_reader: Callable[..., Any]
) -> None:
    reader.open(PATH)
    comment = reader.post(CLEAN)
    expect(reader.public(comment).locator("p.text")).to_have_text(CLEAN)
    expect(reader.public(comment).locator(".who")).to_have_text("Dara")
    expect(reader.form.locator("textarea")).to_have_value("")
    stranger = new_reader().open(PATH)
    expect(stranger.public(comment).locator("p.text")).to_have_text(CLEAN)


def test_a_reply_stands_under_the_comment_that_it_answers(reader: Any) -> None:
    reader.open(PATH)
    first = reader.post("Which town has the oldest meters of all?")
    expect(reader.public(first)).to_be_visible()
    reader.public(first).get_by_role("button", name="Reply").click()
    form = reader.public(first).locator("form")
    form.locator("textarea").fill("I think the piece names it in the third paragraph.")
    second = reader.send(form)
    expect(reader.widget.locator(f"li:has(> #gatepost-{first}) > ol #gatepost-{second}")).to_be_visible()
    expect(form).to_have_count(0)
    reader.reload()
    expect(reader.widget.locator(f"li:has(> #gatepost-{first}) > ol #gatepost-{second}")).to_be_visible()


def test_rejected_with_reasons_appealed_overturned_undone(reader: Any, desk: Page) -> None:
    reader.open(PATH)
    comment = reader.post(REJECTED, anyway=True)

    # The answer: the words marked in one's own text, the clause, who decided, and the way to appeal.
    card = reader.own(comment)
    expect(card.locator(".answer")).to_have_text("Your comment was not published.")
    expect(card.locator("p.text")).to_have_text(REJECTED)
    expect(card.locator("p.text mark").first).to_be_visible()
    assert "idiot" in "".join(card.locator("p.text mark").all_inner_texts())
    expect(card.locator(".ground button").first).not_to_be_empty()
    expect(card).to_contain_text("This was decided automatically.")
    card.locator(".ground button").first.click()
    expect(reader.widget.locator(".guidelines details[open]").first).to_be_visible()
    expect(reader.public(comment)).to_have_count(0)

    card.locator("textarea").fill("It was a joke between friends.")
    card.get_by_role("button", name="Appeal").click()
    expect(card.locator(".appeal")).to_have_text("Your appeal is with a moderator.")
    reader.reload()
    expect(reader.own(comment).locator(".appeal")).to_have_text("Your appeal is with a moderator.")

    # The moderator overturns it: public after a reload.
    desk.goto(reader.server.url + "/desk/appeals")
    waiting = desk.locator(f"#card-{comment}")
    expect(waiting).to_contain_text("It was a joke between friends.")
    waiting.locator("button[value=overturn]").click()
    undo = desk.locator(f"#card-{comment} form[action$='/undo'] button")
    expect(undo).to_be_visible()
    reader.reload()
    expect(reader.public(comment).locator("p.text")).to_have_text(REJECTED)
    expect(reader.own(comment)).to_have_count(0)

    # And takes that back: no longer public, and its author sees that it is not.
    undo.click()
    expect(undo).to_have_count(0)
    reader.reload()
    expect(reader.own(comment)).to_be_visible()
    expect(reader.public(comment)).to_have_count(0)


def test_a_comment_that_is_withdrawn_is_gone(reader: Any, new_reader: Callable[..., Any]) -> None:
    reader.open(PATH)
    comment = reader.post("I would like to see these figures for the last ten years.")
    expect(reader.public(comment)).to_be_visible()
    reader.options(comment).get_by_role("button", name="Withdraw").click()
    reader.public(comment).get_by_role("button", name="Withdraw for good?").click()
    expect(reader.status).to_have_text("Your comment has been withdrawn.")
    expect(reader.public(comment)).to_have_count(0)
    stranger = new_reader().open(PATH)
    expect(stranger.public(comment)).to_have_count(0)
