"""What other processes change is told here: by the bus, and by looking where the bus said nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from tests.houses import ARTICLE, Home, home

from gatepost.conversation.article_keys import key_for
from gatepost.conversation.events import Event, Subscription
from gatepost.conversation.pick import pick
from gatepost.conversation.talk.mark import mark
from gatepost.conversation.withdraw import withdraw
from gatepost.vocabulary import DESK_CHAIN


class Wire:
    """Joins the processes of one test. `cut`: what is said gets lost."""

    def __init__(self) -> None:
        self.ends: list[WiredBus] = []
        self.cut = False


class WiredBus:
    alone = False

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._told: Callable[[str, str], None] | None = None
        wire.ends.append(self)

    @property
    def alive(self) -> bool:
        return not self._wire.cut

    def tell(self, topic: str, message: str) -> None:
        if not self._wire.cut:
            for end in self._wire.ends:
                if end is not self and end._told is not None:
                    end._told(topic, message)

    def hear(self, told: Callable[[str, str], None], missed: Callable[[], None]) -> None:
        self._told = told


class Pair:
    """`a` changes things, and somebody listens at `b`. Tests look themselves, when they want to."""

    def __init__(self, wire: Wire, a: Home, b: Home, ear: Subscription) -> None:
        self.wire, self.a, self.b, self.ear = wire, a, b, ear

    def heard(self) -> list[str]:
        return [event.kind for event in self.ear.take()]

    async def looked(self) -> list[str]:
        await self.b.house.watching.look()
        return self.heard()


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    wire = Wire()
    async with AsyncExitStack() as stack:
        homes = []
        for _ in range(2):
            made = await stack.enter_async_context(home(tmp_path / "db", screening=False))
            made.store.bus = WiredBus(wire)  # type: ignore[assignment]
            made.store.bus.hear(made.house.watching._hear, made.house.watching._missed)
            homes.append(made)
        a, b = homes
        await a.house.screener.start()
        b.house.works = False
        await a.post("first")
        article = await b.store.article("site", key_for(ARTICLE))
        assert article is not None
        b.house.watching.begin(article)
        ear = await stack.enter_async_context(b.house.events.subscribe(article.id))
        made_pair = Pair(wire, a, b, ear)
        assert await made_pair.looked() == []
        yield made_pair


async def test_the_bus_tells_at_once_and_looking_adds_nothing(pair: Pair) -> None:
    comment = await pair.a.post("fine")
    assert pair.heard() == ["approved"]
    await pick(pair.a.house, comment.id)
    await mark(pair.a.house, comment.id, "browser")
    assert pair.heard() == ["picked", "marked"]
    assert await pair.looked() == []
    await withdraw(pair.a.house, comment.id)
    assert pair.heard() == ["withdrawn"]
    assert await pair.looked() == []
    assert await pair.looked() == []


async def test_what_the_bus_lost_is_found_by_looking(pair: Pair) -> None:
    pair.wire.cut = True
    first = await pair.a.post("fine")
    await pair.a.post("reject this")
    assert pair.heard() == []
    assert await pair.looked() == ["approved"]
    await withdraw(pair.a.house, first.id)
    assert await pair.looked() == ["retracted"]
    assert await pair.looked() == []


async def test_what_no_entry_explains_means_look_again(pair: Pair) -> None:
    comment = await pair.a.post("fine")
    assert pair.heard() == ["approved"]
    assert await pair.looked() == []
    pair.wire.cut = True
    await pick(pair.a.house, comment.id)
    await pair.a.post("fine, too")
    pair.wire.cut = False
    assert await pair.looked() == ["approved", "missed"]
    assert await pair.looked() == []


async def test_what_was_never_public_is_told_to_nobody(pair: Pair) -> None:
    pair.wire.cut = True
    refused = await pair.a.post("reject this")
    waits = await pair.a.post("refer this")
    await withdraw(pair.a.house, refused.id)
    await withdraw(pair.a.house, waits.id)
    assert await pair.looked() == []


async def test_what_comes_between_reading_the_article_and_listening_is_not_lost(pair: Pair) -> None:
    pair.wire.cut = True
    house = pair.b.house
    late = await pair.a.post("fine", url="https://news.example/a/2")
    article = await pair.b.store.article_by_id(late.article)
    assert article is not None
    await pair.a.post("meanwhile", url="https://news.example/a/2")
    house.watching.begin(article)
    async with house.events.subscribe(article.id) as ear:
        await house.watching.look()
        assert [event.kind for event in ear.take()] == ["missed"]
    await house.watching.look()
    assert article.id not in house.watching._seen


async def test_the_desk_hears_of_other_processes(pair: Pair) -> None:
    async with pair.b.house.desk.subscribe(DESK_CHAIN) as ear:
        comment = await pair.a.post("refer this")
        assert Event("moved", DESK_CHAIN, comment.id) in ear.take()
        pair.wire.cut = True
        await pair.b.house.watching.look()
        assert [event.kind for event in ear.take()] == ["missed"]


async def test_a_comment_that_one_process_took_is_screened_by_another_at_once(pair: Pair) -> None:
    sent = await pair.b.send("fine")
    settled = await pair.b.house.screener.settled(sent.comment.id, 30)
    assert settled is None
    assert (await pair.b.house.find(sent.comment.id)).state.value == "approved"
    assert pair.heard() == ["approved"]


async def test_what_is_not_understood_harms_nobody(pair: Pair) -> None:
    hear = pair.b.house.watching._hear
    hear("events", "{")
    hear("events", '{"kind": "new kind", "article": "a"}')
    hear("work", "")
    hear("letters", "")
    hear("unheard-of", "x")
    assert pair.heard() == []
