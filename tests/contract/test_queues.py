"""What every store promises about the desk's lists."""

from __future__ import annotations

import asyncio
import random

import pytest
from tests.contract.making import add, article, carry, change, new, publish, rejection

from gatepost.conversation import entries
from gatepost.conversation.authors.records import NewAuthor
from gatepost.conversation.ports import CursorInvalid, Store
from gatepost.conversation.queues.records import COUNTED, WAITING, Filter, Kind, Order, Wanted
from gatepost.conversation.records import AppealRecord, NewComment, ReportRecord
from gatepost.vocabulary import Decision, Finding, Outcome, State, Verdict

NOW = 10_000_000


async def refer(
    store: Store, comment: NewComment, risk: float = 0.5, language: str = "en", **grounds: float
) -> str:
    """A comment that waits for a person."""
    await add(store, comment)
    found = tuple(Finding(clause.replace("_", "-"), chance, "c") for clause, chance in grounds.items())
    verdict = Verdict(Outcome.REFER, found, {}, risk, language, "e", "g")
    decision = Decision(Outcome.REFER, "engine")
    drafts = (entries.verdict(verdict), entries.decision(decision))
    await carry(store, change(comment.id, State.PENDING, *drafts, verdict=verdict, decision=decision))
    return comment.id


async def approve(store: Store, comment: str, by: str = "moderator:m", was: State = State.PENDING) -> None:
    record = await store.comment(comment)
    assert record is not None
    decision = Decision(Outcome.APPROVE, by)
    drafts = (entries.decision(decision), entries.publication(record.digest))
    await carry(
        store, change(comment, State.APPROVED, *drafts, decision=decision, publish=True, expected=(was,))
    )


async def listed(store: Store, wanted: Wanted, limit: int = 3, moderator: str = "m") -> list[str]:
    """Every comment of a list, page by page."""
    found: list[str] = []
    after: str | None = None
    while True:
        page = await store.queues.page(wanted, moderator=moderator, now=NOW, after=after, limit=limit)
        found += [item.comment.id for item in page.items]
        after = page.after
        if after is None:
            return found


async def counted(store: Store, wanted: Filter = Filter(), moderator: str = "m") -> dict[str, int]:  # noqa: B008
    found = await store.queues.counts(wanted, moderator=moderator, now=NOW)
    return {kind.value: number for kind, number in found.items() if number}


async def house(store: Store) -> None:
    for site, key in (("s", "a"), ("s", "b"), ("t", "a")):
        await store.ensure_article(article(key, site))


async def test_each_order_goes_through_the_whole_list(store: Store) -> None:
    await house(store)
    risks = [0.3, 0.9, 0.3, 0.1, 0.9, 0.5, 0.3]
    made = [await refer(store, new(), risk) for risk in risks]
    by_risk = [made[at] for at in (1, 4, 5, 0, 2, 6, 3)]
    for limit in (1, 2, 3, 7, 20):
        assert await listed(store, Wanted(order=Order.OLDEST), limit) == made
        assert await listed(store, Wanted(order=Order.NEWEST), limit) == made[::-1]
        assert await listed(store, Wanted(order=Order.RISK), limit) == by_risk
        assert sorted(await listed(store, Wanted(order=Order.SIMILARITY), limit)) == sorted(made)
    assert await counted(store) == {"referred": 7}


async def test_a_cursor_keeps_its_place_when_its_comment_is_decided(store: Store) -> None:
    await house(store)
    made = [await refer(store, new(), risk) for risk in (0.4, 0.2, 0.9, 0.6, 0.4)]
    for order in (Order.OLDEST, Order.NEWEST, Order.RISK):
        everything = await listed(store, Wanted(order=order))
        first = await store.queues.page(Wanted(order=order), moderator="m", now=NOW, limit=2)
        middle = first.items[1].comment.id
        assert first.after == first.cursors[1]
        await approve(store, middle)
        following = await store.queues.page(
            Wanted(order=order), moderator="m", now=NOW, after=first.after, limit=9
        )
        assert [item.comment.id for item in following.items] == everything[2:]
        by_id = await store.queues.page(Wanted(order=order), moderator="m", now=NOW, after=middle, limit=9)
        assert [item.comment.id for item in by_id.items] == everything[2:]
        made.remove(middle)
    assert await listed(store, Wanted()) == made


