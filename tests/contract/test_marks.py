"""Well argued: one row for a reader and a comment."""

from __future__ import annotations

import pytest
from tests.contract.making import add, article, change, new, publish

from gatepost.conversation import entries
from gatepost.conversation.authors.records import NewAuthor
from gatepost.conversation.ports import StateChanged, Store
from gatepost.conversation.talk.ports import OwnComment
from gatepost.vocabulary import State


async def revision(store: Store) -> int:
    found = await store.article("s", "a")
    assert found is not None
    return found.revision


async def test_a_reader_counts_once_and_can_take_it_back(store: Store) -> None:
    await store.ensure_article(article())
    comment = new()
    await publish(store, comment)
    before = await revision(store)
    for reader, marks, changed in (("r1", 1, True), ("r1", 1, False), ("r2", 2, True)):
        marked, moved = await store.marks.set(comment.id, reader, True, 5)
        assert (marked.marks, moved) == (marks, changed)
    assert await revision(store) == before + 2
    marked, moved = await store.marks.set(comment.id, "r1", False, 6)
    assert (marked.marks, moved) == (1, True)
    assert (await store.marks.set(comment.id, "r1", False, 7))[1] is False
    assert await store.marks.of_reader("r1", "s-a") == []
    assert await store.marks.of_reader("r2", "s-a") == [comment.id]


async def test_a_browser_that_has_become_known_counts_once(store: Store) -> None:
    await store.ensure_article(article())
    comment = new()
    await publish(store, comment)
    await store.marks.set(comment.id, "day.x", True, 1)
    marked, moved = await store.marks.set(comment.id, "browser.1", True, 2, "day.x")
    assert (marked.marks, moved) == (1, False)
    assert await store.marks.of_reader("browser.1", "s-a") == [comment.id]
    marked, moved = await store.marks.set(comment.id, "browser.1", False, 3, "day.x")
    assert (marked.marks, moved) == (0, True)


async def test_nobody_marks_what_is_not_public_or_their_own(store: Store) -> None:
    await store.ensure_article(article())
    waiting, own = new(), new(author="a1", new_author=NewAuthor("a1", b"key"))
    await add(store, waiting)
    await publish(store, own)
    with pytest.raises(StateChanged):
        await store.marks.set(waiting.id, "r1", True, 5)
    with pytest.raises(KeyError):
        await store.marks.set("nothing", "r1", True, 5)
    with pytest.raises(OwnComment):
        await store.marks.set(own.id, "a1", True, 5)


async def test_erasing_forgets_who_marked(store: Store) -> None:
    await store.ensure_article(article())
    gone, stays = new(), new()
    for one in (gone, stays):
        await publish(store, one)
        await store.marks.set(one.id, "r1", True, 5)
    drafts = (entries.erasure("author"), entries.retraction("erasure"))
    await store.apply([change(gone.id, State.ERASED, *drafts, expected=(State.APPROVED,), erase=True)])
    record = await store.comment(gone.id)
    assert record is not None
    assert record.marks == 0
    await store.marks.forget_reader("r1")
    record = await store.comment(stays.id)
    assert record is not None
    assert record.marks == 0
