from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from msgspec import structs
from tests.houses import ARTICLE, Home, home

from gatepost.conversation.page_reading import (
    FIRST_PAUSE,
    MOST_WAITING,
    PageReading,
    PageRules,
    PageText,
    PageUnreadable,
)
from gatepost.conversation.records import ArticleRecord
from gatepost.conversation.sites import Sites

TEXT = PageText("A bridge", "The bridge over the river was opened.", ("Ann Example",), '"1"')
HOUR = 3_600 * 1_000_000


class Reader:
    """Gives `answer`, or raises it; waits for `gate`."""

    def __init__(self) -> None:
        self.answer: PageText | Exception | None = TEXT
        self.asked: list[tuple[str, str]] = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def read(self, url: str, origins: Sequence[str], etag: str = "") -> PageText | None:
        assert "https://news.example" in origins
        self.asked.append((url, etag))
        await self.gate.wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
async def at_home(tmp_path: Path, reader: Reader) -> AsyncIterator[Home]:
    async with home(tmp_path / "gatepost.sqlite3") as made:
        made.site = structs.replace(made.site, read_pages=True)
        made.house.sites = Sites([made.site])
        made.house.pages = PageReading(made.house, reader, PageRules(wait=30.0, refresh=24 * HOUR))
        yield made


async def test_the_first_comment_waits_for_the_page_and_later_ones_find_it(
    at_home: Home, reader: Reader
) -> None:
    await at_home.post("first")
    await at_home.post("second")
    assert reader.asked == [(ARTICLE, "")]
    for context in at_home.engine.contexts:
        assert context.article is not None
        assert (context.article.title, context.article.body) == (TEXT.title, TEXT.body)
        assert context.article.authors == ("Ann Example",)
        assert context.hosts == ("news.example",)
    assert at_home.signals.count("page-read") == 1


async def test_a_slow_page_does_not_hold_a_comment_for_long(at_home: Home, reader: Reader) -> None:
    reader.gate.clear()
    at_home.house.pages.rules = PageRules(wait=0.01)
    await at_home.post("impatient")
    assert at_home.engine.contexts[-1].article is None
    reader.gate.set()
    await asyncio.gather(*at_home.house.pages._on_the_way.values())
    await at_home.post("later")
    assert at_home.engine.contexts[-1].article is not None
    assert [text for text in at_home.engine.seen if text == "impatient"] == ["impatient"], "screened once"


async def test_an_article_has_one_reading_on_its_way(at_home: Home, reader: Reader) -> None:
    reader.gate.clear()
    sent = [await at_home.send(f"comment {number}") for number in range(5)]
    reader.gate.set()
    for one in sent:
        await at_home.house.screener.settled(one.comment.id, 30.0)
    assert len(reader.asked) == 1
    assert len(at_home.engine.contexts) == 5


async def test_a_page_is_read_again_when_it_is_old_and_may_say_that_it_is_unchanged(
    at_home: Home, reader: Reader
) -> None:
    await at_home.post("first")
    at_home.clock.at += 25 * HOUR
    reader.answer = None
    await at_home.post("a day later")
    assert reader.asked[-1] == (ARTICLE, '"1"')
    article = at_home.engine.contexts[-1].article
    assert article is not None
    assert article.body == TEXT.body
    await at_home.post("and now it is fresh")
    assert len(reader.asked) == 2


async def test_failures_are_remembered_with_longer_and_longer_pauses(at_home: Home, reader: Reader) -> None:
    reader.answer = PageUnreadable("too-slow")
    await at_home.post("one")
    await at_home.post("two")
    assert len(reader.asked) == 1
    for failures, pause in ((2, FIRST_PAUSE), (3, 4 * FIRST_PAUSE)):
        at_home.clock.at += pause + 1
        await at_home.post(f"after {pause}")
        assert len(reader.asked) == failures
    at_home.clock.at += 4 * FIRST_PAUSE + 1
    await at_home.post("too early")
    assert len(reader.asked) == 3
    assert at_home.engine.contexts[-1].article is None
    assert at_home.signals.count("page-unread") == 3


async def test_what_was_read_stays_when_the_page_fails_later(at_home: Home, reader: Reader) -> None:
    await at_home.post("first")
    at_home.clock.at += 25 * HOUR
    reader.answer = PageUnreadable("status-500")
    await at_home.post("second")
    article = at_home.engine.contexts[-1].article
    assert article is not None
    assert article.body == TEXT.body


async def test_a_reader_that_breaks_costs_no_comment(at_home: Home, reader: Reader) -> None:
    reader.answer = RuntimeError("out of order")
    await at_home.post("still screened")
    assert at_home.engine.contexts[-1].article is None


async def test_what_the_site_vouched_for_is_not_read(at_home: Home, reader: Reader) -> None:
    site = at_home.house.sites.all[0]
    url = "https://news.example/signed"
    await at_home.house.store.ensure_article(ArticleRecord("x", site.id, url, url, "Signed", "By the site."))
    await at_home.post("about it", url=url)
    assert reader.asked == []
    article = at_home.engine.contexts[-1].article
    assert article is not None
    assert article.body == "By the site."


async def test_sites_that_do_not_want_it_are_not_asked(at_home: Home, reader: Reader) -> None:
    at_home.site = structs.replace(at_home.site, read_pages=False)
    at_home.house.sites = Sites([at_home.site])
    await at_home.post("hello")
    assert reader.asked == []


async def test_a_flood_of_addresses_waits_in_a_bounded_room(at_home: Home, reader: Reader) -> None:
    reader.gate.clear()
    pages = at_home.house.pages
    site = at_home.house.sites.all[0].id
    begun = [pages.begin(site, f"article-{number}") for number in range(MOST_WAITING + 5)]
    assert sum(task is not None for task in begun) == MOST_WAITING
    reader.gate.set()
    await pages.stop()


async def test_a_reply_brings_its_parent_and_the_names_in_the_thread(at_home: Home) -> None:
    first = await at_home.post("first", name="Ann")
    await at_home.post("second", name="Ben", parent=first.id)
    await at_home.post("third", name="Cem", parent=first.id)
    context = at_home.engine.contexts[-1]
    assert context.parent == "first"
    assert context.participants == ("Ann", "Ben")
    assert at_home.engine.contexts[0].participants == ()


async def test_a_house_that_closes_does_not_wait_for_pages_and_loses_no_comment(
    tmp_path: Path, reader: Reader
) -> None:
    reader.gate.clear()
    async with home(tmp_path / "gatepost.sqlite3") as made:
        made.site = structs.replace(made.site, read_pages=True)
        made.house.sites = Sites([made.site])
        made.house.pages = PageReading(made.house, reader, PageRules(wait=3_600.0))
        sent = await made.send("held")
        async with asyncio.timeout(30.0):
            await made.house.screener.stop()
        assert [one.id for one in await made.store.unscreened(10)] == [sent.comment.id]
        assert made.engine.seen == []
