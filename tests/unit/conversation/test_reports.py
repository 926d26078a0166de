"""Reports by readers: each reader once, reviewed once, those without ground kept but not brought up."""

from __future__ import annotations

import asyncio

import pytest
from tests.houses import Home
from tests.listed import listed

from gatepost.conversation.appeal import answer_appeal, appeal
from gatepost.conversation.decide import decide
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.report import report
from gatepost.conversation.reports.ports import Taken
from gatepost.conversation.reports.rules import MOST_KEPT, WINDOW, counts
from gatepost.conversation.undo import undo
from gatepost.conversation.withdraw import withdraw
from gatepost.vocabulary import Outcome, State

APPROVE, REJECT = Outcome.APPROVE, Outcome.REJECT


async def open_reports(home: Home) -> int:
    return (await home.store.counts(None))["reports"]


async def keep(home: Home, comment: str) -> None:
    await decide(home.house, "m1", comment, APPROVE)


async def reporting(home: Home, who: str, *, upheld: int, dismissed: int) -> None:
    """Give this reader a record."""
    for number in range(upheld + dismissed):
        comment = await home.post(f"fine {who} {number}")
        await report(home.house, comment.id, "threat", reporter=who)
        if number < upheld:
            await decide(home.house, "m1", comment.id, REJECT, ["profanity"])
        elif await open_reports(home):
            await keep(home, comment.id)
        else:  # their reports bring nothing up any more, another reader's does
            await report(home.house, comment.id, "threat", reporter="somebody")
            await keep(home, comment.id)


@pytest.mark.parametrize(
    ("judged", "upheld", "expected"),
    [(0, 0, True), (4, 0, True), (5, 0, False), (5, 1, True), (9, 1, False), (10, 2, True), (11, 2, False)],
)
def test_whose_reports_count(judged: int, upheld: int, expected: bool) -> None:
    assert counts(judged, upheld) is expected


async def test_a_reader_counts_once_for_each_clause(at_home: Home) -> None:
    comment = await at_home.post("fine")
    taken = [await report(at_home.house, comment.id, "threat", f"{n}", reporter="r1") for n in range(3)]
    assert taken == [Taken.KEPT, Taken.REPEATED, Taken.REPEATED]
    assert await report(at_home.house, comment.id, "profanity", reporter="r1") is Taken.KEPT
    assert await report(at_home.house, comment.id, "threat", reporter="r2") is Taken.KEPT
    (item,) = await listed(at_home.store, None, "reports", None, 9)
    assert [(one.clause, one.reporter, one.text) for one in item.reports] == [
        ("threat", "r1", "0"),
        ("profanity", "r1", ""),
        ("threat", "r2", ""),
    ]
    assert (await at_home.kinds(comment.id)).count("report") == 3
    assert await open_reports(at_home) == 1


async def test_of_the_same_report_sent_many_times_at_once_one_is_kept(at_home: Home) -> None:
    comment = await at_home.post("fine")
    taken = await asyncio.gather(
        *(report(at_home.house, comment.id, "threat", reporter="r1") for _ in range(12))
    )
    assert sorted(taken) == [Taken.KEPT] + [Taken.REPEATED] * 11


async def test_readers_whom_nobody_can_tell_apart_count_each_time(at_home: Home) -> None:
    comment = await at_home.post("fine")
    for _ in range(2):
        assert await report(at_home.house, comment.id, "threat") is Taken.KEPT


async def test_a_flood_is_one_card_and_is_not_kept_for_ever(at_home: Home) -> None:
    comment = await at_home.post("fine")
    taken = await asyncio.gather(
        *(report(at_home.house, comment.id, "threat", reporter=f"r{n}") for n in range(MOST_KEPT + 20))
    )
    assert taken.count(Taken.KEPT) == MOST_KEPT
    assert await open_reports(at_home) == 1
    assert len(await listed(at_home.store, None, "reports", None, 9)) == 1


