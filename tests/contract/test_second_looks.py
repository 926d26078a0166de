"""What every store promises about looks that wait for a second one, and about readers' reports."""

from __future__ import annotations

import pytest
from tests.contract.making import THREAT, add, article, carry, change, new, publish
from tests.listed import listed

from gatepost.conversation import entries
from gatepost.conversation.ports import StateChanged, Store
from gatepost.conversation.records import NewComment, ReportRecord
from gatepost.conversation.reports.ports import Taken
from gatepost.conversation.second_looks.records import Proposal
from gatepost.vocabulary import Decision, Evidence, Finding, Outcome, State, Verdict

REFERRED = Verdict(Outcome.REFER, (THREAT,), {}, 0.5, "en", "e", "g")
WORDS = Finding("threat", 1.0, "moderator:m1", (Evidence(0, 4, "text"),))


async def refer(store: Store) -> NewComment:
    await store.ensure_article(article())
    comment = new()
    await add(store, comment)
    decision = Decision(Outcome.REFER, "engine")
    drafts = (entries.verdict(REFERRED), entries.decision(decision))
    await carry(store, change(comment.id, State.PENDING, *drafts, verdict=REFERRED, decision=decision))
    return comment


def decided(comment: NewComment, decision: Decision, state: State = State.PENDING, **more: object) -> object:
    expected = (State.PENDING, State.APPROVED, State.REJECTED)
    return change(comment.id, state, entries.decision(decision), expected=expected, decision=decision, **more)


def look(by: str, outcome: Outcome) -> Decision:
    grounds = (WORDS,) if outcome is Outcome.REJECT else ()
    return Decision(Outcome.REFER, f"moderator:{by}", grounds, mode="four-eyes", proposes=outcome)


async def test_a_look_changes_nothing_but_is_there(store: Store) -> None:
    comment = await refer(store)
    before = await store.decision_of(comment.id)
    moved = await carry(store, decided(comment, look("m1", Outcome.REJECT), at=70, note="hush"))
    assert moved.state is State.PENDING
    assert await store.decision_of(comment.id) == before
    (found,) = await store.second_looks.proposals(comment.id)
    assert found == Proposal(comment.id, found.seq, "m1", 70, Outcome.REJECT, (WORDS,))
    item = await store.queue_item(comment.id)
    assert item is not None
    assert (item.proposals, item.part, item.seq) == ((found,), frozenset(), before[1])  # type: ignore[index]
    assert await store.second_looks.proposals("none") == ()
    assert await store.notes_of(comment.id) == []


async def test_a_decision_ends_the_looks_and_names_who_had_a_part(store: Store) -> None:
    comment = await refer(store)
    await carry(store, decided(comment, look("m1", Outcome.REJECT)))
    await carry(store, decided(comment, look("m2", Outcome.APPROVE), note="no threat"))
    assert len(await store.notes_of(comment.id)) == 1  # two have looked: nothing is left to hide
    final = Decision(Outcome.REJECT, "moderator:e1", (WORDS,), mode="settled")
    await carry(store, decided(comment, final, State.REJECTED))
    assert await store.second_looks.proposals(comment.id) == ()
    standing = await store.decision_of(comment.id)
    assert standing is not None
    assert await store.second_looks.part(comment.id, standing[1]) == {"m1", "m2"}
    item = await store.queue_item(comment.id)
    assert item is not None
    assert item.part == {"m1", "m2", "e1"}
    undone = Decision(Outcome.REFER, "moderator:e1", undoes=standing[1])
    await carry(store, decided(comment, undone))
    assert [one.moderator for one in await store.second_looks.proposals(comment.id)] == ["m1", "m2"]
    assert await store.second_looks.part(comment.id, standing[1]) == frozenset()