@pytest.mark.parametrize("after", ["nonsense", "W10", "", "é", "x" * 500, "WyJyaXNrIixbMSwyXV0"])
async def test_a_cursor_of_nobody_is_refused(store: Store, after: str) -> None:
    await house(store)
    made = [await refer(store, new()) for _ in range(3)]
    if not after:
        assert (await store.queues.page(Wanted(), moderator="m", now=NOW, after=after)).items[
            0
        ].comment.id == made[0]
        return
    with pytest.raises(CursorInvalid):
        await store.queues.page(Wanted(), moderator="m", now=NOW, after=after)
    by_risk = await store.queues.page(Wanted(order=Order.RISK), moderator="m", now=NOW, limit=1)
    with pytest.raises(CursorInvalid):  # of another order
        await store.queues.page(Wanted(), moderator="m", now=NOW, after=by_risk.after)


async def test_filters(store: Store) -> None:
    await house(store)
    one = await refer(
        store,
        new(author="ann", new_author=NewAuthor("ann", b"key"), submitted_at=1_000_000),
        0.9,
        "ar",
        threat=0.8,
    )
    two = await refer(store, new(where="s-b", submitted_at=2_000_000), 0.5, "en", threat=0.2, off_topic=0.9)
    three = await refer(store, new(where="t-a", author="ann", submitted_at=3_000_000), 0.1, "en")

    async def matching(**fields: object) -> list[str]:
        wanted = Filter(**fields)  # type: ignore[arg-type]
        found = await listed(store, Wanted(filter=wanted))
        assert (await counted(store, wanted)).get("referred", 0) == len(found)
        return found

    assert await matching() == [one, two, three]
    assert await matching(site="t") == [three]
    assert await matching(article="s-b") == [two]
    assert await matching(language="en") == [two, three]
    assert await matching(clause="threat") == [one, two]
    assert await matching(clause="threat", least=500_000) == [one]
    assert await matching(clause="threat", most=500_000) == [two]
    assert await matching(clause="off-topic", least=900_000, most=900_000) == [two]
    assert await matching(clause="off") == []
    assert await matching(least=500_000) == [one, two]
    assert await matching(most=500_000) == [two, three]
    assert await matching(since=2_000_000) == [two, three]
    assert await matching(until=2_000_000) == [one]
    assert await matching(older=8) == [one]  # now is 10 s
    assert await matching(newer=8) == [two, three]
    assert await matching(newer=8, since=3_000_000) == [three]
    assert await matching(author="ann", language="en") == [three]
    assert await matching(by="engine") == []


async def test_what_is_in_which_list(store: Store) -> None:
    await house(store)
    waiting = await refer(store, new())
    engine, rejected, mine, others = new(), new(), await refer(store, new()), await refer(store, new())
    await publish(store, engine)
    await add(store, rejected)
    await carry(store, rejection(rejected))
    await approve(store, mine)
    await approve(store, others, "moderator:n")
    await add(store, new())  # not screened yet
    appeal = AppealRecord("a1", rejected.id, "No.", 50)
    await carry(
        store,
        change(
            rejected.id,
            State.REJECTED,
            entries.appeal("a1", b"d"),
            expected=(State.REJECTED,),
            appeal=appeal,
        ),
    )
    flag = ReportRecord("r1", engine.id, "threat", 60)
    await carry(
        store,
        change(
            engine.id,
            State.APPROVED,
            entries.report("r1", "threat"),
            expected=(State.APPROVED,),
            report=flag,
        ),
    )
    expected = {
        Kind.REFERRED: [waiting],
        Kind.APPEALS: [rejected.id],
        Kind.REPORTS: [engine.id],
        Kind.SECOND: [],
        Kind.ESCALATED: [],
        Kind.QUESTIONS: [],
        Kind.ENGINE: [rejected.id, engine.id],
        Kind.DECIDED: [others, mine, rejected.id, engine.id],
        Kind.MINE: [mine],
    }
    assert set(expected) == set(COUNTED)
    for kind, ids in expected.items():
        assert await listed(store, Wanted(kind), limit=1) == ids, kind
        for order in Order:
            assert sorted(await listed(store, Wanted(kind, order=order), limit=2)) == sorted(ids)
    assert await counted(store) == {kind.value: len(ids) for kind, ids in expected.items() if ids}
    assert await listed(store, Wanted(Kind.MINE), moderator="n") == [others]
    assert await listed(store, Wanted(Kind.DECIDED, Filter(by="moderator"))) == [others, mine]
    assert await listed(store, Wanted(Kind.DECIDED, Filter(by="moderator:n"))) == [others]
    assert await listed(store, Wanted(Kind.DECIDED, Filter(by="engine"))) == [rejected.id, engine.id]
    assert len(await listed(store, Wanted(Kind.ALL))) == 6
    later = NOW + 8 * 24 * 3_600 * 1_000_000
    assert (await store.queues.counts(Filter(), moderator="m", now=later))[Kind.ENGINE] == 0


