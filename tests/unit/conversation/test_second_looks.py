"""Four eyes on chosen clauses: who proposes, who decides, who settles, and what each of them may not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence

import pytest
from msgspec import structs
from tests.houses import Home
from tests.listed import listed

from gatepost.conversation.appeal import answer_appeal, appeal
from gatepost.conversation.decide import decide
from gatepost.conversation.erase import erase
from gatepost.conversation.escalations.escalate import escalate
from gatepost.conversation.escalations.evidence import evidence
from gatepost.conversation.proof import proof
from gatepost.conversation.queues.records import Filter, Kind, Wanted
from gatepost.conversation.records import CommentRecord, Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.report import report
from gatepost.conversation.second_looks.records import Proposal
from gatepost.conversation.sites import Sites
from gatepost.conversation.statement import statement_of
from gatepost.conversation.undo import undo
from gatepost.conversation.withdraw import withdraw
from gatepost.store.ledger.verify import Verification
from gatepost.store.sqlite.audit import open_ledger
from gatepost.vocabulary import LANGUAGES, Outcome, State

APPROVE, REJECT = Outcome.APPROVE, Outcome.REJECT


async def refused(code: str, step: Awaitable[object]) -> None:
    with pytest.raises(Refusal) as error:
        await step
    assert error.value.code == code
    assert error.value.detail.endswith(".")


@pytest.fixture
def four_eyes(at_home: Home) -> Home:
    """Threats need two; three moderators and an editor sit at the desk."""
    at_home.site = structs.replace(at_home.site, four_eyes=("threat", "unlawful"))
    at_home.house.sites = Sites([at_home.site])
    return at_home


async def seat(home: Home, *people: tuple[str, str]) -> None:
    for who, role in people:
        await home.store.add_moderator(Moderator(who, who, role))


async def open_looks(home: Home, comment: CommentRecord) -> Sequence[Proposal]:
    return await home.store.second_looks.proposals(comment.id)


def sound(home: Home) -> None:
    """The ledger agrees with itself and with the store."""
    with open_ledger(home.store.path) as ledger:
        assert [str(one) for one in Verification(ledger).damages()] == []


async def test_the_first_proposes_and_the_second_decides(four_eyes: Home) -> None:
    comment = await four_eyes.post("refer this")
    first = await decide(four_eyes.house, "m1", comment.id, REJECT, ["threat"], note="he means it")
    assert first.state is State.PENDING
    assert await four_eyes.kinds(comment.id) == ["submission", "verdict", "decision", "decision"]
    (look,) = await open_looks(four_eyes, comment)
    assert (look.moderator, look.outcome, look.grounds[0].clause) == ("m1", REJECT, "threat")
    assert look.grounds[0].evidence[0].text == "refer"
    counts = await four_eyes.store.counts(None)
    assert (counts["second"], counts["referred"], counts["pending"]) == (1, 0, 1)
    assert await listed(four_eyes.store, None, "referred", None, 9) == []
    assert await four_eyes.store.notes_of(comment.id) == []  # for the second to read afterwards
    second = await decide(four_eyes.house, "m2", comment.id, REJECT, ["threat"])
    assert second.state is State.REJECTED
    history = await four_eyes.store.history(comment.id)
    assert history is not None
    proposed, decided = history.entries[-2:]
    assert (proposed.body["outcome"], proposed.body["proposes"]) == ("refer", "reject")
    assert {entry.body["mode"] for entry in (proposed, decided)} == {"four-eyes"}
    assert [entry.body["by"] for entry in (proposed, decided)] == ["moderator:m1", "moderator:m2"]
    assert await open_looks(four_eyes, comment) == ()
    assert await four_eyes.store.second_looks.part(comment.id, decided.seq) == {"m1"}
    assert len(await four_eyes.store.notes_of(comment.id)) == 1
    sound(four_eyes)


async def test_approving_what_looks_like_a_chosen_clause_takes_two(four_eyes: Home) -> None:
    comment = await four_eyes.post("refer this")
    assert (await decide(four_eyes.house, "m1", comment.id, APPROVE)).state is State.PENDING
    assert (await decide(four_eyes.house, "m2", comment.id, APPROVE)).state is State.APPROVED
    assert (await four_eyes.kinds(comment.id))[-1] == "publication"
    sound(four_eyes)


async def test_other_clauses_take_one(four_eyes: Home) -> None:
    comment = await four_eyes.post("refer this")
    assert (await decide(four_eyes.house, "m1", comment.id, REJECT, ["profanity"])).state is State.REJECTED
    fine = await four_eyes.post("fine")
    assert (await decide(four_eyes.house, "m1", fine.id, REJECT, ["profanity"])).state is State.REJECTED
    assert (await decide(four_eyes.house, "m2", fine.id, APPROVE)).state is State.APPROVED


async def test_what_stands_rejected_on_a_chosen_clause_is_approved_by_two(four_eyes: Home) -> None:
    """The engine found nothing, two people did: one alone does not reverse them."""
    comment = await four_eyes.post("fine")
    await decide(four_eyes.house, "m1", comment.id, REJECT, ["threat"])
    assert (await decide(four_eyes.house, "m2", comment.id, REJECT, ["threat"])).state is State.REJECTED
    assert (await decide(four_eyes.house, "m3", comment.id, APPROVE)).state is State.REJECTED
    assert (await decide(four_eyes.house, "m1", comment.id, APPROVE)).state is State.APPROVED
    sound(four_eyes)


async def test_nobody_seconds_themself_and_a_look_can_be_taken_back_at_any_time(four_eyes: Home) -> None:
    comment = await four_eyes.post("refer this")
    await decide(four_eyes.house, "m1", comment.id, REJECT, ["threat"])
    await refused("own-proposal", decide(four_eyes.house, "m1", comment.id, REJECT, ["threat"]))
    await refused("own-proposal", decide(four_eyes.house, "m1", comment.id, APPROVE))
    await refused("own-proposal", decide(four_eyes.house, "m1", comment.id, REJECT, ["profanity"]))
    await refused("nothing-to-undo", undo(four_eyes.house, "m2", comment.id))
    four_eyes.clock.at += 3_600 * 1_000_000
    assert (await undo(four_eyes.house, "m1", comment.id)).state is State.PENDING
    assert await open_looks(four_eyes, comment) == ()
    assert (await four_eyes.store.counts(None))["referred"] == 1
    await decide(four_eyes.house, "m1", comment.id, APPROVE)
    assert (await decide(four_eyes.house, "m2", comment.id, APPROVE)).state is State.APPROVED
    sound(four_eyes)


async def test_two_who_disagree_need_an_editor(four_eyes: Home) -> None:
    comment = await four_eyes.post("refer this")
    await decide(four_eyes.house, "m1", comment.id, REJECT, ["threat"])
    assert (await decide(four_eyes.house, "m2", comment.id, APPROVE)).state is State.PENDING
    assert [look.outcome for look in await open_looks(four_eyes, comment)] == [REJECT, APPROVE]
    for who in ("m1", "m2", "m3"):
        await refused("needs-settling", decide(four_eyes.house, who, comment.id, APPROVE))
    settled = await decide(four_eyes.house, "e1", comment.id, APPROVE, settles=True)
    assert settled.state is State.APPROVED
    standing = await four_eyes.store.decision_of(comment.id)
    assert standing is not None
    assert (standing[0].mode, standing[0].by) == ("settled", "moderator:e1")
    assert await four_eyes.store.second_looks.part(comment.id, standing[1]) == {"m1", "m2"}
    sound(four_eyes)


async def test_who_disagrees_may_take_it_back_and_agree(four_eyes: Home) -> None:
    comment = await four_eyes.post("refer this")
    await decide(four_eyes.house, "m1", comment.id, REJECT, ["threat"])
    await decide(four_eyes.house, "m2", comment.id, APPROVE)
    await undo(four_eyes.house, "m2", comment.id)
    assert (await decide(four_eyes.house, "m2", comment.id, REJECT, ["threat"])).state is State.REJECTED
    sound(four_eyes)


async def test_an_editor_settles_ones_own_dispute_only_where_no_other_can(four_eyes: Home) -> None:
    await seat(four_eyes, ("m1", "moderator"), ("e1", "editor"), ("e2", "editor"))
    comment = await four_eyes.post("refer this")
    await decide(four_eyes.house, "m1", comment.id, REJECT, ["threat"])
    await decide(
        four_eyes.house, "e1", comment.id, APPROVE, settles=True
    )  # dissents: there is no dispute yet
    assert len(await open_looks(four_eyes, comment)) == 2
    await refused("own-proposal", decide(four_eyes.house, "e1", comment.id, APPROVE, settles=True))
    await four_eyes.store.add_moderator(Moderator("e2", "e2", "editor", disabled=True))
    settled = await decide(four_eyes.house, "e1", comment.id, APPROVE, settles=True)
    assert settled.state is State.APPROVED


async def test_the_right_to_settle_is_no_second_pair_of_eyes(four_eyes: Home) -> None:
    comment = await four_eyes.post("refer this")
    assert (await decide(four_eyes.house, "e1", comment.id, APPROVE, settles=True)).state is State.PENDING
    await refused("own-proposal", decide(four_eyes.house, "e1", comment.id, APPROVE, settles=True))


async def test_the_grounds_are_those_that_both_stand_for(four_eyes: Home) -> None:
    comment = await four_eyes.post("refer this")
    await decide(four_eyes.house, "m1", comment.id, REJECT, ["threat", "profanity"])
    await decide(four_eyes.house, "m2", comment.id, REJECT, ["unlawful", "threat"])
    standing = await four_eyes.store.decision_of(comment.id)
    assert standing is not None
    assert [ground.clause for ground in standing[0].grounds] == ["threat", "profanity"]
    other = await four_eyes.post("refer that")
    await decide(four_eyes.house, "m1", other.id, REJECT, ["threat"])
    await decide(four_eyes.house, "m2", other.id, REJECT, ["unlawful"])
    standing = await four_eyes.store.decision_of(other.id)
    assert standing is not None
    assert [ground.clause for ground in standing[0].grounds] == ["threat", "unlawful"]


async def test_taking_back_the_second_look_leaves_the_first(four_eyes: Home) -> None:
    comment = await four_eyes.post("refer this")
    await decide(four_eyes.house, "m1", comment.id, APPROVE)
    await decide(four_eyes.house, "m2", comment.id, APPROVE)
    await refused("not-yours", undo(four_eyes.house, "m1", comment.id))
    assert (await undo(four_eyes.house, "m2", comment.id)).state is State.PENDING
    assert [look.moderator for look in await open_looks(four_eyes, comment)] == ["m1"]
    assert (await decide(four_eyes.house, "m3", comment.id, APPROVE)).state is State.APPROVED
    sound(four_eyes)


async def test_a_settlement_taken_back_is_a_dispute_again(four_eyes: Home) -> None:
    comment = await four_eyes.post("refer this")
    await decide(four_eyes.house, "m1", comment.id, REJECT, ["threat"])
    await decide(four_eyes.house, "m2", comment.id, APPROVE)
    await decide(four_eyes.house, "e1", comment.id, REJECT, ["threat"], settles=True)
    await undo(four_eyes.house, "e1", comment.id)
    await refused("needs-settling", decide(four_eyes.house, "m3", comment.id, APPROVE))
    await decide(four_eyes.house, "e1", comment.id, APPROVE, settles=True)
    sound(four_eyes)


@pytest.mark.parametrize("leave", [withdraw, erase])
async def test_what_is_gone_waits_for_nobody(four_eyes: Home, leave: object) -> None:
    comment = await four_eyes.post("refer this")
    await decide(four_eyes.house, "m1", comment.id, REJECT, ["threat"])
    await leave(four_eyes.house, comment.id)  # type: ignore[operator]
    assert await open_looks(four_eyes, comment) == ()
    assert (await four_eyes.store.counts(None))["second"] == 0
    await refused("already-decided", undo(four_eyes.house, "m1", comment.id))
    sound(four_eyes)


async def test_of_two_who_second_at_once_one_is_told(four_eyes: Home) -> None:
    for _ in range(8):
        comment = await four_eyes.post("refer this")
        await decide(four_eyes.house, "m1", comment.id, APPROVE)
        results = await asyncio.gather(
            *(decide(four_eyes.house, who, comment.id, APPROVE) for who in ("m2", "m3")),
            return_exceptions=True,
        )
        states = [one.state for one in results if isinstance(one, CommentRecord)]
        assert states == [State.APPROVED]
        assert [one.code for one in results if isinstance(one, Refusal)] == ["already-decided"]
    sound(four_eyes)


async def test_of_two_who_propose_at_once_neither_decides_unseen(four_eyes: Home) -> None:
    for _ in range(8):
        comment = await four_eyes.post("refer this")
        results = await asyncio.gather(
            *(decide(four_eyes.house, who, comment.id, APPROVE) for who in ("m1", "m2")),
            return_exceptions=True,
        )
        won = [one for one in results if isinstance(one, CommentRecord)]
        if len(won) == 2:  # the second came when the first's look was there, and was the second look
            assert (await four_eyes.house.find(comment.id)).state is State.APPROVED
        else:
            assert [one.code for one in results if isinstance(one, Refusal)] == ["already-decided"]
            assert len(await open_looks(four_eyes, comment)) == 1
    sound(four_eyes)


async def test_a_decision_for_one_does_not_slip_past_a_look(
    four_eyes: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planned before the look was there, carried out after it: refused inside the write."""
    comment = await four_eyes.post("refer this")
    await decide(four_eyes.house, "m1", comment.id, APPROVE)

    async def none_yet(_: str) -> tuple[Proposal, ...]:
        return ()

    monkeypatch.setattr(four_eyes.store.second_looks, "proposals", none_yet)
    await refused("already-decided", decide(four_eyes.house, "m2", comment.id, REJECT, ["profanity"]))
    await refused("already-decided", decide(four_eyes.house, "m2", comment.id, APPROVE))


