from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from tests.houses import Home
from tests.listed import listed

from gatepost.conversation.appeal import answer_appeal, appeal
from gatepost.conversation.decide import decide
from gatepost.conversation.erase import erase
from gatepost.conversation.pick import pick
from gatepost.conversation.proof import proof
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.report import report
from gatepost.conversation.undo import undo
from gatepost.conversation.withdraw import withdraw
from gatepost.vocabulary import Evidence, Outcome, State

APPROVE, REJECT = Outcome.APPROVE, Outcome.REJECT


async def refused(code: str, step: Awaitable[object]) -> None:
    with pytest.raises(Refusal) as error:
        await step
    assert error.value.code == code
    assert error.value.detail.endswith((".", "?"))


async def test_a_referred_comment_is_approved_by_a_person(at_home: Home) -> None:
    comment = await at_home.post("refer this")
    assert comment.state is State.PENDING
    (item,) = await listed(at_home.store, None, "referred", None, 10)
    assert item.comment.id == comment.id
    assert item.verdict is not None
    assert item.verdict.grounds[1].evidence == (Evidence(0, 5, "refer"),)
    approved = await decide(at_home.house, "m1", comment.id, APPROVE, note="looks fine to me")
    assert approved.state is State.APPROVED
    assert approved.published_at is not None
    assert await at_home.kinds(comment.id) == ["submission", "verdict", "decision", "decision", "publication"]
    assert not await listed(at_home.store, None, "referred", None, 10)
    assert [note[:2] for note in await at_home.store.notes_of(comment.id)] == [
        ("moderator:m1", "looks fine to me")
    ]


async def test_a_rejection_names_a_clause_and_takes_over_its_words(at_home: Home) -> None:
    comment = await at_home.post("refer this")
    await refused("ground-missing", decide(at_home.house, "m1", comment.id, REJECT))
    await refused("unknown-clause", decide(at_home.house, "m1", comment.id, REJECT, ["nonsense"]))
    await refused("unknown-clause", decide(at_home.house, "m1", comment.id, REJECT, ["welcome.criticism"]))
    await refused("ground-missing", decide(at_home.house, "m1", comment.id, Outcome.REFER))
    await decide(at_home.house, "m1", comment.id, REJECT, ["threat", "profanity", "threat"])
    standing = await at_home.store.decision_of(comment.id)
    assert standing is not None
    assert [ground.clause for ground in standing[0].grounds] == ["threat", "profanity"]
    assert standing[0].grounds[0].evidence == (Evidence(0, 5, "refer"),)


async def test_nothing_is_decided_before_the_engine_has_read_it(at_home: Home) -> None:
    at_home.engine.gate.clear()
    sent = await at_home.send()
    await refused("not-screened-yet", decide(at_home.house, "m1", sent.comment.id, APPROVE))
    await refused("not-found", decide(at_home.house, "m1", "nobody", APPROVE))


async def test_overturning_publishes_and_takes_back(at_home: Home) -> None:
    comment = await at_home.post("fine")
    async with at_home.house.events.subscribe(comment.article) as heard:
        await decide(at_home.house, "m1", comment.id, REJECT, ["threat"])
        assert (await anext(heard)).kind == "retracted"
        await decide(at_home.house, "m2", comment.id, APPROVE)
        assert (await anext(heard)).kind == "approved"
    kinds = await at_home.kinds(comment.id)
    assert kinds[4:] == ["decision", "retraction", "decision", "publication"]
    await refused("already-decided", decide(at_home.house, "m1", comment.id, APPROVE))


async def test_of_two_who_decide_at_once_one_is_told(at_home: Home) -> None:
    for _ in range(10):
        comment = await at_home.post("refer this")
        results = await asyncio.gather(
            decide(at_home.house, "m1", comment.id, APPROVE),
            decide(at_home.house, "m2", comment.id, REJECT, ["threat"]),
            return_exceptions=True,
        )
        won = [one for one in results if isinstance(one, CommentRecord)]
        lost = [one for one in results if isinstance(one, Refusal)]
        if len(won) == 2:  # the second saw the first's decision and overturned it knowingly
            continue
        assert [one.code for one in lost] == ["already-decided"]


@pytest.mark.parametrize("leave", [withdraw, erase])
async def test_nothing_is_decided_about_what_is_gone(
    at_home: Home, leave: Callable[..., Awaitable[CommentRecord]]
) -> None:
    comment = await at_home.post("refer this")
    await leave(at_home.house, comment.id)
    await refused("already-decided", decide(at_home.house, "m1", comment.id, APPROVE))
    await refused("already-decided", undo(at_home.house, "m1", comment.id))


