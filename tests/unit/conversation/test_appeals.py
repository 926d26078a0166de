"""An appeal is answered by somebody who had no part in the decision, as long as there is one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

import pytest
from msgspec import structs
from tests.houses import Home

from gatepost.conversation.appeal import answer_appeal, appeal
from gatepost.conversation.decide import decide
from gatepost.conversation.queues.records import Kind, Wanted
from gatepost.conversation.records import CommentRecord, Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.second_looks.impartial import Seat, seat
from gatepost.conversation.statement import statement_of
from gatepost.conversation.undo import undo
from gatepost.vocabulary import LANGUAGES, Outcome, State

REJECT = Outcome.REJECT


async def refused(code: str, step: Awaitable[object]) -> None:
    with pytest.raises(Refusal) as error:
        await step
    assert error.value.code == code
    assert error.value.detail.endswith(".")


async def sit(home: Home, *people: tuple[str, str]) -> None:
    for who, role in people:
        await home.store.add_moderator(Moderator(who, who, role))


async def appealed(home: Home, by: str = "m1") -> CommentRecord:
    """A rejection by this moderator, and the author's objection."""
    comment = await home.post("refer this")
    rejected = await decide(home.house, by, comment.id, REJECT, ["threat"])
    await appeal(home.house, comment.id, "Please look again.")
    return rejected


@pytest.mark.parametrize(
    ("part", "who", "deciders", "found"),
    [
        ((), "m1", ("m1",), Seat.FREE),
        (("m2",), "m1", ("m1", "m2"), Seat.FREE),
        (("m1",), "m1", ("m1", "m2"), Seat.OWN),
        (("m1",), "m1", ("m1",), Seat.ALONE),
        (("m1", "m2"), "m1", ("m1", "m2"), Seat.NOBODY_ELSE),
        (("m1", "m2"), "m1", ("m1", "m2", "m3"), Seat.OWN),
        (("token.a",), "token.a", ("m1",), Seat.OWN),
        (("token.a",), "token.a", (), Seat.OWN),
        (("m1",), "m1", (), Seat.OWN),
    ],
)
def test_how_one_stands_to_an_appeal(part: object, who: str, deciders: object, found: Seat) -> None:
    assert seat(part, who, deciders) is found  # type: ignore[arg-type]


async def test_who_decided_does_not_answer(at_home: Home) -> None:
    await sit(at_home, ("m1", "moderator"), ("m2", "moderator"))
    comment = await appealed(at_home)
    for uphold in (True, False):
        await refused("own-decision", answer_appeal(at_home.house, "m1", comment.id, uphold))
    await refused("own-decision", decide(at_home.house, "m1", comment.id, Outcome.APPROVE))
    await refused("own-decision", decide(at_home.house, "m1", comment.id, REJECT, ["threat"]))
    await answer_appeal(at_home.house, "m2", comment.id, True, "It stays.")
    history = await at_home.store.history(comment.id)
    assert history is not None
    answer = history.entries[-1]
    assert (answer.body["by"], answer.body["uphold"]) == ("moderator:m2", True)
    assert answer.body["appeal"] == (await at_home.store.appeal_of(comment.id)).id  # type: ignore[union-attr]


async def test_what_the_engine_decided_anybody_answers(at_home: Home) -> None:
    await sit(at_home, ("m1", "moderator"), ("m2", "moderator"))
    comment = await at_home.post("reject this")
    await appeal(at_home.house, comment.id, "Please.")
    assert (await answer_appeal(at_home.house, "m1", comment.id, False)).state is State.APPROVED


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_only_moderator_answers_and_the_author_is_told(at_home: Home, language: str) -> None:
    others = (("a1", "auditor"), ("gone", "admin"))
    await sit(at_home, ("m1", "moderator"), *others)
    await at_home.store.add_moderator(Moderator("gone", "gone", "admin", disabled=True))
    comment = await appealed(at_home)
    before = await statement_of(at_home.house, comment, language)
    await answer_appeal(at_home.house, "m1", comment.id, True, "It stays.")
    after = await statement_of(at_home.house, comment, language)
    assert before is not None
    assert after is not None
    assert after.appeal.same_person
    assert not before.appeal.same_person
    if language == "en":
        assert "This newsroom has one moderator: the same person" in after.text
    standing = await at_home.store.decision_of(comment.id)
    assert standing is not None
    assert standing[0].mode == "one-moderator"


async def test_a_program_never_answers_for_itself(at_home: Home) -> None:
    comment = await appealed(at_home, by="token.0123")
    await refused("own-decision", answer_appeal(at_home.house, "token.0123", comment.id, True))
    await sit(at_home, ("m1", "moderator"))
    await refused("own-decision", answer_appeal(at_home.house, "token.0123", comment.id, True))
    await answer_appeal(at_home.house, "m1", comment.id, True)
    said = await statement_of(at_home.house, comment, "en")
    assert said is not None
    assert not said.appeal.same_person


async def test_a_moderator_who_came_meanwhile_answers(at_home: Home) -> None:
    await sit(at_home, ("m1", "moderator"))
    comment = await appealed(at_home)
    await sit(at_home, ("m2", "moderator"))
    await refused("own-decision", answer_appeal(at_home.house, "m1", comment.id, True))
    await answer_appeal(at_home.house, "m2", comment.id, True)