async def test_reports_wait_for_the_second_look_and_are_answered_by_it(four_eyes: Home) -> None:
    comment = await four_eyes.post("fine")
    await report(four_eyes.house, comment.id, "threat", reporter="r1")
    assert (await decide(four_eyes.house, "m1", comment.id, REJECT, ["threat"])).state is State.APPROVED
    counts = await four_eyes.store.counts(None)
    assert (counts["reports"], counts["second"]) == (0, 1)
    assert (await decide(four_eyes.house, "m2", comment.id, REJECT, ["threat"])).state is State.REJECTED
    item = await four_eyes.store.queue_item(comment.id)
    assert item is not None
    assert [(one.open, one.upheld) for one in item.reports] == [(False, True)]
    sound(four_eyes)


async def test_the_author_learns_that_two_decided_and_not_what_one_would(four_eyes: Home) -> None:
    comment = await four_eyes.post("refer this")
    await decide(four_eyes.house, "m1", comment.id, REJECT, ["threat"])
    assert await statement_of(four_eyes.house, comment, "en") is None
    shown = await proof(four_eyes.house, comment.id)
    assert [entry.kind for entry in shown.entries] == ["submission", "verdict", "decision"]  # the engine's
    assert not any("proposes" in entry.body or "grounds" in entry.body for entry in shown.entries)
    rejected = await decide(four_eyes.house, "m2", comment.id, REJECT, ["threat"])
    shown = await proof(four_eyes.house, comment.id)
    assert not any("proposes" in entry.body or "grounds" in entry.body for entry in shown.entries)
    assert len(shown.entries) == 5
    texts = set()
    for language in LANGUAGES:
        said = await statement_of(four_eyes.house, rejected, language)
        assert said is not None
        texts.add(said.text)
    assert len(texts) == len(LANGUAGES)
    said = await statement_of(four_eyes.house, rejected, "en")
    assert said is not None
    assert "Two moderators decided this" in said.text


