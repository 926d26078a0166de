"""Versions of the rules and drafts of the next one, in every store."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from msgspec import structs
from tests.contract.making import add, article, carry, change, new, publish

from gatepost.conversation import entries
from gatepost.conversation.modes import Mode, Modes
from gatepost.conversation.ports import Store
from gatepost.conversation.rules.ports import MOST_DRAFTS, RulesChanged
from gatepost.conversation.rules.records import FileSaid, RuleDraft, RuleSettings, SiteRules, Version
from gatepost.vocabulary import DESK_CHAIN, State

SITES = {"s": SiteRules(Modes(Mode.ADVISE, {"ar": Mode.AUTOMATIC}, {"ar/threat": Mode.ADVISE}), ("threat",))}
FIRST = Version(
    1,
    "paper@00000001",
    '# ZWNJ: می‌خواهم\nname = "paper"',
    RuleSettings(SITES, FileSaid("paper@0")),
    "settings",
    5,
)
SECOND = structs.replace(FIRST, number=2, version="paper@00000002", by="moderator:m", at=6, note="زۆر سوپاس")


async def kept(store: Store, version: Version) -> None:
    await store.rules.publish(version, entries.guidelines(version))


async def test_versions_come_back_as_they_were(lasting: Store, make_store: Callable[[], Store]) -> None:
    assert await lasting.rules.newest() is None
    await kept(lasting, FIRST)
    await kept(lasting, SECOND)
    assert await lasting.rules.newest() == SECOND
    assert list(await lasting.rules.versions()) == [FIRST, SECOND]
    assert await lasting.rules.version(1) == FIRST
    assert await lasting.rules.version(3) is None
    again = make_store()
    await again.open()
    assert await again.rules.newest() == SECOND
    await again.close()


async def test_each_version_is_an_entry_of_the_desks_chain_without_words(store: Store) -> None:
    await kept(store, FIRST)
    await kept(store, SECOND)
    written = [entry async for entry in store.entries(DESK_CHAIN)]
    assert [(entry.kind.value, entry.comment, entry.at) for entry in written] == [
        ("guidelines", FIRST.version, 5),
        ("guidelines", SECOND.version, 6),
    ]
    assert written[1].body == {
        "number": 2,
        "version": SECOND.version,
        "sites": SECOND.settings.version,
        "by": "moderator:m",
    }
    assert "سوپاس".encode() not in written[1].canonical


async def test_of_two_that_want_to_be_the_next_version_one_is_refused(store: Store) -> None:
    await kept(store, FIRST)
    rival = structs.replace(SECOND, version="paper@00000003")
    results = await asyncio.gather(kept(store, SECOND), kept(store, rival), return_exceptions=True)
    refused = [one for one in results if one is not None]
    assert len(refused) == 1
    assert isinstance(refused[0], RulesChanged)
    assert refused[0].newest == 2
    assert len(await store.rules.versions()) == 2
    assert len([entry async for entry in store.entries(DESK_CHAIN)]) == 2


async def test_a_gap_in_the_numbers_is_refused(store: Store) -> None:
    with pytest.raises(RulesChanged):
        await kept(store, SECOND)
    assert await store.rules.newest() is None


async def test_drafts_are_kept_once_and_the_oldest_forgotten(store: Store) -> None:
    drafts = [RuleDraft(1, f"text {n}", SITES, "moderator:m", n) for n in range(MOST_DRAFTS + 2)]
    for draft in drafts:
        await store.rules.keep_draft(draft)
    await store.rules.keep_draft(drafts[-1])
    found = await store.rules.drafts()
    assert list(found) == drafts[:1:-1]
    assert await store.rules.draft(drafts[0].id) is None
    assert await store.rules.draft(drafts[-1].id) == drafts[-1]
    await store.rules.forget_draft(drafts[-1].id)
    assert await store.rules.draft(drafts[-1].id) is None


async def test_the_newest_comments_with_text_whatever_became_of_them(store: Store) -> None:
    await store.ensure_article(article())
    made = [new() for _ in range(4)]
    await add(store, made[0])
    for one in made[1:]:
        await publish(store, one)
    await carry(store, change(made[1].id, State.WITHDRAWN, entries.withdrawal(), expected=(State.APPROVED,)))
    erased = change(
        made[2].id, State.ERASED, entries.erasure("author"), expected=(State.APPROVED,), erase=True
    )
    await carry(store, erased)
    ids = [one.id for one in made]
    assert list(await store.rules.newest_comments(9)) == [ids[3], ids[1], ids[0]]
    assert list(await store.rules.newest_comments(2)) == [ids[3], ids[1]]
