"""Many comments at once: the preview says what happens, and exactly that happens."""

from __future__ import annotations

import asyncio

import pytest
from msgspec import structs
from tests.houses import Home

from gatepost.conversation.appeal import appeal
from gatepost.conversation.decide import decide
from gatepost.conversation.erase import erase
from gatepost.conversation.queues import bulk
from gatepost.conversation.queues.bulk import GOES, Fate, Prospect, Step
from gatepost.conversation.queues.claim import claim
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.sites import Sites
from gatepost.conversation.withdraw import withdraw
from gatepost.store.ledger.verify import Verification
from gatepost.store.sqlite.audit import open_ledger
from gatepost.vocabulary import Outcome, State

APPROVE, REJECT = Outcome.APPROVE, Outcome.REJECT
LONG = "refer to the bridge that was sold to the friends of the mayor, and nobody dares to say a word of it"


def steps(prospects: list[Prospect]) -> list[Step]:
    return [Step(one.comment, one.seen) for one in prospects if one.fate in GOES]


async def test_the_preview_tells_each_comments_fate(at_home: Home) -> None:
    house = at_home.house
    waits, held, mine, same, other, gone, erased = [
        (await at_home.post(f"refer {number}")).id for number in range(7)
    ]
    public, rejected = (await at_home.post("fine")).id, (await at_home.post("reject it")).id
    await claim(house, "m2", held)
    await claim(house, "m1", mine)
    await decide(house, "m2", same, REJECT, ["threat"])
    await decide(house, "m2", other, APPROVE)
    await withdraw(house, gone)
    await erase(house, erased, "author")
    wanted = [waits, held, mine, same, other, gone, erased, public, rejected, "none", waits]
    found = await bulk.preview(house, "m1", wanted, REJECT, ["threat"])
    assert [(one.comment, one.fate) for one in found] == [
        (waits, Fate.DECIDES),
        (held, Fate.CLAIMED),
        (mine, Fate.DECIDES),
        (same, Fate.STANDS),
        (other, Fate.OVERTURNS),
        (gone, Fate.GONE),
        (erased, Fate.GONE),
        (public, Fate.OVERTURNS),
        (rejected, Fate.STANDS),
        ("none", Fate.GONE),
    ]
    by_id = {one.comment: one for one in found}
    assert by_id[held].claimed_by == "m2"
    assert by_id[mine].claimed_by is None
    told = by_id[same].stands
    assert told is not None
    assert (told.by, told.outcome) == ("moderator:m2", "reject")
    engines = by_id[public].stands
    assert engines is not None
    assert engines.by == "engine"
    # A preview changes nothing.
    assert (await house.find(waits)).state is State.PENDING
    assert await at_home.kinds(waits) == ["submission", "verdict", "decision"]


async def test_what_was_previewed_is_carried_out_each_with_its_own_entry(at_home: Home) -> None:
    house = at_home.house
    made = [(await at_home.post(f"refer {number}")).id for number in range(5)]
    prospects = await bulk.preview(house, "m1", made, REJECT, ["threat", "profanity"])
    await decide(house, "m2", made[2], APPROVE)  # somebody is faster
    results = await bulk.carry_out(house, "m1", steps(prospects), REJECT, ["threat", "profanity"], "wave")
    assert [one.comment for one in results] == made
    assert [one.done for one in results] == [True, True, False, True, True]
    assert results[2].code == "already-decided"
    assert results[2].stands is not None
    assert (results[2].stands.by, results[2].stands.outcome) == ("moderator:m2", "approve")
    assert {one.state for one in results if one.done} == {State.REJECTED}
    assert (await house.find(made[2])).state is State.APPROVED
    for comment in (made[0], made[4]):
        assert await at_home.kinds(comment) == ["submission", "verdict", "decision", "decision"]
        assert (await at_home.store.notes_of(comment))[0][:2] == ("moderator:m1", "wave")
    with open_ledger(at_home.store.path) as ledger:
        assert not list(Verification(ledger).damages())


async def test_two_who_decide_the_same_comments_at_once_never_decide_one_twice(at_home: Home) -> None:
    house = at_home.house
    made = [(await at_home.post(f"refer {number}")).id for number in range(12)]
    prospects = await bulk.preview(house, "m1", made, REJECT, ["threat"])
    one, two = await asyncio.gather(
        bulk.carry_out(house, "m1", steps(prospects), REJECT, ["threat"]),
        bulk.carry_out(house, "m2", steps(prospects), APPROVE),
    )
    for first, second in zip(one, two, strict=True):
        assert first.done is not second.done
        slower = second if first.done else first
        assert slower.code == "already-decided"
        assert await at_home.store.decision_of(first.comment) is not None
    assert sorted([(await house.find(comment)).state.value for comment in made]) == sorted(
        ["rejected"] * sum(r.done for r in one) + ["approved"] * sum(r.done for r in two)
    )


