"""The seeded conversation: made by the real journey, once, however often the demo starts."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.listed import listed

from gatepost.conversation.decide import decide
from gatepost.conversation.undo import undo
from gatepost.vocabulary import Kind, Outcome, State
from gatepost.web.demo.articles import all_articles, by_slug
from gatepost.web.demo.seed import NIGHT_DESK, planned, seed

BASE = "http://127.0.0.1:8000"


def expected() -> Counter[str]:
    return Counter(
        {"approve": "approved", "reject": "rejected", "": "pending"}[plan.then] for plan in planned()
    )


def test_the_plan_is_sound() -> None:
    keys = [plan.key for plan in planned()]
    assert len(keys) == len(set(keys))
    assert 20 <= len(keys) <= 40
    for at, plan in enumerate(planned()):
        article = by_slug(plan.article)
        assert article is not None
        assert plan.then != "reject" or plan.clause
        if plan.parent:
            parent = planned()[keys.index(plan.parent)]
            assert keys.index(plan.parent) < at
            assert parent.article == plan.article
            assert parent.then == "approve"
    assert {plan.article for plan in planned()} == {article.slug for article in all_articles()}
    assert expected()["rejected"] >= 3
    assert expected()["pending"] >= 2
    assert any(plan.appeal for plan in planned())


async def test_every_comment_takes_the_whole_journey(service, engine) -> None:
    seeded = await seed(service.house, BASE)
    assert seeded.added == len(planned())
    assert seeded.states == expected()
    counts = await service.house.store.counts(None)
    assert counts["appeals"] == 1
    assert counts["unscreened"] == 0
    kinds = Counter([entry.kind async for entry in service.house.store.entries()])
    assert kinds[Kind.SUBMISSION] == len(planned())
    assert kinds[Kind.PUBLICATION] == expected()["approved"]
    assert all(context.article and context.article.body for context in engine.contexts if context.hosts)


async def test_replies_stand_beneath_their_parents(service) -> None:
    await seed(service.house, BASE)
    articles = {article.url: article for article in await service.house.store.articles()}
    meters = articles[f"{BASE}/articles/reading-the-meters"]
    page = await service.house.store.page(meters.id, "oldest", None, 100)
    assert [comment.depth for comment in page.comments] == [0, 1, 2, 0]
    assert meters.title.startswith("After a dry spring")


async def test_seeding_again_adds_and_changes_nothing(service) -> None:
    await seed(service.house, BASE)
    entries = [entry.digest async for entry in service.house.store.entries()]
    again = await seed(service.house, BASE)
    assert again.added == 0
    assert again.states == expected()
    assert [entry.digest async for entry in service.house.store.entries()] == entries
    assert len(await service.house.store.articles()) == len(all_articles())
    assert [person.name for person in await service.house.store.moderators()] == [NIGHT_DESK]


async def test_another_address_has_comments_of_its_own(service) -> None:
    await seed(service.house, BASE)
    elsewhere = BASE.replace("127.0.0.1", "localhost")
    assert (await seed(service.house, elsewhere)).added == len(planned())
    articles = {article.url: article for article in await service.house.store.articles()}
    meters = articles[f"{elsewhere}/articles/reading-the-meters"]
    assert len((await service.house.store.page(meters.id, "oldest", None, 100)).comments) == 4


async def test_what_people_did_since_is_left_alone(service) -> None:
    await seed(service.house, BASE)
    (waiting, *_) = await listed(service.house.store, None, "referred", None, 10)
    await decide(service.house, "mina", waiting.comment.id, Outcome.APPROVE)
    await undo(service.house, "mina", waiting.comment.id)
    await seed(service.house, BASE)
    comment = await service.house.store.comment(waiting.comment.id)
    assert comment.state is State.PENDING


async def test_a_demo_restarted_days_later_is_not_seeded_twice(service) -> None:
    await seed(service.house, BASE)
    before = await service.house.store.counts(None)
    clock = service.house.clock
    service.house.clock = lambda: clock() + 3 * 24 * 3600 * 1_000_000
    again = await seed(service.house, BASE)
    assert again.added == 0
    assert await service.house.store.counts(None) == before


async def test_an_unknown_origin_says_what_to_do(service) -> None:
    with pytest.raises(ValueError, match="add it to the demo site's origins"):
        await seed(service.house, "http://elsewhere.example")
