"""What every store promises about sketches: found by likeness, before, on the same site, for a while."""

from __future__ import annotations

import asyncio

from tests.contract.making import add, article, carry, change, new, publish, rejection

from gatepost.conversation import entries
from gatepost.conversation.ports import MOST_ALIKE, SKETCH_WINDOW, Store
from gatepost.conversation.records import NewComment
from gatepost.engine.text.reading import Reading
from gatepost.engine.text.sketch import sketch
from gatepost.vocabulary import Sketch, State

LONG = (
    "Everybody knows that the bridge was sold to the friends of the mayor, and nobody here dares to say so."
)
ALIKE = LONG.replace("mayor", "governor")
OTHER = "The river has risen by a metre since Friday; the school stays closed until the water has gone back."
DAY = 24 * 60 * 60 * 1_000_000


def written(text: str, **more: object) -> NewComment:
    return new(text, sketch=sketch(Reading(text)), **more)


async def earlier(store: Store, comment: NewComment) -> tuple[Sketch, ...]:
    (found,) = await store.alike([comment.id])
    return found


async def test_earlier_comments_that_are_alike_are_found_newest_first(store: Store) -> None:
    await store.ensure_article(article())
    await store.ensure_article(article("b"))
    first, other, second, third = written(LONG), written(OTHER), written(ALIKE, where="s-b"), written(LONG)
    for comment in (first, other, second, third):
        await add(store, comment)
    assert await store.alike([third.id, second.id, first.id, other.id, "none"]) == [
        (second.sketch, first.sketch), (first.sketch,), (), (), (),
    ]  # fmt: skip
    assert await store.alike([]) == []


async def test_what_comes_later_changes_nothing(store: Store) -> None:
    await store.ensure_article(article())
    first, second = written(LONG), written(LONG)
    await add(store, first)
    await add(store, second)
    before = await earlier(store, second)
    await publish(store, written(LONG))
    assert await earlier(store, second) == before == (first.sketch,)
    same_time = written(LONG, submitted_at=second.submitted_at)
    await add(store, same_time)
    assert len(await earlier(store, same_time)) == 2


async def test_short_texts_and_other_sites_do_not_count(store: Store) -> None:
    await store.ensure_article(article())
    await store.ensure_article(article("a", "t"))
    await add(store, written(LONG, where="t-a"))
    here = written(LONG)
    await add(store, here)
    short = [written("I agree") for _ in range(3)]
    for comment in short:
        await add(store, comment)
    assert await store.alike([here.id, short[-1].id]) == [(), ()]


async def test_a_sketch_goes_with_its_text_and_with_a_withdrawal_and_not_with_a_rejection(
    store: Store,
) -> None:
    await store.ensure_article(article())
    rejected, withdrawn, erased, last = (written(LONG) for _ in range(4))
    for comment in (rejected, withdrawn, erased, last):
        await add(store, comment)
    assert len(await earlier(store, last)) == 3
    await carry(store, rejection(rejected))
    assert len(await earlier(store, last)) == 3
    await carry(store, change(withdrawn.id, State.WITHDRAWN, entries.withdrawal()))
    assert len(await earlier(store, last)) == 2
    await carry(store, change(erased.id, State.ERASED, entries.erasure("author"), erase=True))
    assert await earlier(store, last) == (rejected.sketch,)
    assert await earlier(store, erased) == ()


async def test_a_sketch_is_kept_for_seven_days(store: Store) -> None:
    await store.ensure_article(article())
    at = 1_750_000_000_000_000
    old = [written(LONG, submitted_at=at + number) for number in range(4)]
    for comment in old:
        await add(store, comment)
    within = written(LONG, submitted_at=at + SKETCH_WINDOW)
    beyond = written(LONG, submitted_at=at + SKETCH_WINDOW + DAY)
    await add(store, within)
    assert len(await earlier(store, within)) == 4
    await add(store, beyond)
    assert len(await earlier(store, beyond)) == 1
    await add(store, written(OTHER, submitted_at=at + SKETCH_WINDOW + DAY + 1))
    assert await store.alike([comment.id for comment in old]) == [(), (), (), ()]


async def test_at_most_so_many_are_handed_out(store: Store) -> None:
    await store.ensure_article(article())
    many = [written(LONG) for _ in range(MOST_ALIKE + 5)]
    await asyncio.gather(*(add(store, comment) for comment in many))
    assert len(await earlier(store, many[-1])) == MOST_ALIKE


async def test_a_refused_submission_leaves_no_sketch(store: Store) -> None:
    await store.ensure_article(article())
    first = written(LONG, idempotency_hash=b"k", fingerprint=b"f")
    await add(store, first)
    again = written(LONG, idempotency_hash=b"k", fingerprint=b"f")
    assert (await add(store, again)).replayed
    last = written(LONG)
    await add(store, last)
    assert await earlier(store, last) == (first.sketch,)


async def test_an_erased_text_is_like_no_other(store: Store) -> None:
    await store.ensure_article(article())
    comment, later = written(LONG), written(LONG)
    await add(store, comment)
    await add(store, later)
    assert await earlier(store, later) == (comment.sketch,)
    await carry(store, change(comment.id, State.ERASED, entries.erasure("author"), erase=True))
    assert await earlier(store, later) == ()
