"""Claiming cards and saving views."""

from __future__ import annotations

from collections.abc import Awaitable

import pytest
from tests.houses import Home

from gatepost.conversation.decide import decide
from gatepost.conversation.queues import saved
from gatepost.conversation.queues.claim import LONGEST, claim, release
from gatepost.conversation.refusals import Refusal
from gatepost.vocabulary import Outcome


async def refused(code: str, step: Awaitable[object]) -> None:
    with pytest.raises(Refusal) as error:
        await step
    assert error.value.code == code


async def test_a_colleague_sees_who_holds_the_card_and_until_when(at_home: Home) -> None:
    house, comment = at_home.house, (await at_home.post("refer this")).id
    mine = await claim(house, "m1", comment, 60)
    assert mine.until - at_home.clock.at == 60_000_000
    assert await claim(house, "m2", comment) == mine
    at_home.clock.at = mine.until
    theirs = await claim(house, "m2", comment)
    assert theirs.moderator == "m2"
    assert not await release(house, "m1", comment)
    assert await release(house, "m2", comment)
    assert (await claim(house, "m1", comment, 10**9)).until <= at_home.clock.at + LONGEST * 1_000_000
    await refused("not-found", claim(house, "m1", "none"))


async def test_a_claim_is_a_courtesy_and_ends_with_the_decision(at_home: Home) -> None:
    house, comment = at_home.house, (await at_home.post("refer this")).id
    await claim(house, "m1", comment)
    await decide(house, "m2", comment, Outcome.APPROVE)
    assert await at_home.store.claims.all(at_home.clock.at) == []


async def test_views_keep_their_query_as_it_is_read(at_home: Home) -> None:
    house = at_home.house
    view = await saved.save(house, "m1", "Arabic threats", "?clause=threat&language=ar&order=risk&least=.80")
    assert view.query == "order=risk&language=ar&clause=threat&least=0.8"
    renamed = await saved.change(house, "m1", view.id, name="Threats", shared=True)
    assert (renamed.name, renamed.query, renamed.shared) == ("Threats", view.query, True)
    assert await saved.of(house, "m2") == [renamed]
    changed = await saved.change(house, "m1", view.id, query="kind=appeals")
    assert (changed.name, changed.query) == ("Threats", "kind=appeals")
    await saved.delete(house, "m1", view.id)
    assert await saved.of(house, "m1") == []


async def test_views_that_cannot_be(at_home: Home) -> None:
    house = at_home.house
    view = await saved.save(house, "m1", "mine", "")
    other = await saved.save(house, "m1", "other", "order=newest", shared=True)
    await refused("filter-invalid", saved.save(house, "m1", "bad", "order=best"))
    await refused("filter-invalid", saved.save(house, "m1", "bad", "colour=red"))
    await refused("filter-invalid", saved.change(house, "m1", view.id, query="least=2"))
    await refused("name-invalid", saved.save(house, "m1", " ", ""))
    await refused("name-invalid", saved.change(house, "m1", view.id, name="x" * 81))
    await refused("name-taken", saved.save(house, "m1", "mine", ""))
    await refused("name-taken", saved.change(house, "m1", view.id, name="other"))
    await refused("not-found", saved.change(house, "m2", view.id, name="theirs"))  # not shared
    await refused("not-yours", saved.change(house, "m2", other.id, name="theirs"))
    await refused("not-yours", saved.delete(house, "m2", other.id))
    await refused("not-found", saved.delete(house, "m1", "none"))
    for number in range(saved.MOST - 2):
        await saved.save(house, "m1", f"view {number}", "")
    await refused("too-many", saved.save(house, "m1", "one more", ""))