async def test_a_cleared_comment_is_not_brought_up_for_the_same_clause(at_home: Home) -> None:
    comment = await at_home.post("fine")
    await report(at_home.house, comment.id, "threat", reporter="r1")
    await keep(at_home, comment.id)
    for reporter in ("r1", "r2", ""):
        assert await report(at_home.house, comment.id, "threat", reporter=reporter) is Taken.REVIEWED
    assert await open_reports(at_home) == 0
    assert (await at_home.kinds(comment.id)).count("report") == 1
    assert await report(at_home.house, comment.id, "profanity", reporter="r2") is Taken.KEPT
    assert await open_reports(at_home) == 1
    await keep(at_home, comment.id)
    assert await report(at_home.house, comment.id, "profanity", reporter="r3") is Taken.REVIEWED


async def test_taking_the_answer_back_lets_the_reports_wait_again(at_home: Home) -> None:
    comment = await at_home.post("fine")
    await report(at_home.house, comment.id, "threat", reporter="r1")
    await keep(at_home, comment.id)
    assert await at_home.store.reports.record_of("r1", 0) == (1, 0)
    await undo(at_home.house, "m1", comment.id)
    assert await at_home.store.reports.record_of("r1", 0) == (0, 0)
    item = await at_home.store.queue_item(comment.id)
    assert item is not None
    assert (item.comment.state, item.reports[0].open) == (State.PENDING, True)
    assert await open_reports(at_home) == 0  # it waits among the referred ones, with its reports
    await keep(at_home, comment.id)
    assert await at_home.store.reports.record_of("r1", 0) == (1, 0)
    assert await report(at_home.house, comment.id, "threat", reporter="r2") is Taken.REVIEWED


async def test_what_its_author_takes_back_speaks_neither_for_nor_against_reporters(at_home: Home) -> None:

    comment = await at_home.post("fine")
    await report(at_home.house, comment.id, "threat", reporter="r1")
    await withdraw(at_home.house, comment.id)
    assert await at_home.store.reports.record_of("r1", 0) == (0, 0)
    assert await open_reports(at_home) == 0


async def test_reports_without_ground_bring_nothing_to_the_desk(at_home: Home) -> None:
    await reporting(at_home, "crier", upheld=0, dismissed=5)
    comment = await at_home.post("fine")
    assert await report(at_home.house, comment.id, "threat", "Again!", reporter="crier") is Taken.KEPT
    assert await open_reports(at_home) == 0
    with pytest.raises(Refusal, match="already-decided"):
        await keep(at_home, comment.id)  # nothing asks for a decision
    await report(at_home.house, comment.id, "profanity", reporter="r2")
    (item,) = await listed(at_home.store, None, "reports", None, 9)
    assert [(one.text, one.counts) for one in item.reports] == [("Again!", False), ("", True)]
    assert item.comment.state is State.APPROVED


async def test_a_damped_reader_who_is_right_counts_again(at_home: Home) -> None:
    await reporting(at_home, "crier", upheld=0, dismissed=5)
    for number in range(2):
        comment = await at_home.post(f"really bad {number}")
        await report(at_home.house, comment.id, "threat", reporter="crier")
        await decide(at_home.house, "m1", comment.id, REJECT, ["threat"])
    assert await at_home.store.reports.record_of("crier", 0) == (7, 2)
    comment = await at_home.post("fine")
    await report(at_home.house, comment.id, "threat", reporter="crier")
    assert await open_reports(at_home) == 1


async def test_one_in_five_upheld_is_enough(at_home: Home) -> None:
    await reporting(at_home, "fair", upheld=1, dismissed=4)
    comment = await at_home.post("fine")
    await report(at_home.house, comment.id, "threat", reporter="fair")
    assert await open_reports(at_home) == 1


async def test_old_reports_are_forgiven(at_home: Home) -> None:
    await reporting(at_home, "crier", upheld=0, dismissed=5)
    at_home.clock.at += WINDOW
    comment = await at_home.post("fine")
    await report(at_home.house, comment.id, "threat", reporter="crier")
    assert await open_reports(at_home) == 1


async def test_an_appeal_granted_later_says_nothing_about_reporters(at_home: Home) -> None:
    comment = await at_home.post("fine")
    await report(at_home.house, comment.id, "threat", reporter="r1")
    await decide(at_home.house, "m1", comment.id, REJECT, ["threat"])
    await appeal(at_home.house, comment.id, "Please.")
    await answer_appeal(at_home.house, "m2", comment.id, False)
    assert await at_home.store.reports.record_of("r1", 0) == (1, 1)
    assert await report(at_home.house, comment.id, "threat", reporter="r2") is Taken.KEPT
