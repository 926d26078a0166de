"""What every store tells about waits for a person."""

from __future__ import annotations

from tests.contract.making import add, article, new, publish
from tests.contract.test_queues import approve, refer

from gatepost.conversation.ports import Store
from gatepost.conversation.waiting.records import Wait


async def test_waits_that_ended_and_waits_that_go_on(store: Store) -> None:
    for site in ("s", "t"):
        await store.ensure_article(article(site=site))
    ended = [await refer(store, new(submitted_at=1_000_000 + n), language="tr") for n in range(3)]
    for one in ended:
        await approve(store, one)
    await refer(store, new(submitted_at=2_000_000))
    await refer(store, new(submitted_at=3_000_000))
    await refer(store, new(where="t-a"))
    await publish(store, new())  # the engine decided: nobody waited for a person
    await add(store, new())  # not read by the engine yet
    by_program = await refer(store, new(submitted_at=4_000_000))
    await approve(store, by_program, by="moderator:token.abc")
    found = await store.waiting.waits("s", -(10**15), 100)
    over = [one for one in found if one.lasted is not None]
    assert sorted(one.began_at for one in over) == [1_000_000, 1_000_001, 1_000_002]
    assert {one.language for one in over} == {"tr"}
    going_on = [one for one in found if one.lasted is None]
    assert going_on == [Wait(2_000_000, "en", None), Wait(3_000_000, "en", None)]
    assert [one.lasted for one in await store.waiting.waits("s", 2_500_000, 100)] == [None]
    limited = await store.waiting.waits("s", -(10**15), 1)
    assert [one.began_at for one in limited] == [1_000_002, 2_000_000]


async def test_how_many_came_in(store: Store) -> None:
    for site in ("s", "t"):
        await store.ensure_article(article(site=site))
    for at in (10, 20, 30):
        await add(store, new(submitted_at=at))
    await add(store, new(where="t-a", submitted_at=25))
    assert await store.waiting.submitted("s", 10) == 2
    assert await store.waiting.submitted("t", 0) == 1
    assert await store.waiting.submitted("u", 0) == 0
