"""What every store promises about the public view: threads, sorts, pages, and who leaves them."""

from __future__ import annotations

import asyncio
import json
import random
import time
from base64 import urlsafe_b64encode
from itertools import pairwise

import pytest
from tests.contract.making import add, approval, article, carry, change, fewer, new, publish

from gatepost.conversation import entries
from gatepost.conversation.ports import CursorInvalid, StateChanged, Store
from gatepost.conversation.records import CommentRecord, NewComment
from gatepost.store.postgresql import PostgreSQLStore
from gatepost.vocabulary import State

SORTS = ("oldest", "newest", "most_discussed", "picks")


async def withdraw(store: Store, comment: NewComment) -> CommentRecord:
    drafts = (entries.withdrawal(), entries.retraction("withdrawal"))
    return await carry(store, change(comment.id, State.WITHDRAWN, *drafts, expected=(State.APPROVED,)))


async def read(store: Store, sort: str, limit: int, where: str = "s-a") -> list[CommentRecord]:
    found: list[CommentRecord] = []
    after = None
    while True:
        page = await store.page(where, sort, after, limit)
        assert len(page.comments) <= limit
        found += page.comments
        if page.after is None:
            assert page.total == sum(one.state is State.APPROVED for one in found)
            return found
        assert page.comments
        after = page.after


async def some_threads(store: Store) -> dict[str, NewComment]:
    """a(b(d) c) e f(g), where e is a thread of its own."""
    await store.ensure_article(article())
    made: dict[str, NewComment] = {}
    for name, parent in (("a", ""), ("b", "a"), ("c", "a"), ("d", "b"), ("e", ""), ("f", ""), ("g", "f")):
        made[name] = new(parent=made[parent].id if parent else None)
        await publish(store, made[name])
    return made


async def publish_in_order(store: Store, sent: list[NewComment]) -> None:
    """Publish each before the next. With one writer they go in the order of calls: nobody waits for each."""
    if isinstance(store, PostgreSQLStore):
        for comment in sent:
            await publish(store, comment)
        return
    steps = [step for comment in sent for step in (add(store, comment), store.apply([approval(comment)]))]
    results = await asyncio.gather(*steps)
    assert all(isinstance(one, CommentRecord) for (one,) in results[1::2])  # type: ignore[misc]


def names(made: dict[str, NewComment], comments: list[CommentRecord]) -> str:
    by_id = {comment.id: name for name, comment in made.items()}
    return "".join(by_id[comment.id] for comment in comments)


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 7, 8, 100])
async def test_threads_come_parents_first_in_every_sort(store: Store, limit: int) -> None:
    made = await some_threads(store)
    await store.set_picked(made["g"].id, True, 1)
    assert names(made, await read(store, "oldest", limit)) == "abdcefg"
    assert names(made, await read(store, "newest", limit)) == "fgeabdc"
    assert names(made, await read(store, "most_discussed", limit)) == "abdcfge"
    assert names(made, await read(store, "picks", limit)) == "fgabdce"


async def test_only_approved_comments_are_ever_on_a_page(store: Store) -> None:
    made = await some_threads(store)
    await add(store, new())
    await add(store, new(parent=made["a"].id))
    for sort in SORTS:
        assert all(one.state is State.APPROVED for one in await read(store, sort, 2))
    page = await store.page("s-a", "oldest", None, 100)
    assert page.total == 7
    by_id = {one.id: one for one in page.comments}
    assert [by_id[made[name].id].replies for name in "abef"] == [2, 1, 0, 1]
    assert [by_id[made[name].id].depth for name in "abde"] == [0, 1, 2, 0]


async def test_replies_stay_when_what_they_answer_leaves(store: Store) -> None:
    made = await some_threads(store)
    before = (await store.page("s-a", "oldest", None, 9)).revision
    await withdraw(store, made["a"])
    await withdraw(store, made["b"])
    assert names(made, await read(store, "oldest", 2)) == "abdcefg"
    assert (await store.page("s-a", "oldest", None, 9)).revision == before + 2
    await withdraw(store, made["e"])
    assert names(made, await read(store, "most_discussed", 2)) == "abdcfg"