async def test_undo_is_a_new_entry_within_seconds_by_the_same_person(at_home: Home) -> None:
    comment = await at_home.post("refer this")
    await refused("nothing-to-undo", undo(at_home.house, "m1", comment.id))
    await decide(at_home.house, "m1", comment.id, APPROVE)
    await refused("not-yours", undo(at_home.house, "m2", comment.id))
    again = await undo(at_home.house, "m1", comment.id)
    assert again.state is State.PENDING
    history = await at_home.store.history(comment.id)
    assert history is not None
    approved, published, undone, retracted = history.entries[-4:]
    assert undone.body["undoes"] == approved.seq
    assert undone.body["outcome"] == "refer"
    assert (published.kind.value, retracted.body) == ("publication", {"cause": "undo"})
    await refused("nothing-to-undo", undo(at_home.house, "m1", comment.id))
    assert [item.comment.id for item in await listed(at_home.store, None, "referred", None, 9)] == [
        comment.id
    ]
    await decide(at_home.house, "m2", comment.id, REJECT, ["threat"])
    at_home.clock.at += 61 * 1_000_000
    await refused("undo-too-late", undo(at_home.house, "m2", comment.id))


async def test_an_appeal_is_made_once_and_answered_by_a_person(at_home: Home) -> None:
    comment = await at_home.post("reject this")
    assert comment.state is State.REJECTED
    await refused("text-empty", appeal(at_home.house, comment.id, " "))
    made = await appeal(at_home.house, comment.id, "Please look again.")
    await refused("already-appealed", appeal(at_home.house, comment.id, "And again."))
    (item,) = await listed(at_home.store, None, "appeals", None, 10)
    assert item.appeal == made
    assert (await at_home.store.counts("site"))["appeals"] == 1
    upheld = await answer_appeal(at_home.house, "m1", comment.id, True, "It stays.")
    assert upheld.state is State.REJECTED
    standing = await at_home.store.decision_of(comment.id)
    assert standing is not None
    assert standing[0].appeal == made.id
    assert [ground.clause for ground in standing[0].grounds] == ["threat", "threat"]
    await refused("already-appealed", appeal(at_home.house, comment.id, "Once more."))
    await refused("no-open-appeal", answer_appeal(at_home.house, "m1", comment.id, False))
    kept = await at_home.store.appeal_of(comment.id)
    assert kept is not None
    assert (kept.outcome, kept.reply, kept.answered_by) == ("upheld", "It stays.", "m1")


async def test_an_overturned_rejection_is_published(at_home: Home) -> None:
    comment = await at_home.post("reject this")
    await appeal(at_home.house, comment.id, "Please.")
    assert (await answer_appeal(at_home.house, "m1", comment.id, False)).state is State.APPROVED
    assert (await at_home.kinds(comment.id))[-3:] == ["appeal", "decision", "publication"]


async def test_deciding_answers_an_appeal_and_undoing_lets_it_wait_again(at_home: Home) -> None:
    comment = await at_home.post("reject this")
    await appeal(at_home.house, comment.id, "Please.")
    await decide(at_home.house, "m1", comment.id, APPROVE)
    answered = await at_home.store.appeal_of(comment.id)
    assert answered is not None
    assert answered.outcome == "overturned"
    assert (await undo(at_home.house, "m1", comment.id)).state is State.REJECTED
    waiting = await at_home.store.appeal_of(comment.id)
    assert waiting is not None
    assert (waiting.outcome, waiting.answered_at, waiting.text) == (None, None, "Please.")
    await answer_appeal(at_home.house, "m2", comment.id, True)


async def test_a_new_rejection_can_be_appealed_anew(at_home: Home) -> None:
    comment = await at_home.post("reject this")
    await appeal(at_home.house, comment.id, "Please.")
    await answer_appeal(at_home.house, "m1", comment.id, False)
    await refused("not-appealable", appeal(at_home.house, comment.id, "But it is public."))
    await decide(at_home.house, "m2", comment.id, REJECT, ["threat"])
    await appeal(at_home.house, comment.id, "Again?")


async def test_two_appeals_at_once_make_one(at_home: Home) -> None:
    comment = await at_home.post("reject this")
    results = await asyncio.gather(
        *(appeal(at_home.house, comment.id, f"Please {n}") for n in range(5)), return_exceptions=True
    )
    codes = [one.code for one in results if isinstance(one, Refusal)]
    assert codes == ["already-appealed"] * 4


