"""What every store promises about saved views."""

from __future__ import annotations

import pytest

from gatepost.conversation.ports import NameTaken, Store
from gatepost.conversation.queues.records import View


def view(id_: str, name: str, moderator: str = "m", query: str = "order=risk", shared: bool = False) -> View:
    return View(id_, moderator, name, query, shared, 5)


async def test_ones_own_and_the_shared_ones_by_name(store: Store) -> None:
    made = [
        view("1", "threats"),
        view("2", "Arabic first"),
        view("3", "İstanbul", "n", shared=True),
        view("4", "secret", "n"),
        view("5", "çok eski", "token.ab", shared=True),
    ]
    for one in made:
        await store.views.add(one)
    assert await store.views.of("m") == [made[1], made[4], made[2], made[0]]
    assert await store.views.of("n") == [made[4], made[2], made[3]]
    assert await store.views.of("x") == [made[4], made[2]]
    assert await store.views.view("4") == made[3]
    assert await store.views.view("none") is None


async def test_names_are_ones_own(store: Store) -> None:
    await store.views.add(view("1", "a"))
    await store.views.add(view("2", "a", "n"))
    await store.views.add(view("3", "b"))
    with pytest.raises(NameTaken):
        await store.views.add(view("4", "a"))
    with pytest.raises(NameTaken):
        await store.views.change(view("3", "a"))
    assert [one.name for one in await store.views.of("m")] == ["a", "b"]


async def test_renamed_changed_deleted(store: Store) -> None:
    await store.views.add(view("1", "a"))
    changed = view("1", "z", query="kind=appeals", shared=True)
    await store.views.change(changed)
    assert await store.views.view("1") == changed
    with pytest.raises(KeyError):
        await store.views.change(view("2", "b"))
    assert await store.views.delete("1")
    assert not await store.views.delete("1")
    assert await store.views.of("m") == []
