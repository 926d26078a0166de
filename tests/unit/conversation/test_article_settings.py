"""What an article says of its comments: closing, slow mode, holding every comment for a person."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec import structs
from tests.houses import PATIENCE, Home, home

from gatepost.conversation.decide import decide
from gatepost.conversation.events import Event
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.sites import Sites
from gatepost.conversation.talk.closing import closing, is_closed
from gatepost.conversation.talk.newsroom import reply_as_newsroom
from gatepost.conversation.talk.paces import SlowMode
from gatepost.conversation.talk.records import DAY, NEVER, SECOND, Wish
from gatepost.conversation.talk.settings import set_up
from gatepost.vocabulary import LANGUAGES, Outcome, State


@pytest.fixture
async def at_home(tmp_path: Path) -> AsyncIterator[Home]:
    async with home(tmp_path / "db") as made:
        yield made


def with_site(at: Home, **changes: object) -> None:
    at.site = structs.replace(at.site, **changes)
    at.house.sites = Sites([at.site])


async def refused(at: Home, code: str, **more: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        await at.send(**more)
    assert caught.value.code == code
    return caught.value


async def test_an_article_closes_by_itself_at_its_time(at_home: Home) -> None:
    first = await at_home.post()
    at = at_home.clock.at + 60 * SECOND
    article = await set_up(at_home.house, first.article, Wish(closes_at=at))
    assert closing(article, at_home.site) == at
    await at_home.post("in time")
    at_home.clock.at = at
    await refused(at_home, "article-closed")
    assert is_closed(article, at_home.site, at_home.clock.at)
    opened = await set_up(at_home.house, first.article, Wish(closed=False))
    assert opened.closes_at == NEVER
    await at_home.post("again")


async def test_the_sites_rule_closes_after_days_unless_the_article_says_otherwise(at_home: Home) -> None:
    with_site(at_home, close_after_days=7)
    first = await at_home.post()
    at_home.clock.at += 7 * DAY - SECOND
    await at_home.post("on the last day")
    at_home.clock.at += 2 * SECOND
    await refused(at_home, "article-closed")
    await set_up(at_home.house, first.article, Wish(closes_at=at_home.clock.at + 60 * SECOND))
    await at_home.post("a little longer")
    at_home.clock.at += 61 * SECOND
    await refused(at_home, "article-closed")
    await set_up(at_home.house, first.article, Wish(closed=False))
    at_home.clock.at += 100 * DAY
    await at_home.post("opened for good")


async def test_a_repeated_key_is_answered_after_closing(at_home: Home) -> None:
    first = await at_home.send("fine", idempotency_key="k")
    await set_up(at_home.house, first.comment.article, Wish(closed=True))
    assert (await at_home.send("fine", idempotency_key="k")).replayed


async def test_slow_mode_for_a_reader_whom_the_site_knows(at_home: Home) -> None:
    with_site(at_home, slow_seconds=30)
    first = await at_home.send("one")
    told = await refused(at_home, "slow-mode", text="two", reader=first.reader)
    assert isinstance(told, SlowMode)
    assert told.until == first.comment.submitted_at + 30 * SECOND
    for language in LANGUAGES:
        assert "30" in told.told(language)
    await at_home.send("elsewhere", reader=first.reader, url="https://news.example/a/2")
    await at_home.send("somebody else")
    at_home.clock.at = told.until
    await at_home.send("two", reader=first.reader)
    article = await set_up(at_home.house, first.comment.article, Wish(slow_seconds=0))
    assert article.slow_seconds == 0
    await at_home.send("three", reader=first.reader)


async def test_slow_mode_for_a_guest_who_is_new_goes_by_the_browser(at_home: Home) -> None:
    with_site(at_home, slow_seconds=30)
    first = await at_home.send("one", client="b1", idempotency_key="k")
    told = await refused(at_home, "slow-mode", text="two", client="b1")
    assert isinstance(told, SlowMode)
    assert 29 <= told.seconds <= 30
    assert (await at_home.send("one", client="b1", idempotency_key="k")).receipt == first.receipt
    await at_home.send("another browser", client="b2")
    await refused(at_home, "text-empty", text=" ", client="b3")
    await at_home.send("that one was never taken", client="b3")
    results = await asyncio.gather(
        *(at_home.send(f"at once {number}", client="b4") for number in range(4)), return_exceptions=True
    )
    assert sum(isinstance(one, SlowMode) for one in results) == 3
    at_home.clock.at = told.until
    await at_home.send("two", client="b1")


async def test_a_held_article_leaves_every_comment_to_a_person(at_home: Home) -> None:
    first = await at_home.post()
    await set_up(at_home.house, first.article, Wish(held=True))
    for text in ("fine", "reject this"):
        waits = await at_home.post(text)
        assert waits.state is State.PENDING
        standing = await at_home.store.decision_of(waits.id)
        assert standing is not None
        assert (standing[0].outcome, standing[0].by, standing[0].mode) == (Outcome.REFER, "engine", "advise")
    assert (await decide(at_home.house, "m1", waits.id, Outcome.APPROVE)).state is State.APPROVED


async def test_holding_counts_even_when_it_begins_while_the_engine_reads(at_home: Home) -> None:
    first = await at_home.post()
    at_home.engine.gate.clear()
    sent = await at_home.send("fine, but held meanwhile")
    await set_up(at_home.house, first.article, Wish(held=True))
    at_home.engine.gate.set()
    settled = await at_home.house.screener.settled(sent.comment.id, PATIENCE)
    assert settled is not None
    assert settled.state is State.PENDING
    assert await at_home.store.verdict_of(sent.comment.id) is not None


async def test_settings_are_told_and_raise_the_revision_once(at_home: Home) -> None:
    first = await at_home.post()
    async with at_home.house.events.subscribe(first.article) as heard:
        wish = Wish(notice="Stay with the matter.", questions=True)
        made = await set_up(at_home.house, first.article, wish)
        again = await set_up(at_home.house, first.article, wish)
        assert again.revision == made.revision
        assert heard.take() == [Event("settings", first.article)]


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (Wish(slow_seconds=-1), "settings-invalid"),
        (Wish(slow_seconds=86_401), "settings-invalid"),
        (Wish(closes_at=-5), "settings-invalid"),
        (Wish(closes_at=2**62), "settings-invalid"),
        (Wish(notice="x" * 501), "text-too-long"),
        (Wish(notice="\ud800"), "not-unicode"),
    ],
)
async def test_what_cannot_be_set(at_home: Home, wish: Wish, code: str) -> None:
    first = await at_home.post()
    with pytest.raises(Refusal) as caught:
        await set_up(at_home.house, first.article, wish)
    assert caught.value.code == code


async def test_the_newsroom_answers_after_closing_and_only_what_is_public(at_home: Home) -> None:
    first = await at_home.post()
    waits = await at_home.post("refer this")
    await set_up(at_home.house, first.article, Wish(closed=True, slow_seconds=60))
    for text in ("one", "two"):
        made = await reply_as_newsroom(at_home.house, "m1", first.id, text)
        settled = await at_home.house.screener.settled(made.id, PATIENCE)
        assert settled is not None
        assert settled.state is State.APPROVED
    refused_one = await reply_as_newsroom(at_home.house, "m1", first.id, "reject what the newsroom says")
    settled = await at_home.house.screener.settled(refused_one.id, PATIENCE)
    assert settled is not None
    assert settled.state is State.REJECTED  # screened like any other
    with pytest.raises(Refusal, match="unknown-parent"):
        await reply_as_newsroom(at_home.house, "m1", waits.id, "too early")