async def test_an_appeal_against_a_machine_takes_two_on_a_chosen_clause(four_eyes: Home) -> None:
    await seat(four_eyes, *((who, "moderator") for who in ("m1", "m2", "m3")))
    for uphold, state in ((True, State.REJECTED), (False, State.APPROVED)):
        comment = await four_eyes.post("reject this")
        await appeal(four_eyes.house, comment.id, "Please.")
        await answer_appeal(four_eyes.house, "m1", comment.id, uphold, "As one reads it.")
        waiting = await four_eyes.store.appeal_of(comment.id)
        assert waiting is not None
        assert waiting.outcome is None
        assert (await four_eyes.store.counts(None))["appeals"] == 0
        rejected = await four_eyes.house.find(comment.id)
        said = await statement_of(four_eyes.house, rejected, "en")
        assert said is not None
        assert said.appeal.state == "waiting"
        await refused("own-proposal", answer_appeal(four_eyes.house, "m1", comment.id, uphold))
        done = await answer_appeal(four_eyes.house, "m2", comment.id, uphold, "As two read it.")
        assert done.state is state
        answered = await four_eyes.store.appeal_of(comment.id)
        assert answered is not None
        assert (answered.reply, answered.answered_by) == ("As two read it.", "m2")
    sound(four_eyes)


