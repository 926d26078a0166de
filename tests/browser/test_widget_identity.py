"""Who comments: by a link in a letter, by the publisher's own sign-in; one's own comments and data."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from tests.browser.newsroom import ORIGIN, Newsroom, Story, token
from tests.browser.widget_words import pattern

pytestmark = pytest.mark.browser

NEEDED = """() => { window.needed = []; document.addEventListener('gatepost-token-needed',
    event => window.needed.push(event.detail.reason)) }"""


def test_by_a_link_in_a_letter(story: Callable[..., Story], newsroom: Newsroom) -> None:
    page = story().open()
    w = page.w
    guest = page.post("Written as a guest.", "Rojda")
    page.press(page.form, "signIn")
    email = page.dialog.get_by_label(w["email"])
    expect(email).to_be_focused()
    before = len(newsroom.mail.box.letters)
    email.fill("not an address")
    page.press(page.dialog, "signSend")
    expect(page.dialog.get_by_role("alert")).to_have_text(w["signBadEmail"])
    email.fill("rojda@example.org")
    page.press(page.dialog, "signSend")
    expect(page.dialog.get_by_role("status")).to_have_text(pattern(w["signSent"]))
    page.press(page.dialog, "close")
    expect(page.dialog).to_have_count(0)

    link = re.search(r"#gatepost-sign-in=\S+", newsroom.letter(before))
    assert link is not None
    page.text.fill("Half a thought.")
    page.open(link.group())
    expect(page.status).to_have_text(pattern(w["signedIn"]))
    assert "gatepost-sign-in" not in page.page.url
    assert page.kept("account")["email"] == "rojda@example.org"
    expect(page.text).to_have_value("Half a thought.")
    expect(page.form.get_by_label(w["follow"])).to_be_visible()

    # One's own comments, letters and data.
    page.press(page.form, "mine")
    expect(page.dialog).to_contain_text(w["isPublished"])
    expect(page.dialog).to_contain_text("Written as a guest.")
    expect(page.dialog.locator(f"a[href$='#gatepost-{guest}']")).to_be_visible()
    replies = page.dialog.get_by_label(w["tellReplies"])
    expect(replies).to_be_checked()
    with page.page.expect_response("**/me/settings"):
        replies.uncheck()
    expect(page.dialog.get_by_role("status")).to_have_text(w["saved"])
    with page.page.expect_response("**/follow"):
        page.dialog.get_by_label(w["follow"]).check()
    with page.page.expect_download() as saved:
        page.press(page.dialog, "export")
    assert "Written as a guest." in saved.value.path().read_text("utf-8")
    page.page.keyboard.press("Escape")
    expect(page.dialog).to_have_count(0)
    page.press(page.form, "mine")
    expect(page.dialog.get_by_label(w["tellReplies"])).not_to_be_checked()
    expect(page.dialog.get_by_label(w["follow"])).to_be_checked()

    # The link works once.
    page.page.keyboard.press("Escape")
    stranger = story().open(link.group())
    expect(stranger.dialog.get_by_role("alert")).to_have_text(w["signBad"])

    page.press(page.form, "mine")
    page.press(page.dialog, "forget")
    page.press(page.dialog, "forgetSure")
    expect(page.status).to_have_text(w["forgotten"])
    expect(page.public(guest)).to_have_count(0)
    assert not any(page.kept(key) for key in ("reader", "account", "own", "name"))


def test_by_the_publishers_own_sign_in(story: Callable[..., Story]) -> None:
    page = story()
    page.attributes = f'sso="{token("7", name="Narîn", badge="author")}"'
    page.open()
    w = page.w
    expect(page.form.locator(".identity")).to_contain_text("Narîn")
    expect(page.form.locator(".identity input")).to_have_count(0)
    comment = page.post("As our author says.")
    expect(page.public(comment).locator(".who")).to_have_text("Narîn")
    expect(page.public(comment).locator(".badge")).to_have_text("Our author")

    # The same reader on the next page needs nothing new; another one is another one.
    asked: list[str] = []
    page.page.on("request", lambda request: asked.append(request.url) if "/sign-in/" in request.url else None)
    page.open()
    expect(page.form.locator(".identity")).to_contain_text("Narîn")
    expect(page.form.get_by_role("button", name=w["signOut"])).to_be_visible()
    expect(page.widget.locator(".guidelines details").first).to_be_visible()
    assert asked == []
    page.widget.evaluate("(element, jwt) => { element.sso = jwt }", token("8", name="Soran"))
    expect(page.form.locator(".identity")).to_contain_text("Soran")
    assert len(asked) == 1

    # A session that the server has ended: the page is asked for a new token, and nothing is lost.
    page.page.evaluate(f"({NEEDED})()")
    page.page.evaluate("localStorage.setItem('gatepost:reader', JSON.stringify('r_' + '0'.repeat(32)))")
    page.text.fill("Still here.")
    page.form.locator("button.send").click()
    expect(page.form.locator(".problem")).to_have_text(w["again"])
    page.page.wait_for_function("window.needed[0] === 'expired'")
    expect(page.text).to_have_value("Still here.")
    page.widget.evaluate("(element, jwt) => { element.sso = jwt }", token("8", name="Soran"))
    expect(page.form.locator(".identity")).to_contain_text("Soran")
    page.post("Still here.")

    # Without a token the session goes on; the page that says "nobody" ends it.
    page.attributes = ""
    page.open()
    expect(page.form.locator(".identity")).to_contain_text("Soran")
    page.attributes = 'sso=""'
    with page.page.expect_response("**/sign-out") as ended:
        page.open()
    assert ended.value.json() == {"ended": 1}
    expect(page.form.locator(".identity input")).to_be_visible()
    page.widget.evaluate("(element, jwt) => { element.sso = jwt }", token("9", name="Berîvan"))
    expect(page.form.locator(".identity")).to_contain_text("Berîvan")
    page.press(page.form, "signOut")
    expect(page.status).to_have_text(w["signedOut"])
    expect(page.form.locator(".identity input")).to_be_visible()


def test_a_site_without_guests(story: Callable[..., Story]) -> None:
    page = story()

    def members(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        body = answer.json()
        body["site"]["who"] = ["sso"]
        route.fulfill(response=answer, body=json.dumps(body))  # type: ignore[attr-defined]

    page.page.route("**/api/v1/comments?*", members)
    page.open()
    page.page.evaluate(f"({NEEDED})()")
    expect(page.form.locator(".identity input")).to_have_count(0)
    expect(page.form.locator(".identity")).to_contain_text(page.w["signInFirst"])
    page.press(page.form, "signIn")
    page.page.wait_for_function("window.needed[0] === 'sign-in'")
    assert page.page.url.startswith(ORIGIN)


def test_names_that_are_refused_are_said_at_the_field(story: Callable[..., Story]) -> None:
    page = story().open()
    page.form.locator(".identity input").fill("idiot")
    page.text.fill("A fair point.")
    page.form.locator("button.send").click()
    name = page.form.locator(".identity input")
    expect(name).to_be_focused()
    expect(name).to_have_attribute("aria-invalid", "true")
    expect(page.form.locator(".problem")).not_to_be_empty()
    name.fill("Moderator")
    page.form.locator("button.send").click()
    expect(name).to_be_focused()
    expect(page.text).to_have_value("A fair point.")
