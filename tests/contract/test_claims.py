"""What every store promises about claims: one holder, an end, and no claim outlives a decision."""

from __future__ import annotations

import asyncio

import pytest
from tests.contract.making import add, article, carry, change, new
from tests.contract.test_queues import NOW, approve, listed, refer

from gatepost.conversation import entries
from gatepost.conversation.ports import Store
from gatepost.conversation.queues.records import Kind, Wanted
from gatepost.conversation.records import Claim
from gatepost.vocabulary import State


async def test_one_holds_a_card_until_it_ends(store: Store) -> None:
    await store.ensure_article(article())
    comment = await refer(store, new())
    claims = store.claims
    mine = Claim(comment, "m", 100)
    assert await claims.claim(comment, "m", 100, 10) == mine
    assert await claims.claim(comment, "n", 150, 99) == mine
    assert await claims.held("m", 99) == [mine]
    assert await claims.held("n", 99) == []
    item = await store.queue_item(comment)
    assert item is not None
    assert item.claim == mine
    (listed_item,) = (await store.queues.page(Wanted(), moderator="n", now=50)).items
    assert listed_item.claim == mine
    # One's own claim can be made longer, and shorter.
    assert (await claims.claim(comment, "m", 200, 99)).until == 200
    assert (await claims.claim(comment, "m", 120, 100)).until == 120
    assert await claims.held("m", 120) == await claims.all(120) == []
    theirs = Claim(comment, "n", 300)
    assert await claims.claim(comment, "n", 300, 120) == theirs
    assert await claims.all(299) == [theirs]


async def test_a_card_is_given_back_by_its_holder_alone(store: Store) -> None:
    await store.ensure_article(article())
    comment = await refer(store, new())
    await store.claims.claim(comment, "m", 100, 10)
    assert not await store.claims.release(comment, "n")
    assert await store.claims.release(comment, "m")
    assert not await store.claims.release(comment, "m")
    assert await store.claims.all(0) == []


async def test_a_decision_and_leaving_end_every_claim(store: Store) -> None:
    await store.ensure_article(article())
    decided, withdrawn, erased = [await refer(store, new()) for _ in range(3)]
    for comment in (decided, withdrawn, erased):
        await store.claims.claim(comment, "m", 100, 10)
    await approve(store, decided, "moderator:n")
    await carry(store, change(withdrawn, State.WITHDRAWN, entries.withdrawal()))
    await carry(store, change(erased, State.ERASED, entries.erasure("author"), erase=True))
    assert await store.claims.all(10) == []


async def test_what_is_not_there_cannot_be_claimed(store: Store) -> None:
    with pytest.raises(KeyError):
        await store.claims.claim("none", "m", 100, 10)


async def test_claimed_cards_are_among_mine_on_top(store: Store) -> None:
    await store.ensure_article(article())
    done, held, others = [await refer(store, new()) for _ in range(3)]
    unread = new()
    await add(store, unread)
    await approve(store, done)
    await store.claims.claim(held, "m", NOW + 1, NOW)
    await store.claims.claim(others, "n", NOW + 1, NOW)
    assert await listed(store, Wanted(Kind.MINE)) == [held, done]
    assert await listed(store, Wanted(Kind.MINE), moderator="n") == [others]
    later = await store.queues.page(Wanted(Kind.MINE), moderator="m", now=NOW + 1)
    assert [item.comment.id for item in later.items] == [done]


async def test_of_many_at_once_one_wins_and_all_hear_the_same(store: Store) -> None:
    await store.ensure_article(article())
    comment = await refer(store, new())
    answers = await asyncio.gather(
        *(store.claims.claim(comment, f"m{number}", 100 + number, 10) for number in range(20))
    )
    assert len(set(answers)) == 1
