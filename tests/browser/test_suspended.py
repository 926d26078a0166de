"""A suspended reader: told until when and why, keeps the text, appeals, comments again once it is lifted."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

GROUND = "Three insults in one evening."


def suspend(desk: Page, server: Any, comment: str) -> None:
    desk.goto(f"{server.url}/desk/comments/{comment}")
    desk.locator(".record a").first.click()
    desk.get_by_label("For how long").select_option("week")
    desk.get_by_label("Rule that was broken").select_option("personal-attack")
    desk.get_by_label("What the author is told").fill(GROUND)
    desk.get_by_role("button", name="Suspend").click()
    expect(desk.locator(".suspensions")).to_contain_text(GROUND)


def lift(desk: Page) -> None:
    desk.reload()
    desk.get_by_role("button", name="Lift").click()
    expect(desk.locator(".suspensions .chip").first).to_have_text("lifted")


@pytest.mark.parametrize(
    ("path", "texts", "told", "label", "button", "waits"),
    [
        (
            "/articles/convoy-on-the-delav-road",
            ("The road was calm when I drove it in spring.", "And the bakery is still open."),
            "You cannot comment here until",
            "Why should you be able to comment again?",
            "Appeal",
            "has arrived and waits for an answer",
        ),
        (
            "/articles/fariq-al-jabal",
            ("متى تبدأ مباراة الفريق القادمة؟", "شكرًا على هذا المقال الجميل."),
            "لا يمكنك التعليق هنا حتى",
            "لماذا ينبغي أن تتمكن من التعليق من جديد؟",
            "تقديم الاعتراض",
            "في انتظار الرد",
        ),
    ],
    ids=["en", "ar"],
)
def test_a_suspended_reader_is_told_and_loses_nothing(
    reader: Any,
    desk: Page,
    path: str,
    texts: tuple[str, str],
    told: str,
    label: str,
    button: str,
    waits: str,
) -> None:
    reader.open(path)
    comment = reader.post(texts[0])
    suspend(desk, reader.server, comment)

    reader.write(texts[1])
    reader.form.locator("button.send").first.click()
    problem = reader.form.locator("p.problem").first
    expect(problem).to_contain_text(told)
    expect(problem).to_contain_text(GROUND)
    expect(reader.form.locator("textarea").first).to_have_value(texts[1])
    if path.endswith("fariq-al-jabal"):
        assert problem.evaluate("element => getComputedStyle(element).direction") == "rtl"

    box = reader.form.locator(".appeal")
    box.get_by_label(label).fill("It was a quotation.")
    box.get_by_role("button", name=button).click()
    expect(problem).to_contain_text(waits)
    expect(problem).to_be_focused()
    expect(box).to_have_count(0)
    desk.reload()
    expect(desk.locator(".suspensions figure.appeal")).to_contain_text("It was a quotation.")

    # Told again at the next try, now with nothing left to ask for; the text is still there after a reload.
    reader.reload()
    expect(reader.form.locator("textarea").first).to_have_value(texts[1])
    reader.form.locator("button.send").first.click()
    expect(problem).to_contain_text(waits)
    expect(box).to_have_count(0)

    lift(desk)
    again = reader.send(reader.form)
    expect(reader.widget.locator(f"#gatepost-{again}, #own-{again}")).to_have_count(1)
    # The browser says on its console that requests were refused, as they should; nothing else went wrong.
    assert [fault for fault in reader.watch.faults if "403" not in fault] == []
    reader.watch.faults.clear()


def test_a_forgotten_reader_token_is_dropped_and_the_comment_goes_in(reader: Any) -> None:
    path = "/articles/convoy-on-the-delav-road"
    reader.open(path)
    reader.page.evaluate("localStorage.setItem('gatepost:reader', JSON.stringify('r_' + '0'.repeat(32)))")
    reader.write("The photographs of the valley are beautiful.")
    with reader.page.expect_response(
        lambda answer: answer.request.method == "POST" and answer.status == 201
    ) as posted:
        reader.form.locator("button.send").click()
    comment = posted.value.json()["id"]
    expect(reader.widget.locator(f"#gatepost-{comment}, #own-{comment}")).to_have_count(1)
    kept = reader.page.evaluate("JSON.parse(localStorage.getItem('gatepost:reader'))")
    assert kept != "r_" + "0" * 32
    assert len(kept) == 34
    assert [fault for fault in reader.watch.faults if "401" not in fault] == []
    reader.watch.faults.clear()


def test_nothing_is_kept_before_one_has_posted(reader: Any) -> None:
    reader.open("/articles/convoy-on-the-delav-road")
    assert reader.page.evaluate("localStorage.getItem('gatepost:reader')") is None