async def test_a_wave_is_decided_together(at_home: Home) -> None:
    wave = [(await at_home.post(LONG + "!" * number)).id for number in range(4)]
    other = (await at_home.post("refer this one alone")).id
    assert await bulk.wave(at_home.house, wave[2]) == wave
    assert await bulk.wave(at_home.house, other) == [other]
    prospects = await bulk.preview(at_home.house, "m1", wave, APPROVE)
    results = await bulk.carry_out(at_home.house, "m1", steps(prospects), APPROVE)
    assert all(one.done and one.state is State.APPROVED for one in results)
    assert await bulk.wave(at_home.house, wave[2]) == []
    with pytest.raises(Refusal):
        await bulk.wave(at_home.house, "none")


async def test_where_two_must_agree_it_is_proposed(at_home: Home) -> None:
    at_home.site = structs.replace(at_home.site, four_eyes=("threat",))
    at_home.house.sites = Sites([at_home.site])
    house = at_home.house
    one, two, three = [(await at_home.post(f"refer {number}")).id for number in range(3)]
    await decide(house, "m2", two, REJECT, ["threat"])
    await decide(house, "m1", three, REJECT, ["threat"])
    found = await bulk.preview(house, "m1", [one, two, three], REJECT, ["threat"])
    assert [(item.fate, item.code) for item in found] == [
        (Fate.PROPOSES, None), (Fate.PROPOSES, None), (Fate.REFUSED, "own-proposal"),
    ]  # fmt: skip
    # The preview does not tell what the colleague would do: the other outcome looks the same.
    (item,) = await bulk.preview(house, "m1", [two], APPROVE)
    assert item.fate is Fate.PROPOSES
    results = await bulk.carry_out(
        house, "m1", [Step(item.comment, item.seen) for item in found], REJECT, ["threat"]
    )
    assert [(item.done, item.proposed, item.code) for item in results] == [
        (True, True, None), (True, False, None), (False, False, "own-proposal"),
    ]  # fmt: skip
    # Two disagree: only an editor goes on.
    await decide(house, "m2", three, APPROVE)
    (item,) = await bulk.preview(house, "m3", [three], REJECT, ["threat"])
    assert (item.fate, item.code) == (Fate.REFUSED, "needs-settling")
    (item,) = await bulk.preview(house, "m3", [three], REJECT, ["threat"], settles=True)
    assert item.fate is Fate.DECIDES


async def test_an_appeal_against_ones_own_decision_is_left_to_others(at_home: Home) -> None:
    house = at_home.house
    for who in ("m1", "m2"):
        await at_home.store.add_moderator(Moderator(who, who, "moderator"))
    comment = (await at_home.post("refer this")).id
    await decide(house, "m1", comment, REJECT, ["threat"])
    await appeal(house, comment, "I meant no harm.")
    (own,) = await bulk.preview(house, "m1", [comment], APPROVE)
    assert (own.fate, own.code) == (Fate.REFUSED, "own-decision")
    (others,) = await bulk.preview(house, "m2", [comment], APPROVE)
    assert others.fate is Fate.OVERTURNS


@pytest.mark.parametrize(
    ("code", "number", "outcome", "clauses"),
    [
        ("too-many", bulk.MOST + 1, REJECT, ["threat"]),
        ("ground-missing", 1, REJECT, []),
        ("ground-missing", 1, Outcome.REFER, []),
        ("unknown-clause", 1, REJECT, ["nonsense"]),
    ],
)
async def test_what_makes_no_sense_is_refused_as_a_whole(
    at_home: Home, code: str, number: int, outcome: Outcome, clauses: list[str]
) -> None:
    ids = [f"c{one}" for one in range(number)]
    with pytest.raises(Refusal) as error:
        await bulk.preview(at_home.house, "m1", ids, outcome, clauses)
    assert error.value.code == code
    with pytest.raises(Refusal) as error:
        await bulk.carry_out(at_home.house, "m1", [Step(one, -1) for one in ids], outcome, clauses)
    assert error.value.code == code


async def test_one_that_goes_wrong_stops_none_of_the_others(at_home: Home) -> None:
    comment = (await at_home.post("refer this")).id
    (prospect,) = await bulk.preview(at_home.house, "m1", [comment], APPROVE)
    results = await bulk.carry_out(
        at_home.house, "m1", [Step("none", -1), Step(comment, prospect.seen)], APPROVE
    )
    assert [(one.done, one.code) for one in results] == [(False, "not-found"), (True, None)]
