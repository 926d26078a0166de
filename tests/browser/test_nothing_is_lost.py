"""What one typed survives a reload, a failing network and a refusal; trying again never posts twice."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Request, Route, expect

pytestmark = pytest.mark.browser

PATH = "/articles/convoy-on-the-delav-road"
COMMENTS = "**/api/v1/comments"


def test_a_draft_survives_a_reload(reader: Any) -> None:
    reader.open(PATH)
    reader.write("Half a thought about the road,\nnot yet finish", name="Helen")
    reader.reload()
    expect(reader.form.locator("textarea")).to_have_value("Half a thought about the road,\nnot yet finish")
    expect(reader.form.locator(".identity input")).to_have_value("Helen")
    reader.open("/articles/reading-the-meters")
    expect(reader.form.locator("textarea")).to_have_value("")


def test_a_reply_in_the_making_survives_a_reload(reader: Any) -> None:
    reader.open(PATH)
    comment = reader.post("The photographs from the road are very good.")
    expect(reader.public(comment)).to_be_visible()
    reader.public(comment).get_by_role("button", name="Reply").click()
    reader.public(comment).locator("textarea").fill("I wanted to add")
    reader.reload()
    expect(reader.public(comment).locator("textarea")).to_have_value("I wanted to add")
    reader.public(comment).get_by_role("button", name="Cancel").click()
    expect(reader.public(comment).locator("textarea")).to_have_count(0)


def test_a_lost_answer_is_asked_for_again_with_the_same_key(reader: Any) -> None:
    """The server has the comment, the answer is lost on the way: the second try makes no second comment."""
    text = "I drove this road last week and it is just as the article says."
    keys: list[str | None] = []
    made: list[str] = []

    def lose_the_first(route: Route, request: Request) -> None:
        if request.method != "POST":
            return route.fallback()
        keys.append(request.header_value("idempotency-key"))
        answer = route.fetch()
        made.append(answer.json()["id"])
        return route.abort() if len(keys) == 1 else route.fulfill(response=answer)

    reader.open(PATH)
    reader.page.route(COMMENTS, lose_the_first)
    reader.write(text)
    reader.form.locator("button.send").click()
    expect(reader.form.get_by_role("alert")).to_have_text(
        "It could not be sent. Your text is kept here; please try again."
    )
    expect(reader.form.locator("textarea")).to_have_value(text)
    reader.reload()
    expect(reader.form.locator("textarea")).to_have_value(text)
    comment = reader.send(reader.form)
    expect(reader.widget.locator(f"#gatepost-{comment}, #own-{comment}")).to_have_count(1)
    assert keys[0]
    assert keys == [keys[0]] * 2
    assert made == [comment] * 2
    # The browser says on its console that the request failed, as it should; nothing else went wrong.
    assert [fault for fault in reader.watch.faults if "net::ERR_FAILED" not in fault] == []
    reader.watch.faults.clear()


def test_a_refusal_is_said_in_plain_words_of_the_interface(reader: Any) -> None:
    reader.open("/articles/gunes-koyu")
    reader.write("   \n ", name="Deniz")
    reader.form.locator("button.send").click()
    expect(reader.form.get_by_role("alert")).to_have_text("Lütfen önce bir şey yazın.")
    reader.write("🙂" * 20_001, name="Deniz")
    expect(reader.form.locator("small.over")).to_have_text("20.001 / 20.000")
    reader.form.locator("button.send").click()
    expect(reader.form.get_by_role("alert")).to_have_text("Metin 20.000 karakterden uzun.")
    reader.write("Güzel bir haber.", name=" ")
    reader.form.locator("button.send").click()
    expect(reader.form.get_by_role("alert")).to_have_text("Lütfen gösterilebilecek bir ad yazın.")
    expect(reader.form.locator("textarea")).to_have_value("Güzel bir haber.")


def test_forbidden_storage_is_survived(reader: Any) -> None:
    reader.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('forbidden') }})"
    )
    reader.open(PATH)
    comment = reader.post("Even without storage one can take part in this conversation.")
    expect(reader.widget.locator(f"#gatepost-{comment}, #own-{comment}")).to_have_count(1)