async def test_a_card_knows_the_standing_decision_and_its_risk(store: Store) -> None:
    await house(store)
    comment = await refer(store, new(), 0.7)
    (item,) = (await store.queues.page(Wanted(), moderator="m", now=NOW)).items
    assert item == await store.queue_item(comment)
    standing = await store.decision_of(comment)
    assert standing is not None
    assert (item.risk, item.seq, item.claim) == (700_000, standing[1], None)


async def test_place_of_a_comment_and_of_one_that_left(store: Store) -> None:
    await house(store)
    made = [await refer(store, new(), risk) for risk in (0.1, 0.3, 0.2)]
    wanted = Wanted(order=Order.RISK)
    place = await store.queues.place(wanted, made[2], moderator="m", now=NOW)
    assert place is not None
    assert (place.before, place.total, place.listed) == (1, 3, True)
    assert (place.previous, place.next) == (made[1], made[0])
    await approve(store, made[2])
    place = await store.queues.place(wanted, made[2], moderator="m", now=NOW)
    assert place is not None
    assert (place.before, place.total, place.listed) == (1, 2, False)
    assert (place.previous, place.next) == (made[1], made[0])
    page = await store.queues.page(wanted, moderator="m", now=NOW, after=place.after)
    assert [item.comment.id for item in page.items] == [made[0]]
    assert await store.queues.place(wanted, "none", moderator="m", now=NOW) is None
    assert await store.queues.place(Wanted(Kind.APPEALS), made[0], moderator="m", now=NOW) is None
    assert await store.queues.place(Wanted(Kind.SECOND), made[0], moderator="m", now=NOW) is None


async def test_counts_are_what_is_listed_while_many_write(store: Store) -> None:
    await house(store)
    chance = random.Random(7)
    running = True
    seen: list[str] = []

    async def writes(number: int) -> None:
        for step in range(12):
            comment = await refer(store, new(), chance.random(), chance.choice(["en", "ar"]))
            if (number + step) % 3:
                await approve(store, comment, chance.choice(["moderator:m", "moderator:n"]))

    async def reads() -> None:
        while running:
            counts = await store.queues.counts(Filter(), moderator="m", now=NOW)
            by_language = [
                await store.queues.counts(Filter(language=one), moderator="m", now=NOW)
                for one in ("en", "ar")
            ]
            assert all(number >= 0 for one in (counts, *by_language) for number in one.values())
            # Decided comments only grow here, so one look after another may only see more.
            assert counts[Kind.DECIDED] <= sum(one[Kind.DECIDED] for one in by_language)
            assert counts[Kind.MINE] <= counts[Kind.DECIDED]

    async def pages() -> None:
        """Walks the list while it grows: nothing twice, nothing that waits all the time left out."""
        first = [await refer(store, new()) for _ in range(10)]
        found = await listed(store, Wanted(), limit=2)
        assert len(found) == len(set(found))
        assert set(first) <= set(found)
        seen.extend(first)

    reader = asyncio.create_task(reads())
    await asyncio.gather(*(writes(number) for number in range(8)), pages(), pages())
    running = False
    await reader
    counts = await store.queues.counts(Filter(), moderator="m", now=NOW)
    for kind in (*WAITING, Kind.DECIDED, Kind.MINE):
        assert counts[kind] == len(await listed(store, Wanted(kind), limit=50)), kind
    assert counts[Kind.REFERRED] == 8 * 4 + 20
    assert set(seen) <= set(await listed(store, Wanted()))