async def test_what_left_keeps_a_place_without_text_and_name_while_something_stands_below(
    store: Store,
) -> None:
    made = await some_threads(store)
    await store.marks.set(made["a"].id, "r", True, 1)
    await store.set_picked(made["a"].id, True, 1)
    await withdraw(store, made["a"])
    drafts = (entries.erasure("author"), entries.retraction("erasure"))
    erased = change(made["b"].id, State.ERASED, *drafts, expected=(State.APPROVED,), erase=True)
    await carry(store, erased)
    page = await store.page("s-a", "picks", None, 9)
    assert (page.total, names(made, list(page.comments))) == (5, "abdcefg")
    for place, state in zip(page.comments, (State.WITHDRAWN, State.ERASED), strict=False):
        assert (place.state, place.text, place.salt, place.author_name) == (state, None, None, "")
        assert (place.author, place.picked, place.marks, place.language) == (None, False, 0, "und")
    assert [(one.id, stays) for one, stays in await store.places.above(made["b"].id)] == [
        (made["b"].id, True),
        (made["a"].id, True),
    ]
    await withdraw(store, made["d"])  # nothing stands below b any more, but c still below a
    assert names(made, await read(store, "oldest", 2)) == "acefg"
    assert [(one.id, stays) for one, stays in await store.places.above(made["d"].id)] == [
        (made["d"].id, False),
        (made["b"].id, False),
        (made["a"].id, True),
    ]
    assert await store.places.above(made["g"].id) == []
    await withdraw(store, made["c"])
    assert names(made, await read(store, "newest", 2)) == "fge"


async def test_a_place_does_not_stay_for_what_is_hidden_itself(store: Store) -> None:
    """A rejected answer in between is in no list, and what stands below it hangs on nothing."""
    made = await some_threads(store)
    await withdraw(store, made["a"])
    await withdraw(store, made["c"])
    rejected = change(
        made["b"].id, State.REJECTED, entries.retraction("decision"), expected=(State.APPROVED,)
    )
    await carry(store, rejected)
    assert names(made, await read(store, "oldest", 9)) == "defg"


async def test_a_place_that_comes_or_changes_is_a_change_of_the_list(store: Store) -> None:
    """Who has seen the list and asks whether it changed must not be told that it did not."""
    made = await some_threads(store)
    rejected = change(
        made["a"].id, State.REJECTED, entries.retraction("decision"), expected=(State.APPROVED,)
    )
    await carry(store, rejected)
    seen = await store.page("s-a", "oldest", None, 9)
    assert names(made, list(seen.comments)) == "bdcefg"
    gone = change(made["a"].id, State.WITHDRAWN, entries.withdrawal(), expected=(State.REJECTED,))
    await carry(store, gone)
    place = await store.page("s-a", "oldest", None, 9)
    assert names(made, list(place.comments)) == "abdcefg"
    assert place.revision == seen.revision + 1
    erased = change(
        made["a"].id, State.ERASED, entries.erasure("author"), expected=(State.WITHDRAWN,), erase=True
    )
    await carry(store, erased)
    page = await store.page("s-a", "oldest", None, 9)
    assert page.comments[0].state is State.ERASED
    assert page.revision == place.revision + 1


async def test_what_was_never_public_changes_no_list_when_it_leaves(store: Store) -> None:
    """Else anybody could see that something waited."""
    made = await some_threads(store)
    waiting = new(parent=made["a"].id)
    await add(store, waiting)
    before = (await store.page("s-a", "oldest", None, 9)).revision
    await carry(store, change(waiting.id, State.WITHDRAWN, entries.withdrawal()))
    assert (await store.page("s-a", "oldest", None, 9)).revision == before


async def test_a_deep_chain_of_withdrawn_comments_keeps_its_places(store: Store) -> None:
    await store.ensure_article(article())
    chain: list[NewComment] = []
    for _ in range(60):
        chain.append(new(parent=chain[-1].id if chain else None))
    await publish_in_order(store, chain)
    for one in chain[:-1]:
        await withdraw(store, one)
    page = await store.page("s-a", "oldest", None, 500)
    assert ([one.id for one in page.comments], page.total) == ([one.id for one in chain], 1)
    assert [one.id for one in await read(store, "oldest", 7)] == [one.id for one in chain]
    await withdraw(store, chain[-1])
    assert (await store.page("s-a", "oldest", None, 500)).comments == ()


async def test_a_cursor_keeps_its_place_when_comments_come_and_go(store: Store) -> None:
    made = await some_threads(store)
    page = await store.page("s-a", "oldest", None, 2)
    assert names(made, list(page.comments)) == "ab"
    await withdraw(store, made["b"])
    late = new(parent=made["a"].id)
    await publish(store, late)
    made["l"] = late
    rest = await store.page("s-a", "oldest", page.after, 9)
    assert names(made, list(rest.comments)) == "dclefg"


