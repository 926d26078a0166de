"""What every store promises about suspensions: guarded steps, one entry each, nothing half done."""

from __future__ import annotations

import pytest
from tests.contract.making import add, article, carry, change, new

from gatepost.conversation import entries
from gatepost.conversation.authors.records import NewAuthor
from gatepost.conversation.ports import Store
from gatepost.conversation.suspensions.entries import entry
from gatepost.conversation.suspensions.ports import Suspended, SuspensionChanged
from gatepost.conversation.suspensions.records import SuspensionRecord
from gatepost.vocabulary import DESK_CHAIN, State

SALT = b"s" * 32


async def first(store: Store) -> str:
    """An author with a comment; gives the comment's id."""
    await store.ensure_article(article())
    comment = new(author="a1", new_author=NewAuthor("a1", b"key"), submitted_at=1)
    await add(store, comment)
    return comment.id


def made(id_: str = "s1", at: int = 10, until: int = 100, comment: str | None = None) -> SuspensionRecord:
    return SuspensionRecord(id_, "a1", comment, "threat", "Grund \0", SALT, "moderator:m", at, until)


async def suspend(store: Store, one: SuspensionRecord) -> SuspensionRecord:
    await store.suspensions.suspend(one, entry("suspend", one, one.by, one.ground))
    return one


async def actions(store: Store) -> list[str]:
    return [one.body["action"] async for one in store.entries(DESK_CHAIN)]


async def test_it_comes_back_as_it_went_in_and_holds_until_its_end(store: Store) -> None:
    one = await suspend(store, made(comment=await first(store)))
    assert await store.suspensions.by_id("s1") == one
    assert await store.suspensions.of_author("a1") == [one]
    assert await store.suspensions.in_force("a1", 99) == one
    assert await store.suspensions.in_force("a1", 100) is None
    assert await store.suspensions.in_force("a2", 50) is None
    assert await store.suspensions.by_id("none") is None
    assert (await store.authors.record("a1")).suspensions == 1


async def test_a_suspended_author_adds_no_comment_until_the_end(store: Store) -> None:
    await first(store)
    one = await suspend(store, made())
    with pytest.raises(Suspended) as refused:
        await add(store, new(author="a1", submitted_at=50))
    assert refused.value.suspension == one
    await add(store, new(author="a2", new_author=NewAuthor("a2", b"another"), submitted_at=50))
    await add(store, new(author="a1", submitted_at=100))


async def test_one_at_a_time(store: Store) -> None:
    await first(store)
    await suspend(store, made())
    with pytest.raises(Suspended):
        await suspend(store, made("s2", at=50))
    assert await actions(store) == ["suspend"]
    await suspend(store, made("s2", at=100, until=200))
    assert [one.id for one in await store.suspensions.every()] == ["s2", "s1"]
    assert [one.id for one in await store.suspensions.every(limit=1)] == ["s2"]
    assert [one.id for one in await store.suspensions.every(after="s2")] == ["s1"]


async def test_each_step_starts_from_its_own_state_only(store: Store) -> None:
    await first(store)
    one = await suspend(store, made())
    facet = store.suspensions
    with pytest.raises(SuspensionChanged):
        await facet.answer("s1", "upheld", "moderator:n", 20, "", entry("uphold", one, "moderator:n"))
    with pytest.raises(SuspensionChanged):
        await facet.appeal("s1", "No", 100, entry("appeal", one, "author", "No"))
    appealed = await facet.appeal("s1", "No", 30, entry("appeal", one, "author", "No"))
    assert (appealed.appeal, appealed.appealed_at, appealed.waits) == ("No", 30, True)
    assert await facet.every(waiting=True) == [appealed]
    with pytest.raises(SuspensionChanged):
        await facet.appeal("s1", "No!", 31, entry("appeal", one, "author", "No!"))
    done = await facet.answer("s1", "overturned", "moderator:n", 40, "Yes", entry("overturn", one, "m"))
    assert (done.outcome, done.answered_by, done.reply) == ("overturned", "moderator:n", "Yes")
    assert (done.lifted_at, done.lifted_by) == (40, "moderator:n")
    assert await facet.every(waiting=True) == []
    with pytest.raises(SuspensionChanged):
        await facet.lift("s1", "moderator:m", 50, entry("lift", one, "moderator:m"))
    assert await actions(store) == ["suspend", "appeal", "overturn"]


async def test_an_erased_comment_is_no_longer_named_as_what_led_to_it(store: Store) -> None:
    comment = await first(store)
    await suspend(store, made(comment=comment))
    await carry(store, change(comment, State.ERASED, entries.erasure("author"), erase=True))
    found = await store.suspensions.by_id("s1")
    assert found is not None
    assert found.comment is None


async def test_a_comment_that_was_erased_meanwhile_is_not_named_at_all(store: Store) -> None:
    comment = await first(store)
    await carry(store, change(comment, State.ERASED, entries.erasure("author"), erase=True))
    await suspend(store, made(comment=comment))
    found = await store.suspensions.by_id("s1")
    assert found is not None
    assert found.comment is None
