"""A hundred comments in one sitting, by keyboard alone; and two moderators who race over the same thirty."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.full_desk import FullDesk, Keyboard
from tests.browser.keyboard_session import ACTS, Act

from gatepost.vocabulary import Outcome

pytestmark = pytest.mark.browser

STORED, WAITING = 2_000, 300


@pytest.fixture(scope="module")
def full(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FullDesk]:
    made = FullDesk(
        tmp_path_factory.mktemp("full"), stored=STORED, waiting=WAITING, moderators=("Mina", "Omar")
    )
    made.server.start()
    yield made
    made.server.stop()


def test_a_hundred_comments_by_keyboard_alone(browser: Browser, full: FullDesk) -> None:
    hands = full.sit(browser, "mina")
    page = hands.page
    loaded: list[str] = []
    page.on("request", lambda sent: loaded.append(sent.url) if sent.resource_type == "document" else None)
    hands.press("j")
    wanted: dict[str, Act] = {}
    for number, comment in enumerate(full.waiting[:100]):
        assert hands.read() == comment, f"card {number} is not before the moderator"
        act = ACTS[number % len(ACTS)]
        wanted[comment] = act
        act[0](hands)
        if number % 20 == 13:  # a slip of the hand: take it back, look again, decide the same
            hands.press("u")
            expect(page.locator(f"#card-{comment}")).to_be_focused()
            assert hands.read() == comment
            act[0](hands)
        if number == 40:  # the browser is loaded anew
            hands.all_answered()
            expect(page.locator(f"#card-{full.waiting[41]}")).to_be_focused()
            page.wait_for_function("id => location.search.includes(id)", arg=full.waiting[41])
            page.reload()
        if number == 70:  # and the language is another one
            hands.all_answered()
            expect(page.locator(f"#card-{full.waiting[71]}")).to_be_focused()
            page.locator("details.menu > summary").first.click()
            page.locator("a[data-lang=ckb]").click()
            expect(page.locator("html")).to_have_attribute("dir", "rtl")
    hands.all_answered()
    assert hands.read() == full.waiting[100]
    assert len(loaded) == 2, loaded  # the reload and the language: no action ever loads the page
    expect(page.locator("#count-waiting")).to_have_text("٢٠٠")
    for comment, (_, outcome, clauses, note) in wanted.items():
        decision, _, _ = full.ask(full.house.store.decision_of(comment))
        assert decision.by == "moderator:mina"
        assert (decision.outcome.value, {one.clause for one in decision.grounds}) == (outcome, set(clauses))
        notes = [text for _, text, _ in full.ask(full.house.store.notes_of(comment))]
        assert set(notes) == ({note} if note else set())
    hands.context.close()


def test_the_next_card_does_not_wait_for_the_server(browser: Browser, full: FullDesk) -> None:
    hands = full.sit(browser, "mina")
    page, held = hands.page, []
    page.route("**/approve", lambda route: held.append(route))
    hands.press("j")
    first = hands.read()
    hands.press("a")
    second = hands.read()
    assert second != first
    expect(page.locator(f"#card-{first}")).to_have_attribute("data-going", "ahead")
    # Going back and pressing again sends nothing twice.
    hands.press("k", "a")
    assert hands.at() == first
    hands.press("j")
    for route in held:
        route.abort()
    # Nothing came of it: the card waits as before and says why, and nobody was torn from the next one.
    expect(page.locator(f"#card-{first} .unreachable")).to_be_visible()
    expect(page.locator(f"#card-{first}")).not_to_have_attribute("data-going", "ahead")
    expect(page.locator("#told")).to_contain_text("A comment came back to you")
    assert len(held) == 1
    assert hands.at() == second
    page.locator("#told button").click()
    assert hands.at() == first
    hands.context.close()


def race(hands: Keyboard, number: int) -> None:
    hands.read()
    hands.press(*("a",) if number % 2 else ("r", "t", "Enter"))


@pytest.mark.parametrize("hears", [True, False], ids=["told of each other", "deaf to each other"])
def test_two_moderators_never_decide_the_same_comment_twice(
    browser: Browser, full: FullDesk, hears: bool
) -> None:
    mina, omar = full.sit(browser, "mina"), full.sit(browser, "omar")
    both = (mina, omar)
    for hands in both:
        if not hears:
            hands.page.route("**/desk/stream", lambda route: route.abort())
            hands.page.reload()
        hands.press("j")
    before = full.ask(
        full.house.store.queues.page(*_first(full), moderator="mina", now=full.house.clock(), limit=30)
    )
    thirty = [item.comment.id for item in before.items]
    for number in range(30):
        for who, hands in enumerate(both):
            if hands.at() in thirty:
                race(hands, number + who)
    for hands in both:
        hands.all_answered()

    overtaken = 0
    for comment in thirty:
        history = full.ask(full.house.store.history(comment))
        people = [
            entry.body["by"]
            for entry in history.entries
            if entry.kind.value == "decision" and entry.body["by"].startswith("moderator:")
        ]
        assert len(people) == 1, f"{comment} was decided by {people}"
        decision, _, _ = full.ask(full.house.store.decision_of(comment))
        assert decision.outcome is not Outcome.REFER
        assert f"moderator:{decision.by.removeprefix('moderator:')}" == people[0]
        faster, slower = ("Mina", omar) if people[0] == "moderator:mina" else ("Omar", mina)
        card = slower.page.locator(f"#card-{comment}")
        if card.count():  # a page that was told of it has perhaps not fetched the card at all
            expect(card).to_contain_text(faster)
        overtaken += card.locator(".problem", has_text="was faster").count()
    if not hears:
        assert overtaken == 30  # each learned from the refusal, and nothing of theirs was done
    for hands in both:
        hands.context.close()


def _first(full: FullDesk) -> tuple[Any, ...]:
    from gatepost.conversation.queues.records import Wanted

    return (Wanted(),)