async def test_an_earlier_decision_bars_nobody(at_home: Home) -> None:
    """Only the decision appealed against counts, not one that was overturned before it."""
    await sit(at_home, *((who, "moderator") for who in ("m1", "m2", "m3")))
    comment = await at_home.post("refer this")
    await decide(at_home.house, "m1", comment.id, REJECT, ["threat"])
    await decide(at_home.house, "m2", comment.id, Outcome.APPROVE)
    await decide(at_home.house, "m3", comment.id, REJECT, ["threat"])
    await appeal(at_home.house, comment.id, "Please.")
    await answer_appeal(at_home.house, "m1", comment.id, True)


async def test_an_appeal_answered_twice_at_once_has_one_answer(at_home: Home) -> None:
    for _ in range(8):
        comment = await appealed(at_home)
        results = await asyncio.gather(
            answer_appeal(at_home.house, "m2", comment.id, True, "No."),
            answer_appeal(at_home.house, "m3", comment.id, False, "Yes."),
            return_exceptions=True,
        )
        done = [one for one in results if isinstance(one, CommentRecord)]
        codes = [one.code for one in results if isinstance(one, Refusal)]
        assert len(done) == 1
        assert codes[0] in ("already-decided", "no-open-appeal")
        answered = await at_home.store.appeal_of(comment.id)
        assert answered is not None
        assert answered.answered_by == ("m2" if done[0].state is State.REJECTED else "m3")


async def test_an_answer_taken_back_bars_the_same_people_as_before(at_home: Home) -> None:
    await sit(at_home, *((who, "moderator") for who in ("m1", "m2")))
    comment = await appealed(at_home)
    await answer_appeal(at_home.house, "m2", comment.id, False)
    await undo(at_home.house, "m2", comment.id)
    await refused("own-decision", answer_appeal(at_home.house, "m1", comment.id, True))
    await answer_appeal(at_home.house, "m2", comment.id, True)


async def test_appeals_that_one_may_answer_come_first(at_home: Home) -> None:
    await sit(at_home, *((who, "moderator") for who in ("m1", "m2")))
    comments = [(await appealed(at_home, by)).id for by in ("m1", "m2", "m1", "m2")]

    async def order(who: str, after: str | None = None, limit: int = 9) -> list[str]:
        found = await at_home.store.queues.page(
            Wanted(Kind.APPEALS), moderator=who, now=0, after=after, limit=limit
        )
        return [item.comment.id for item in found.items]

    one, two, three, four = comments
    assert await order("m1") == [two, four, one, three]
    assert await order("m2") == [one, three, two, four]
    assert await order("m3") == comments
    assert await order("m1", limit=2) == [two, four]
    assert await order("m1", after=four) == [one, three]
    assert await order("m1", after=four, limit=1) == [one]
    page = await at_home.store.queues.page(Wanted(Kind.APPEALS), moderator="m1", now=0, limit=1)
    assert page.items[0].part == {"m2"}
    going_on = await at_home.store.queues.page(
        Wanted(Kind.APPEALS), moderator="m1", now=0, after=page.after, limit=3
    )
    assert [item.comment.id for item in going_on.items] == [four, one, three]


@pytest.mark.parametrize("step", ["approve", "undo"])
async def test_an_appeal_between_looking_and_deciding_is_not_passed_over(
    at_home: Home, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Else it would wait for ever, and the author could never appeal again."""
    await sit(at_home, ("m1", "moderator"), ("m2", "moderator"))
    comment = await at_home.post("refer this")
    await decide(at_home.house, "m1", comment.id, REJECT, ["threat"])
    apply = at_home.store.apply

    async def late(changes: object) -> object:
        monkeypatch.setattr(at_home.store, "apply", apply)
        await appeal(at_home.house, comment.id, "Please look again.")
        return await apply(changes)  # type: ignore[arg-type]

    monkeypatch.setattr(at_home.store, "apply", late)
    if step == "approve":
        await refused("already-decided", decide(at_home.house, "m1", comment.id, Outcome.APPROVE))
    else:
        await refused("already-decided", undo(at_home.house, "m1", comment.id))
    assert (await at_home.house.find(comment.id)).state is State.REJECTED
    await answer_appeal(at_home.house, "m2", comment.id, False)
    assert (await at_home.house.find(comment.id)).state is State.APPROVED


async def test_an_upheld_rejection_stands_by_the_wording_it_was_made_under(at_home: Home) -> None:
    await sit(at_home, ("m1", "moderator"), ("m2", "moderator"))
    comment = await appealed(at_home)
    before = at_home.house.guidelines.version
    fewer = at_home.house.guidelines.clauses[:-1]
    at_home.house.guidelines = structs.replace(at_home.house.guidelines, clauses=fewer)
    assert at_home.house.guidelines.version != before
    await answer_appeal(at_home.house, "m2", comment.id, uphold=True)
    standing = await at_home.store.decision_of(comment.id)
    assert standing is not None
    assert (standing[0].by, standing[0].guidelines) == ("moderator:m2", before)
