"""Several processes share the box of letters: none is sent twice, and a slow mail server changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from tests.houses import PATIENCE, Clock, TellingEngine, guidelines, until

from gatepost.conversation.house import House
from gatepost.conversation.letters.postman import FEW
from gatepost.conversation.letters.records import MINUTE, Message
from gatepost.conversation.letters.writing import write_sign_in
from gatepost.conversation.modes import Modes
from gatepost.conversation.sites import Site, Sites
from gatepost.conversation.work.records import SECOND, Lease
from gatepost.store.sqlite import SQLiteStore


class SlowPost:
    """Carries letters when it is let."""

    def __init__(self) -> None:
        self.carried: list[Message] = []
        self.begun: list[Message] = []
        self.gate = asyncio.Event()

    async def deliver(self, messages: Sequence[Message]) -> Sequence[Exception | None]:
        self.begun += messages
        await self.gate.wait()
        self.carried += messages
        return [None] * len(messages)


@pytest.fixture
async def houses(tmp_path: Path) -> AsyncIterator[list[tuple[House, SlowPost]]]:
    """Two processes' houses over one database, by one clock."""
    clock = Clock()
    async with AsyncExitStack() as stack:
        made = []
        for _ in range(2):
            post = SlowPost()
            site = Site("site", "The Example", ("https://news.example",), modes=Modes.automatic())
            house = House(
                SQLiteStore(tmp_path / "db"), TellingEngine(), guidelines(), Sites([site]), clock=clock,
                post=post, base_url="https://c.example",
            )  # fmt: skip
            await house.store.open()
            stack.push_async_callback(house.close)
            made.append((house, post))
        yield made


async def written(house: House, number: int) -> None:
    for one in range(number):
        await write_sign_in(house, "site", f"r{one}@example.org", "https://c.example/x", "en")


async def test_two_postmen_send_each_letter_once(houses: list[tuple[House, SlowPost]]) -> None:
    (first, slow), (second, quick) = houses
    await written(first, 30)
    quick.gate.set()
    begun = asyncio.create_task(first.postman.round())
    await until(lambda: len(slow.begun) == FEW)
    while await second.postman.round():
        pass
    slow.gate.set()
    assert await begun == 20
    both = [one.to for one in slow.carried + quick.carried]
    assert sorted(both) == sorted(f"r{one}@example.org" for one in range(30))
    assert len(quick.carried) == 10
    assert await first.store.letters.next_due() is None


async def test_a_lease_is_longer_than_the_pause_and_can_be_renewed(
    houses: list[tuple[House, SlowPost]],
) -> None:
    house = houses[0][0]
    letters, now = house.store.letters, house.clock()
    await written(house, 1)
    (taken,) = await letters.take(house.clock(), 5, Lease("a", now + 5 * MINUTE))
    assert taken.due_at == now + 5 * MINUTE
    await letters.hold(Lease("a", now + 9 * MINUTE))
    await letters.hold(Lease("a", now + 7 * MINUTE))
    await letters.hold(Lease("b", now + 20 * MINUTE))
    assert await letters.next_due() == now + 9 * MINUTE
    await letters.give_back([taken.id], "b", now)
    assert await letters.take(now + 8 * MINUTE, 5) == []
    await letters.give_back([taken.id], "a", now)
    (again,) = await letters.take(now + 1, 5)
    assert again.tries == 1  # sending had not been begun


async def test_at_the_end_what_is_on_its_way_is_finished_and_the_rest_given_back(
    houses: list[tuple[House, SlowPost]],
) -> None:
    (first, slow), (second, quick) = houses
    await written(first, 2 * FEW)
    first.postman.start()
    await until(lambda: len(slow.begun) == FEW)
    stopping = asyncio.create_task(first.postman.stop())
    slow.gate.set()
    await asyncio.wait_for(stopping, PATIENCE)
    assert len(slow.carried) == FEW
    quick.gate.set()
    assert await second.postman.round() == FEW
    assert len({one.to for one in slow.carried + quick.carried}) == 2 * FEW


async def test_what_a_killed_process_was_sending_is_sent_again_under_the_same_name(
    houses: list[tuple[House, SlowPost]],
) -> None:
    (first, slow), (second, quick) = houses
    await written(first, 1)
    killed = asyncio.create_task(first.postman.round())
    await until(lambda: slow.begun)
    killed.cancel()
    quick.gate.set()
    assert await second.postman.round() == 0
    clock = second.clock
    assert isinstance(clock, Clock)
    clock.at += 60 * SECOND + MINUTE
    assert await second.postman.round() == 1
    assert [one.key for one in quick.carried] == [one.key for one in slow.begun]
