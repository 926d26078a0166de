"""What every store promises about authors: made with their first comment, counted, forgotten on erasure."""

from __future__ import annotations

import pytest
from tests.contract.making import add, article, carry, change, new, publish, rejection

from gatepost.conversation import entries
from gatepost.conversation.authors.records import Author, AuthorRecord, NewAuthor
from gatepost.conversation.ports import ParentMissing, Store
from gatepost.conversation.records import AppealRecord
from gatepost.store.sql.cursor import BROKEN
from gatepost.vocabulary import State


async def test_an_author_comes_with_the_first_comment_and_is_known_by_the_token(store: Store) -> None:
    await store.ensure_article(article())
    first = new(author="a1", new_author=NewAuthor("a1", b"key"))
    added = await add(store, first)
    assert added.comment.author == "a1"
    author = Author("a1", "s", first.submitted_at)
    assert await store.authors.of_token("s", b"key", 0) == await store.authors.by_id("a1") == author
    assert await store.authors.of_token("t", b"key", 0) is None
    assert await store.authors.of_token("s", b"other", 0) is None
    assert await store.authors.by_id("a2") is None


async def test_a_comment_that_is_refused_leaves_no_author_behind(store: Store) -> None:
    await store.ensure_article(article())
    with pytest.raises(ParentMissing):
        await add(store, new(parent="none", author="a1", new_author=NewAuthor("a1", b"key")))
    assert await store.authors.by_id("a1") is None
    await add(store, new(author="a1", new_author=NewAuthor("a1", b"key")))
    with pytest.raises(BROKEN):
        await add(store, new(author="a2", new_author=NewAuthor("a2", b"key")))


async def test_the_record_counts_what_became_of_the_comments(store: Store) -> None:
    await store.ensure_article(article())
    first = new(author="a1", new_author=NewAuthor("a1", b"key"))
    public, rejected, waiting, withdrawn = first, new(author="a1"), new(author="a1"), new(author="a1")
    await publish(store, public)
    await publish(store, new())
    for comment in (rejected, waiting, withdrawn):
        await add(store, comment)
    await carry(store, rejection(rejected))
    await carry(store, change(withdrawn.id, State.WITHDRAWN, entries.withdrawal()))
    appeal = AppealRecord("p", rejected.id, "No", 5, salt=b"x" * 32)
    draft = entries.appeal("p", b"d" * 32)
    await carry(store, change(rejected.id, State.REJECTED, draft, expected=(State.REJECTED,), appeal=appeal))
    expected = AuthorRecord(1, 1, 1, 1, 1, 0, 0, first.submitted_at)
    assert await store.authors.record("a1") == expected
    assert await store.authors.record("nobody") == AuthorRecord()
    item = await store.queue_item(rejected.id)
    assert item is not None
    assert item.record == expected


async def test_an_authors_comments_come_newest_first_and_an_erased_one_is_nobodys(store: Store) -> None:
    await store.ensure_article(article())
    first = new(author="a1", new_author=NewAuthor("a1", b"key"))
    comments = [first, new(author="a1"), new(author="a1")]
    for comment in [*comments, new(author="a2", new_author=NewAuthor("a2", b"another")), new()]:
        await add(store, comment)

    async def of(after: str | None = None, limit: int = 9) -> list[str]:
        return [one.id for one in await store.authors.comments_of("a1", after, limit)]

    one, two, three = (comment.id for comment in comments)
    assert await of() == [three, two, one]
    assert await of(limit=2) == [three, two]
    assert await of(after=two) == [one]
    await carry(store, change(two, State.ERASED, entries.erasure("author"), erase=True))
    assert await of() == [three, one]
    assert (await store.authors.record("a1")).pending == 2
