"""What every store promises about escalations: guarded steps, and words kept no longer than they are held."""

from __future__ import annotations

import pytest
from tests.contract.making import add, article, carry, change, new, publish

from gatepost.conversation import entries
from gatepost.conversation.escalations.entries import entry
from gatepost.conversation.escalations.ports import EscalationChanged
from gatepost.conversation.escalations.records import EscalationRecord, Kept
from gatepost.conversation.ports import StateChanged, Store
from gatepost.vocabulary import DESK_CHAIN, State

TEXT = "Drohung \0 mit Zeilen\r\n"


def made(comment: str, id_: str = "e1", keep_until: int | None = 1_000, at: int = 10) -> EscalationRecord:
    return EscalationRecord(id_, comment, "police", "Grund", "moderator:m", at, keep_until)


async def escalate(store: Store, one: EscalationRecord) -> EscalationRecord:
    await store.escalations.escalate(one, entry("escalate", one, one.by))
    return one


async def erase(store: Store, comment: str, at: int) -> None:
    await carry(
        store,
        change(comment, State.ERASED, entries.erasure("author"), at=at, erase=True),
    )


async def actions(store: Store) -> list[str]:
    return [one.body["action"] async for one in store.entries(DESK_CHAIN)]


async def test_it_comes_back_and_closes_once(store: Store) -> None:
    await store.ensure_article(article())
    comment = new()
    await add(store, comment)
    one = await escalate(store, made(comment.id))
    two = await escalate(store, made(comment.id, "e2", None, at=11))
    facet = store.escalations
    assert await facet.by_id("e1") == one
    assert await facet.by_id("none") is None
    assert await facet.of_comment(comment.id) == await facet.every() == [two, one]
    assert await facet.every(limit=1) == [two]
    assert await facet.every(after="e2") == [one]
    done = await facet.close("e1", "moderator:n", 20, "Erledigt", entry("close", one, "moderator:n"))
    assert (done.closed_at, done.closed_by, done.answer) == (20, "moderator:n", "Erledigt")
    assert await facet.every(waiting=True) == [two]
    with pytest.raises(EscalationChanged):
        await facet.close("e1", "moderator:n", 21, "", entry("close", one, "moderator:n"))
    assert await actions(store) == ["escalate", "escalate", "close"]
    assert [one.body["action"] for one in await facet.entries_of("e1")] == ["escalate", "close"]


async def test_held_words_leave_the_comment_and_go_when_the_time_is_over(store: Store) -> None:
    await store.ensure_article(article())
    comment = new(TEXT)
    await add(store, comment)
    await escalate(store, made(comment.id))
    await erase(store, comment.id, 50)
    seen = await store.comment(comment.id)
    assert seen is not None
    assert (seen.state, seen.text, seen.salt, seen.author_name) == (State.ERASED, None, None, "")
    facet = store.escalations
    assert await facet.kept(comment.id) == Kept(comment.id, TEXT, comment.salt, "Ann", 50)
    assert await facet.release(999) == 0
    assert await facet.release(1_000) == 1
    assert await facet.release(1_001) == 0
    assert await facet.kept(comment.id) is None
    found = await facet.by_id("e1")
    assert found is not None
    assert found.reason == ""  # it may have quoted the comment
    assert await actions(store) == ["escalate", "keep", "release"]


async def test_closing_lets_go_unless_another_one_holds(store: Store) -> None:
    await store.ensure_article(article())
    comment = new(TEXT)
    await add(store, comment)
    one, two = await escalate(store, made(comment.id)), await escalate(store, made(comment.id, "e2"))
    await erase(store, comment.id, 50)
    facet = store.escalations
    await facet.close("e1", "moderator:n", 60, "", entry("close", one, "moderator:n"))
    assert await facet.kept(comment.id) is not None
    await facet.close("e2", "moderator:n", 61, "", entry("close", two, "moderator:n"))
    assert await facet.kept(comment.id) is None


@pytest.mark.parametrize("keep_until", [None, 40])
async def test_nothing_is_kept_that_nobody_holds(store: Store, keep_until: int | None) -> None:
    await store.ensure_article(article())
    comment = new(TEXT)
    await add(store, comment)
    await escalate(store, made(comment.id, keep_until=keep_until))
    await erase(store, comment.id, 50)
    assert await store.escalations.kept(comment.id) is None
    found = await store.escalations.by_id("e1")
    assert found is not None
    assert found.reason == ""
    with pytest.raises(StateChanged):
        await escalate(store, made(comment.id, "e2"))


async def test_the_thread_around_is_public_but_for_the_comment_itself(store: Store) -> None:
    await store.ensure_article(article())
    root = new("root")
    await publish(store, root)
    public, waiting, itself = new("a", parent=root.id), new("b", parent=root.id), new("c", parent=root.id)
    await publish(store, public)
    for comment in (waiting, itself):
        await add(store, comment)
    await publish(store, new("elsewhere"))
    found = await store.escalations.thread_of(itself.id, 9)
    assert [one.id for one in found] == [root.id, public.id, itself.id]
