"""What every store promises about comments that wait and say nearly the same."""

from __future__ import annotations

from tests.contract.making import add, approval, article, carry, change, new, rejection
from tests.contract.test_queues import approve, listed, refer
from tests.contract.test_sketches import ALIKE, LONG, OTHER, written

from gatepost.conversation import entries
from gatepost.conversation.ports import Store
from gatepost.conversation.queues.records import Order, Wanted
from gatepost.vocabulary import Decision, Outcome, State


async def sizes(store: Store, *ids: str) -> list[int]:
    items = [await store.queue_item(one) for one in ids]
    return [item.wave_size if item else -1 for item in items]


async def waves(store: Store, *ids: str) -> list[str | None]:
    items = [await store.queue_item(one) for one in ids]
    return [item.wave if item else None for item in items]


async def test_what_is_nearly_the_same_is_one_wave(store: Store) -> None:
    for site in ("s", "t"):
        await store.ensure_article(article("a", site))
    one, other, two = [await refer(store, written(text)) for text in (LONG, OTHER, ALIKE)]
    elsewhere = await refer(store, written(LONG, where="t-a"))
    assert await sizes(store, one, other, two, elsewhere) == [2, 1, 2, 1]
    assert await waves(store, one, two) == [one, one]
    assert [item.comment.id for item in await store.queues.wave(two)] == [one, two]
    assert [item.comment.id for item in await store.queues.wave(other)] == [other]
    assert await store.queues.wave("none") == []


async def test_the_one_that_is_read_first_begins_the_wave(store: Store) -> None:
    await store.ensure_article(article())
    first, second = written(LONG), written(LONG)
    await add(store, first)
    await refer(store, second)
    assert await waves(store, second.id) == [second.id]
    await carry(store, rejection(first))
    assert await waves(store, first.id) == [None]  # it does not wait
    undone = Decision(Outcome.REFER, "moderator:m", undoes=1)
    await carry(
        store,
        change(
            first.id, State.PENDING, entries.decision(undone), decision=undone, expected=(State.REJECTED,)
        ),
    )
    assert await waves(store, first.id) == [second.id]


async def test_short_texts_of_the_same_letters_are_one_wave(store: Store) -> None:
    for site in ("s", "t"):
        await store.ensure_article(article("a", site))
    same = [
        await refer(store, new(text)) for text in ("Thank you!", "THANK  you", "thank you 👍", "Thaaank you")
    ]
    others = [await refer(store, new(text)) for text in ("Thank", "👍", "👍 👍", "🙏")]
    elsewhere = await refer(store, new("Thank you", where="t-a"))
    assert await sizes(store, *same) == [4] * 4
    assert await sizes(store, *others, elsewhere) == [1] * 5
    assert [item.comment.id for item in await store.queues.wave(same[1])] == same


async def test_decided_withdrawn_and_erased_ones_leave(store: Store) -> None:
    await store.ensure_article(article())
    made = [await refer(store, written(LONG)) for _ in range(5)]
    assert await sizes(store, *made) == [5] * 5
    await approve(store, made[0])
    await carry(store, change(made[1], State.WITHDRAWN, entries.withdrawal()))
    await carry(store, change(made[2], State.ERASED, entries.erasure("author"), erase=True))
    assert await sizes(store, *made[3:]) == [2, 2]
    assert await waves(store, made[1], made[2]) == [None, None]
    # What was decided about those before is shown behind what waits.
    found = [(item.comment.id, item.comment.state.value) for item in await store.queues.wave(made[3])]
    assert found == [(made[3], "pending"), (made[4], "pending"), (made[0], "approved")]
    found = [(item.comment.id, item.comment.state.value) for item in await store.queues.wave(made[0])]
    assert found == [(made[0], "approved"), (made[3], "pending"), (made[4], "pending")]
    new_one = await refer(store, written(LONG))
    assert await sizes(store, new_one) == [3]


async def test_what_the_engine_published_is_shown_beside_those_that_wait(store: Store) -> None:
    await store.ensure_article(article())
    published, waiting = written(LONG), written(ALIKE)
    await add(store, published)
    await carry(store, approval(published))
    await refer(store, waiting)
    assert [item.comment.id for item in await store.queues.wave(waiting.id)] == [waiting.id, published.id]


async def test_the_biggest_wave_comes_first_and_stays_together(store: Store) -> None:
    await store.ensure_article(article())
    made = [
        await refer(store, written(text))
        for text in (OTHER, LONG, "Yes", LONG, "No", OTHER, "yes!", ALIKE, "Perhaps", LONG)
    ]
    found = await listed(store, Wanted(order=Order.SIMILARITY), limit=3)
    assert found[:4] == [made[at] for at in (1, 3, 7, 9)]
    assert {frozenset(found[4:6]), frozenset(found[6:8])} == {
        frozenset((made[0], made[5])),
        frozenset((made[2], made[6])),
    }
    assert sorted(found) == sorted(made)
