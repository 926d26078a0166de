from __future__ import annotations

from tests.contract.making import add, article, new, publish

from gatepost.conversation.ports import Store
from gatepost.conversation.records import PageRecord


async def test_what_was_read_of_a_page_is_kept_to_the_byte_and_replaced(store: Store) -> None:
    await store.ensure_article(article("a"))
    assert await store.page_read("s-a") is None
    first = PageRecord("s-a", "سەردێڕ\r\n", "Body\x00 ünd \ufdd0", ("Rûken", "A, B; C"), 'W/"1"', 5, 5, 0)
    await store.keep_page_read(first)
    assert await store.page_read("s-a") == first
    failed = PageRecord("s-a", tried_at=9, failures=2)
    await store.keep_page_read(failed)
    assert await store.page_read("s-a") == failed


async def test_names_in_a_thread_are_the_public_ones_of_that_thread_last_first(store: Store) -> None:
    await store.ensure_article(article("a"))
    root = (await publish(store, new("one", author_name="Ann"))).id
    await publish(store, new("elsewhere", author_name="Zoe"))
    made = []
    for name in ("Ben", "Ann"):
        made.append((await publish(store, new("answer", parent=root, author_name=name))).id)
    await add(store, new("answer", parent=root, author_name="Hidden"))
    assert list(await store.names_in_thread(made[0], 10)) == ["Ann", "Ben"]
    assert list(await store.names_in_thread(root, 1)) == ["Ann"]
    assert list(await store.names_in_thread("nobody", 10)) == []