async def test_a_comment_that_leaves_while_it_is_reported_is_no_longer_reportable(
    at_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = await at_home.post("fine")

    async def a_moment_ago(_: str) -> CommentRecord:
        return comment

    await withdraw(at_home.house, comment.id)
    monkeypatch.setattr(at_home.store, "comment", a_moment_ago)
    await refused("not-reportable", report(at_home.house, comment.id, "threat"))


async def test_reports_put_a_comment_before_a_person(at_home: Home) -> None:
    comment, other = await at_home.post("fine"), await at_home.post("reject it")
    await refused("unknown-clause", report(at_home.house, comment.id, "nonsense"))
    await refused("not-reportable", report(at_home.house, other.id, "threat"))
    await report(at_home.house, comment.id, "threat", "This is about me.")
    await report(at_home.house, comment.id, "profanity")
    (item,) = await listed(at_home.store, "site", "reports", None, 10)
    assert [one.clause for one in item.reports] == ["threat", "profanity"]
    assert (await at_home.store.counts(None))["reports"] == 1
    kept = await decide(at_home.house, "m1", comment.id, APPROVE)
    assert kept.state is State.APPROVED
    assert not await listed(at_home.store, "site", "reports", None, 10)
    assert (await at_home.kinds(comment.id)).count("publication") == 1
    shown = await proof(at_home.house, comment.id)
    assert "report" not in [entry.kind for entry in shown.entries]


async def test_withdrawing_takes_a_comment_out_of_sight(at_home: Home) -> None:
    comment = await at_home.post("fine")
    async with at_home.house.events.subscribe(comment.article) as heard:
        gone = await withdraw(at_home.house, comment.id)
        assert (await anext(heard)).kind == "withdrawn"
    assert gone.state is State.WITHDRAWN
    assert gone.text == "fine"
    assert (await withdraw(at_home.house, comment.id)).state is State.WITHDRAWN
    assert (await at_home.kinds(comment.id))[-2:] == ["withdrawal", "retraction"]
    assert (await at_home.store.page(comment.article, "oldest", None, 10)).total == 0


async def test_withdrawing_wins_over_the_engine(at_home: Home) -> None:
    at_home.engine.gate.clear()
    sent = await at_home.send("fine")
    await withdraw(at_home.house, sent.comment.id)
    at_home.engine.gate.set()
    assert await at_home.house.screener.settled(sent.comment.id, 30) is None
    assert await at_home.kinds(sent.comment.id) == ["submission", "withdrawal"]


async def test_erasing_forgets_every_word_in_the_file_too(at_home: Home) -> None:
    comment = await at_home.post("reject xyzzyplugh", name="Quuxname", idempotency_key="key")
    await appeal(at_home.house, comment.id, "plughappeal")
    await answer_appeal(at_home.house, "m1", comment.id, True, "plughreply")
    await decide(at_home.house, "m1", comment.id, APPROVE, note="plughnote")
    await report(at_home.house, comment.id, "threat", "plughreport")
    erased = await erase(at_home.house, comment.id, "author")
    assert (erased.state, erased.text, erased.salt, erased.author_name) == (State.ERASED, None, None, "")
    assert await at_home.store.notes_of(comment.id) == []
    verdict = await at_home.store.verdict_of(comment.id)
    assert verdict is not None
    assert verdict.grounds[1].evidence == (Evidence(0, 6, ""),)
    assert len((await proof(at_home.house, comment.id)).salt) == 0
    path = at_home.store.path
    await at_home.house.close()
    for file in path.parent.iterdir():
        content = file.read_bytes()
        for word in (b"plugh", b"Quuxname"):
            assert word not in content, file


async def test_picks_are_for_public_comments(at_home: Home) -> None:
    comment, hidden = await at_home.post("fine"), await at_home.post("reject it")
    assert (await pick(at_home.house, comment.id)).picked
    await refused("already-decided", pick(at_home.house, hidden.id))
    await decide(at_home.house, "m1", comment.id, REJECT, ["threat"])
    back = await decide(at_home.house, "m1", comment.id, APPROVE)
    assert not back.picked


async def test_a_decision_that_saw_another_one_standing_is_refused_and_says_whose(at_home: Home) -> None:
    comment = await at_home.post("refer this")
    item = await at_home.store.queue_item(comment.id)
    assert item is not None
    await decide(at_home.house, "m1", comment.id, APPROVE, seen=item.seq)
    for step in (
        decide(at_home.house, "m2", comment.id, REJECT, ["threat"], seen=item.seq),
        decide(at_home.house, "m2", comment.id, APPROVE, seen=item.seq),
        decide(at_home.house, "m2", comment.id, APPROVE),
        undo(at_home.house, "m1", comment.id, seen=item.seq),
        undo(at_home.house, "m1", comment.id, seen=-1),
        answer_appeal(at_home.house, "m1", comment.id, True, seen=item.seq),
    ):
        with pytest.raises(Refusal) as error:
            await step
        assert error.value.code == "already-decided"
        stands = error.value.stands
        assert stands is not None
        assert (stands.by, stands.outcome) == ("moderator:m1", "approve")
    assert (await undo(at_home.house, "m1", comment.id, seen=stands.seq)).state is State.PENDING
    # What was taken back stands no more: the engine's referral does again.
    again = await at_home.store.queue_item(comment.id)
    assert again is not None
    assert again.seq == item.seq


async def test_of_two_who_decide_at_once_the_slower_hears_who_was_faster(at_home: Home) -> None:
    comment = await at_home.post("refer this")
    item = await at_home.store.queue_item(comment.id)
    assert item is not None
    results = await asyncio.gather(
        *(
            decide(at_home.house, f"m{number}", comment.id, REJECT, ["threat"], seen=item.seq)
            for number in range(6)
        ),
        return_exceptions=True,
    )
    refusals = [one for one in results if isinstance(one, Refusal)]
    assert len(refusals) == 5
    standing = await at_home.store.decision_of(comment.id)
    assert standing is not None
    assert {one.stands.by for one in refusals if one.stands} == {standing[0].by}
    assert all(one.stands for one in refusals)