async def test_whoever_took_the_first_look_has_a_part_in_the_decision(four_eyes: Home) -> None:
    await seat(four_eyes, *((who, "moderator") for who in ("m1", "m2", "m3")))
    comment = await four_eyes.post("refer this")
    await decide(four_eyes.house, "m1", comment.id, REJECT, ["threat"])
    await decide(four_eyes.house, "m2", comment.id, REJECT, ["threat"])
    await appeal(four_eyes.house, comment.id, "Please.")
    for who in ("m1", "m2"):
        await refused("own-decision", answer_appeal(four_eyes.house, who, comment.id, True))
    upheld = await answer_appeal(four_eyes.house, "m3", comment.id, True)
    assert upheld.state is State.REJECTED  # two people stood behind it: one more says so
    sound(four_eyes)


async def test_second_looks_are_listed_for_those_who_have_not_looked(four_eyes: Home) -> None:
    own, other, disputed, reported, rejected = [
        await four_eyes.post(text) for text in ("refer 1", "refer 2", "refer 3", "fine", "reject 5")
    ]
    await decide(four_eyes.house, "m1", own.id, APPROVE)
    await decide(four_eyes.house, "m2", other.id, APPROVE)
    await decide(four_eyes.house, "m2", disputed.id, APPROVE)
    await decide(four_eyes.house, "m3", disputed.id, REJECT, ["threat"])
    await report(four_eyes.house, reported.id, "threat")
    await decide(four_eyes.house, "m2", reported.id, REJECT, ["threat"])
    await appeal(four_eyes.house, rejected.id, "Please.")
    await answer_appeal(four_eyes.house, "m2", rejected.id, False)

    async def listed(who: str, kind: Kind = Kind.SECOND) -> list[str]:
        page = await four_eyes.store.queues.page(Wanted(kind), moderator=who, now=0)
        return [item.comment.id for item in page.items]

    assert await listed("m1") == [other.id, disputed.id, reported.id, rejected.id]
    assert await listed("m2") == [own.id]
    for kind in (Kind.REFERRED, Kind.REPORTS, Kind.APPEALS):
        assert await listed("m1", kind) == []
    counts = await four_eyes.store.queues.counts(Filter(), moderator="m1", now=0)
    assert (counts[Kind.SECOND], counts[Kind.APPEALS], counts[Kind.REPORTS]) == (4, 0, 0)
    (item,) = (await four_eyes.store.queues.page(Wanted(Kind.SECOND), moderator="m2", now=0)).items
    assert [(look.moderator, look.outcome) for look in item.proposals] == [("m1", APPROVE)]


async def test_evidence_does_not_give_the_first_look_away(four_eyes: Home) -> None:
    comment = await four_eyes.post("refer this")
    await decide(four_eyes.house, "m1", comment.id, REJECT, ["threat"])
    made = await escalate(four_eyes.house, "m2", comment.id, "legal", "Is this a threat?")
    kept = await escalate(four_eyes.house, "m1", comment.id, "legal", "Is this a threat?")

    async def told(who: str, which: str) -> list[object]:
        found = await evidence(four_eyes.house, who, which, settles=False)
        return [one.body["proposes"] for one in found.entries if "proposes" in one.body]

    assert (await told("m2", made.id), await told("m1", kept.id)) == ([], ["reject"])
    await decide(four_eyes.house, "m2", comment.id, APPROVE)
    assert await told("m2", made.id) == ["reject", "approve"]  # they disagree: all is shown
