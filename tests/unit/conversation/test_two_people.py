"""Whatever two moderators do in whatever order: on a clause for four eyes, one alone decides nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import suppress

import pytest
from msgspec import structs
from tests.houses import Home

from gatepost.conversation.appeal import answer_appeal, appeal
from gatepost.conversation.decide import decide
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.report import report
from gatepost.conversation.sites import Sites
from gatepost.conversation.undo import undo
from gatepost.store.ledger.verify import Verification
from gatepost.store.sqlite.audit import open_ledger
from gatepost.vocabulary import Entry, Kind, Outcome, State

PEOPLE = ("m1", "m2")
ACTIONS = ("approve", "approve", "reject", "undo", "uphold", "overturn", "appeal", "report")
BEGINNINGS = ("refer this", "refer that", "reject this", "fine")
STEPS = 10


def people_behind(entries: Sequence[Entry]) -> set[str]:
    """Whose looks, not taken back, agree with the newest decision; told from the entries alone."""
    looks: dict[int, Entry] = {}
    final = entries[-1]
    for entry in entries[:-1]:
        if entry.kind is not Kind.DECISION:
            continue
        looks.pop(entry.body.get("undoes", -1), None)
        if entry.body.get("proposes") == final.body["outcome"]:
            looks[entry.seq] = entry
    return {final.body["by"], *(entry.body["by"] for entry in looks.values())}


def plan(chance: random.Random) -> Iterator[tuple[str, str]]:
    """Steps of either, and now and then both one after the other the same."""
    for _ in range(STEPS):
        action = chance.choice(ACTIONS)
        both = chance.random() < 0.4
        for who in chance.sample(PEOPLE, 2 if both else 1):
            yield who, action


async def act(home: Home, who: str, action: str, comment: str) -> None:
    match action:
        case "approve":
            await decide(home.house, who, comment, Outcome.APPROVE)
        case "reject":
            await decide(home.house, who, comment, Outcome.REJECT, ["threat"])
        case "undo":
            await undo(home.house, who, comment)
        case "appeal":
            await appeal(home.house, comment, "Please.")
        case "report":
            await report(home.house, comment, "profanity", reporter=who)
        case _:
            await answer_appeal(home.house, who, comment, action == "uphold")


@pytest.mark.parametrize("seed", range(4))
async def test_nothing_is_published_or_rejected_by_fewer_than_two(at_home: Home, seed: int) -> None:
    at_home.site = structs.replace(at_home.site, four_eyes=("threat",))
    at_home.house.sites = Sites([at_home.site])
    for who in PEOPLE:
        await at_home.store.add_moderator(Moderator(who, who, "moderator"))
    chance = random.Random(seed)
    reached: set[tuple[State, State]] = set()
    for _ in range(30):
        comment = await at_home.post(chance.choice(BEGINNINGS))
        threatening = comment.text != "fine"
        for who, action in plan(chance):
            before = await at_home.house.find(comment.id)
            stood = await at_home.store.decision_of(comment.id)
            with suppress(Refusal):
                await act(at_home, who, action, comment.id)
            after = await at_home.house.find(comment.id)
            history = await at_home.store.history(comment.id)
            assert history is not None
            if before.state is after.state or after.state is State.PENDING:
                continue
            taken = [entry for entry in history.entries if entry.kind is Kind.DECISION]
            if "undoes" in taken[-1].body:  # an overturned rejection stands again, as it stood before
                assert stood is not None
                assert after.state is State.REJECTED
                continue
            reached.add((before.state, after.state))
            on_threat = threatening or after.state is State.REJECTED or bool(stood and stood[0].grounds)
            if on_threat:
                until = history.entries[: history.entries.index(taken[-1]) + 1]
                assert len(people_behind(until)) == 2, [entry.body for entry in taken]
    assert {(State.PENDING, State.REJECTED), (State.PENDING, State.APPROVED)} <= reached
    with open_ledger(at_home.store.path) as ledger:
        assert [str(one) for one in Verification(ledger).damages()] == []