async def test_picks_leave_with_the_comment(store: Store) -> None:
    made = await some_threads(store)
    assert (await store.set_picked(made["e"].id, True, 1)).picked
    revision = (await store.page("s-a", "oldest", None, 9)).revision
    await store.set_picked(made["e"].id, True, 1)
    assert (await store.page("s-a", "oldest", None, 9)).revision == revision
    gone = await withdraw(store, made["e"])
    assert not gone.picked
    assert names(made, await read(store, "picks", 9)) == "abdcfg"
    with pytest.raises(StateChanged):
        await store.set_picked(made["e"].id, True, 1)


async def test_strange_cursors_are_refused(store: Store) -> None:
    await some_threads(store)
    page = await store.page("s-a", "oldest", None, 1)
    assert page.after is not None
    for cursor, sort in ((page.after, "newest"), ("nonsense", "oldest"), ("", "oldest"), ("é", "oldest")):
        with pytest.raises(CursorInvalid):
            await store.page("s-a", sort, cursor, 1)
    empty = await store.page("none", "oldest", None, 1)
    assert (empty.comments, empty.total, empty.after) == ((), 0, None)


async def test_a_cursor_with_numbers_beyond_any_store_is_refused(store: Store) -> None:
    await some_threads(store)
    first = (await store.page("s-a", "most_discussed", None, 1)).comments[0].id
    for key, at in ((10**30, 0), (0, -(10**30))):
        forged = json.dumps(["most_discussed", key, at, first, first]).encode()
        with pytest.raises(CursorInvalid):
            await store.page("s-a", "most_discussed", urlsafe_b64encode(forged).decode().rstrip("="), 1)


async def test_a_very_long_chain_of_replies(store: Store) -> None:
    await store.ensure_article(article())
    deep: list[NewComment] = []
    many = fewer(store, 2_000, 150)
    for _ in range(many):
        deep.append(new("t", parent=deep[-1].id if deep else None))
    for start in range(0, len(deep), 100):
        await publish_in_order(store, deep[start : start + 100])
    found = await read(store, "oldest", 500)
    assert [one.depth for one in found] == list(range(many))
    assert all(later.parent == earlier.id for earlier, later in pairwise(found))


async def test_a_page_of_ten_thousand_comments_is_quick(store: Store) -> None:
    await store.ensure_article(article())
    chance = random.Random(7)
    sent: list[NewComment] = []
    many = fewer(store, 10_000, 300)
    at_once = many // 20
    for _ in range(20):
        batch = [
            new("t", parent=chance.choice(sent).id if sent and chance.random() < 0.7 else None)
            for _ in range(at_once)
        ]
        await asyncio.gather(*(add(store, comment) for comment in batch))
        await store.apply([approval(comment) for comment in batch])
        sent += batch
    for sort in SORTS:
        started = time.perf_counter()
        page = await store.page("s-a", sort, None, 100)
        took = time.perf_counter() - started
        assert page.total == many
        assert len(page.comments) == 100
        assert took < 1.0, f"{sort}: {took:.3f} s"
    everything = await read(store, "newest", 500)
    assert len({one.id for one in everything}) == many
    seen: set[str] = set()
    for one in everything:
        assert one.parent is None or one.parent in seen
        seen.add(one.id)


@pytest.mark.parametrize("sort", SORTS)
async def test_the_page_of_a_comment_is_the_one_that_it_stands_on(store: Store, sort: str) -> None:
    await store.ensure_article(article())
    dice, made = random.Random(7), []
    for number in range(60):
        parent = dice.choice(made).id if made and dice.random() < 0.6 else None
        made.append(new(f"{number}", parent=parent))
        await publish(store, made[-1])
    hidden = new("waits")
    await add(store, hidden)
    after: str | None = None
    pages: list[tuple[str, list[str]]] = []
    while True:
        page = await store.page("s-a", sort, after, 7)
        pages.append((after or "", [one.id for one in page.comments]))
        after = page.after
        if after is None:
            break
    for start, ids in pages:
        for comment in ids:
            assert await store.page_with("s-a", sort, comment, 7) == start
    assert await store.page_with("s-a", sort, hidden.id, 7) is None
    assert await store.page_with("nowhere", sort, made[0].id, 7) is None


async def test_a_long_thread_is_laid_out_anew_when_something_changes(store: Store) -> None:
    await store.ensure_article(article())
    root = new("root")
    await publish(store, root)
    replies = []
    for number in range(220):
        replies.append(new(f"{number}", parent=root.id))
        await publish(store, replies[-1])
    for _ in range(2):
        page = await store.page("s-a", "oldest", None, 500)
        assert [one.id for one in page.comments] == [root.id, *(one.id for one in replies)]
    await withdraw(store, replies[5])
    page = await store.page("s-a", "oldest", None, 500)
    assert [one.id for one in page.comments] == [
        root.id,
        *(one.id for one in replies if one is not replies[5]),
    ]