async def test_a_look_taken_back_is_no_part_of_anything(store: Store) -> None:
    comment = await refer(store)
    await carry(store, decided(comment, look("m1", Outcome.REJECT)))
    (first,) = await store.second_looks.proposals(comment.id)
    undone = Decision(Outcome.REFER, "moderator:m1", undoes=first.seq, mode="four-eyes")
    await carry(store, decided(comment, undone))
    assert await store.second_looks.proposals(comment.id) == ()
    assert [item.comment.id for item in await listed(store, None, "referred", None, 9)] == [comment.id]
    final = Decision(Outcome.REJECT, "moderator:m2", (WORDS,))
    await carry(store, decided(comment, final, State.REJECTED))
    item = await store.queue_item(comment.id)
    assert item is not None
    assert item.part == {"m2"}


async def test_a_change_that_saw_other_looks_is_refused(store: Store) -> None:
    comment = await refer(store)
    await carry(store, decided(comment, look("m1", Outcome.APPROVE), proposals=()))
    (first,) = await store.second_looks.proposals(comment.id)
    for seen in ((), (first.seq + 1,), (first.seq, first.seq + 1)):
        with pytest.raises(StateChanged):
            await carry(store, decided(comment, look("m2", Outcome.APPROVE), proposals=seen))
    await carry(store, decided(comment, look("m2", Outcome.REJECT), proposals=(first.seq,)))


def flag(comment: NewComment, number: int, clause: str = "threat", **more: object) -> ReportRecord:
    return ReportRecord(f"r-{comment.id}-{number}", comment.id, clause, 100 + number, **more)  # type: ignore[arg-type]


async def take(store: Store, report: ReportRecord) -> Taken:
    return await store.reports.take(report, entries.report(report.id, report.clause))


async def test_reports_are_taken_judged_and_forgotten(store: Store) -> None:
    await store.ensure_article(article())
    comment = new()
    await publish(store, comment)
    assert await take(store, flag(comment, 1, reporter="a", text="look")) is Taken.KEPT
    assert await take(store, flag(comment, 2, reporter="a")) is Taken.REPEATED
    assert await take(store, flag(comment, 3, reporter="b", counts=False)) is Taken.KEPT
    assert (await store.counts(None))["reports"] == 1
    kept = Decision(Outcome.APPROVE, "moderator:m1")
    await carry(store, decided(comment, kept, State.APPROVED, closes_reports=True))
    assert await store.reports.record_of("a", 0) == (1, 0)
    assert await store.reports.record_of("a", 102) == (0, 0)
    assert await store.reports.record_of("nobody", 0) == (0, 0)
    assert (await store.counts(None))["reports"] == 0
    assert await take(store, flag(comment, 4, reporter="c")) is Taken.REVIEWED
    assert await take(store, flag(comment, 5, "profanity", reporter="a")) is Taken.KEPT
    item = await store.queue_item(comment.id)
    assert item is not None
    assert [(one.clause, one.open, one.upheld) for one in item.reports] == [
        ("threat", False, False),
        ("threat", False, False),
        ("profanity", True, None),
    ]
    bad = Decision(Outcome.REJECT, "moderator:m1", (WORDS,))
    drafts = (entries.decision(bad), entries.retraction("decision"))
    await carry(
        store,
        change(
            comment.id,
            State.REJECTED,
            *drafts,
            expected=(State.APPROVED,),
            decision=bad,
            closes_reports=True,
        ),
    )
    assert await store.reports.record_of("a", 0) == (2, 1)
    with pytest.raises(StateChanged):
        await take(store, flag(comment, 6, reporter="d"))


async def test_reports_that_do_not_count_bring_nothing_up(store: Store) -> None:
    await store.ensure_article(article())
    comment = new()
    await publish(store, comment)
    await take(store, flag(comment, 1, reporter="a", counts=False))
    assert (await store.counts(None))["reports"] == 0
    assert await listed(store, None, "reports", None, 9) == []
    await take(store, flag(comment, 2, reporter="b"))
    assert [item.comment.id for item in await listed(store, None, "reports", None, 9)] == [comment.id]
