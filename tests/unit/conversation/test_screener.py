from __future__ import annotations

import asyncio
import hashlib
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from tests.houses import PATIENCE, Home, TellingEngine, home, until
from tests.listed import listed

from gatepost.conversation.modes import Mode, Modes
from gatepost.conversation.ports import Change, StoreUnavailable
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.screening_task import GAVE_UP, NOT_THE_TEXT, Task
from gatepost.conversation.settle import settle
from gatepost.conversation.work.outbox import MOST_TRIES
from gatepost.conversation.work.records import Lease, Work
from gatepost.vocabulary import Context, Evidence, Finding, Outcome, State, Submission, Verdict


async def test_modes_decide_what_becomes_of_a_verdict(tmp_path: Path) -> None:
    expected = {
        Mode.ADVISE: {"fine": State.PENDING, "reject it": State.PENDING, "refer it": State.PENDING},
        Mode.APPROVE_ONLY: {"fine": State.APPROVED, "reject it": State.PENDING, "refer it": State.PENDING},
        Mode.AUTOMATIC: {"fine": State.APPROVED, "reject it": State.REJECTED, "refer it": State.PENDING},
    }
    for mode, states in expected.items():
        async with home(tmp_path / f"{mode}.sqlite3", modes=Modes(everywhere=mode)) as at_home:
            for text, state in states.items():
                comment = await at_home.post(text)
                assert comment.state is state, (mode, text)
                standing = await at_home.store.decision_of(comment.id)
                assert standing is not None
                assert (standing[0].by, standing[0].mode) == ("engine", mode.value)


async def test_an_author_cannot_choose_the_mode_by_claiming_a_language(tmp_path: Path) -> None:
    modes = Modes(everywhere=Mode.ADVISE, languages={"ckb": Mode.AUTOMATIC})
    async with home(tmp_path / "gatepost.sqlite3", modes=modes) as at_home:
        comment = await at_home.post("fine", language="ckb")
        assert (comment.state, comment.language) == (State.PENDING, "en")


async def test_what_a_killed_process_left_is_taken_up(tmp_path: Path) -> None:
    path = tmp_path / "gatepost.sqlite3"
    async with home(path, screening=False) as first:
        left = [await first.send(f"fine {number}") for number in range(3)]
        assert all(one.comment.state is State.PENDING for one in left)
    async with home(path) as second:
        await until(lambda: len(second.signals) == 3)
        for one in left:
            comment = await second.store.comment(one.comment.id)
            assert comment is not None
            assert comment.state is State.APPROVED
            assert await second.kinds(comment.id) == ["submission", "verdict", "decision", "publication"]


async def test_what_the_engine_has_is_finished_at_the_end_and_the_rest_given_back(tmp_path: Path) -> None:
    path = tmp_path / "gatepost.sqlite3"
    async with home(path) as first:
        first.engine.gate.clear()
        begun = await first.send("fine")
        await until(lambda: not first.house.screener._waiting)
        waiting = [await first.send(f"fine {number}") for number in range(3)]
        first.house.screener.end()
    assert first.engine.seen == ["fine"]
    async with home(path, screening=False) as second:
        assert await second.store.jobs.find(Work.SCREEN, begun.comment.id) is None
        jobs = [await second.store.jobs.find(Work.SCREEN, one.comment.id) for one in waiting]
        assert [(job.tries, job.worker) for job in jobs if job] == [(0, None)] * 3
        await second.house.screener.start()
        await until(lambda: second.signals.count("screened") == 3)


async def test_a_comment_that_one_process_after_the_other_dies_of_goes_to_a_person(tmp_path: Path) -> None:
    async with home(tmp_path / "db", screening=False) as first:
        first.house.works = False
        sent = await first.send("fine")
        for _ in range(MOST_TRIES):
            await first.store.jobs.claim(Work.SCREEN, Lease("dead", 10**18), first.clock(), 5)
            await first.store.jobs.give_back(Work.SCREEN, None, first.clock())
    async with home(tmp_path / "db", screening=False) as at_home:
        at_home.engine.gate.clear()  # the engine never sees it
        await at_home.house.screener.start()
        await until(lambda: "screened" in at_home.signals)
        verdict = await at_home.store.verdict_of(sent.comment.id)
        assert verdict is not None
        assert verdict.grounds[0].clause == GAVE_UP
        assert at_home.signals == ["engine-gave-up", "screened"]
        assert await at_home.store.jobs.next_due(Work.SCREEN) is None


async def test_what_is_too_much_for_one_process_waits_in_the_outbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gatepost.conversation.work.outbox.HELD", 3)
    monkeypatch.setattr("gatepost.conversation.work.outbox.AT_ONCE", 2)
    async with home(tmp_path / "db") as at_home:
        at_home.engine.gate.clear()
        sent = [await at_home.send(f"fine {number}") for number in range(8)]
        assert at_home.house.screener.backlog == 3
        assert (await at_home.store.jobs.waiting(Work.SCREEN, at_home.clock()))[0] == 5
        at_home.engine.gate.set()
        await until(lambda: at_home.signals.count("screened") == 8)
        assert {(await settle(at_home.house, one.comment.id, 0)).state for one in sent} == {State.APPROVED}
        assert len(at_home.engine.seen) == 8


async def test_who_waits_for_another_process_hears_when_it_is_done(tmp_path: Path) -> None:
    async with home(tmp_path / "db", screening=False) as web, home(tmp_path / "db") as worker:
        web.house.works = False
        worker.engine.gate.clear()
        sent = await web.send("fine")
        assert (await settle(web.house, sent.comment.id, 0.01)).state is State.PENDING
        waiting = asyncio.create_task(settle(web.house, sent.comment.id, PATIENCE))
        worker.engine.gate.set()
        assert (await waiting).state is State.APPROVED
        assert web.signals == []


async def test_a_crash_between_submission_and_verdict_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gatepost.conversation.screener.FAREWELL_SECONDS", 0)
    path = tmp_path / "gatepost.sqlite3"
    async with home(path) as first:
        first.engine.gate.clear()
        sent = await first.send("fine")
        assert (await settle(first.house, sent.comment.id, 0.01)).state is State.PENDING
        stopping = asyncio.create_task(first.house.screener.stop())
        await until(lambda: not first.house.screener.alive)
        first.engine.gate.set()  # too late: nobody waits for the answer any more
        await stopping
    async with home(path) as second:
        await until(lambda: second.signals == ["screened"])
        assert (await settle(second.house, sent.comment.id, 0)).state is State.APPROVED


async def test_an_engine_that_stumbles_is_tried_again(tmp_path: Path) -> None:
    async with home(tmp_path / "db", backoff=(0.0, 3_600.0)) as at_home:
        sent = await at_home.send("boom")
        await until(lambda: at_home.signals.count("engine-failed") == 2)
        assert await at_home.kinds(sent.comment.id) == ["submission"]
        assert (await at_home.store.counts(None))["unscreened"] == 1


async def test_after_three_failures_a_person_gets_it(at_home: Home) -> None:
    comment = await at_home.post("boom")
    assert comment.state is State.PENDING
    assert at_home.signals == ["engine-failed", "engine-failed", "engine-gave-up", "screened"]
    verdict = await at_home.store.verdict_of(comment.id)
    assert verdict is not None
    assert (verdict.outcome, verdict.grounds[0].clause, verdict.violation) == (Outcome.REFER, GAVE_UP, 1.0)
    assert [item.comment.id for item in await listed(at_home.store, None, "referred", None, 5)] == [
        comment.id
    ]


async def test_one_comment_that_fails_harms_no_other(at_home: Home) -> None:
    at_home.engine.gate.clear()
    await at_home.send("fine first")  # occupies the engine, so that the next ones share a batch
    sent = [await at_home.send(text) for text in ("fine a", "boom", "fine b")]
    at_home.engine.gate.set()
    states = [(await settle(at_home.house, one.comment.id, PATIENCE)).state for one in sent]
    assert states == [State.APPROVED, State.PENDING, State.APPROVED]


class WildEngine(TellingEngine):
    """Points outside the text, or answers about fewer comments than it was asked for."""

    def verdict(self, submission: Submission) -> Verdict:
        wild = Finding("threat", 0.99, "classifier", (Evidence(0, 10_000, "?"),))
        return Verdict(Outcome.REJECT, (wild,), {}, 0.99, "en", self.version, "g")


class ForgetfulEngine(TellingEngine):
    def screen_many(self, submissions: object, contexts: object) -> list[Verdict]:
        return []


class NumberlessEngine(TellingEngine):
    """Findings without a probability: they cannot be put down."""

    def verdict(self, submission: Submission) -> Verdict:
        found = Finding("threat", None, "wild")  # type: ignore[arg-type]
        return Verdict(Outcome.REFER, (found,), {}, 0.5, "en", self.version, "g")


async def test_an_engine_that_talks_nonsense_is_not_believed(tmp_path: Path) -> None:
    for number, engine in enumerate((WildEngine(), ForgetfulEngine(), NumberlessEngine())):
        async with home(tmp_path / str(number), engine=engine) as at_home:
            comment = await at_home.post("fine")
            assert comment.state is State.PENDING
            verdict = await at_home.store.verdict_of(comment.id)
            assert verdict is not None
            assert verdict.grounds[0].clause == GAVE_UP


def tamper(path: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement, values)


async def test_a_text_that_was_changed_is_not_published(at_home: Home) -> None:
    at_home.engine.gate.clear()
    sent = await at_home.send("fine")
    tamper(at_home.store.path, "UPDATE comments SET text = ? WHERE id = ?", b"changed", sent.comment.id)
    at_home.engine.gate.set()
    comment = await settle(at_home.house, sent.comment.id, PATIENCE)
    assert comment.state is State.PENDING
    assert at_home.signals == ["digest-mismatch"]
    standing = await at_home.store.decision_of(comment.id)
    assert standing is not None
    assert standing[0].grounds[0].clause == NOT_THE_TEXT
    assert "publication" not in await at_home.kinds(comment.id)


async def test_a_text_changed_together_with_its_digest_is_not_published_either(at_home: Home) -> None:
    at_home.engine.gate.clear()
    sent = await at_home.send("fine")
    tamper(
        at_home.store.path,
        "UPDATE comments SET text = x'61', salt = x'00', digest = ? WHERE id = ?",
        hashlib.sha256(b"\x00a").digest(),
        sent.comment.id,
    )
    at_home.engine.gate.set()
    assert (await settle(at_home.house, sent.comment.id, PATIENCE)).state is State.PENDING
    assert at_home.signals == ["digest-mismatch"]


async def test_a_store_that_fails_for_a_while_delays_and_loses_nothing(
    at_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = at_home.store
    right, failures = store.apply, iter([StoreUnavailable("full")])

    async def sometimes(changes: object) -> object:
        error = next(failures, None)
        if error is not None:
            raise error
        return await right(changes)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "apply", sometimes)
    monkeypatch.setattr("gatepost.conversation.screener.STORE_PAUSE", 0.0)
    assert (await at_home.post("fine")).state is State.APPROVED
    assert at_home.signals == ["store-failed", "screened"]


async def test_the_referral_of_a_changed_text_survives_a_store_that_fails_for_a_while(
    at_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = at_home.store
    right, failures = store.apply, iter([StoreUnavailable("full")])

    async def sometimes(changes: Sequence[Change]) -> Sequence[CommentRecord | Exception]:
        """As the writer does it: a transaction that fails is given back in the results' places."""
        if not changes[0].publish and (error := next(failures, None)) is not None:
            return [error]
        return await right(changes)

    monkeypatch.setattr(store, "apply", sometimes)
    monkeypatch.setattr("gatepost.conversation.screener.STORE_PAUSE", 0.0)
    at_home.engine.gate.clear()
    sent = await at_home.send("fine")
    tamper(store.path, "UPDATE comments SET text = ? WHERE id = ?", b"changed", sent.comment.id)
    at_home.engine.gate.set()
    await settle(at_home.house, sent.comment.id, PATIENCE)
    assert at_home.signals == ["digest-mismatch", "store-failed", "digest-mismatch"]
    assert await at_home.kinds(sent.comment.id) == ["submission", "verdict", "decision"]


async def test_a_worker_that_died_is_known_and_stops_tidily(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> list[Task]:
        raise ValueError("a row that cannot be read")

    async with home(tmp_path / "db") as at_home:
        screener = at_home.house.screener
        monkeypatch.setattr(screener, "_next_batch", broken)
        waiting = asyncio.create_task(at_home.post("fine"))
        await until(lambda: not screener.alive)
        await until(lambda: screener.backlog == 1)
        await screener.stop()
        assert (await waiting).state is State.PENDING


async def test_who_cannot_look_into_the_outbox_is_not_ready_and_screens_what_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> int:
        raise ValueError("a row that cannot be read")

    async with home(tmp_path / "db", screening=False) as at_home:
        monkeypatch.setattr(at_home.store.jobs, "next_due", broken)
        await at_home.house.screener.start()
        await until(lambda: not at_home.house.screener.alive)
        assert (await at_home.post("fine")).state is State.APPROVED


async def test_nothing_is_tried_again_after_the_end(at_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow_to_fail(changes: object) -> object:
        begun.set()
        await go_on.wait()
        raise StoreUnavailable("closed")

    monkeypatch.setattr(at_home.store, "apply", slow_to_fail)
    await at_home.send("fine")
    await begun.wait()
    stopping = asyncio.create_task(at_home.house.screener.stop())
    await until(lambda: not at_home.house.screener.alive)
    go_on.set()
    await stopping
    assert at_home.signals == ["store-failed"]
    assert not at_home.house.screener._later


async def test_enqueuing_twice_screens_once(at_home: Home) -> None:
    at_home.engine.gate.clear()
    sent = await at_home.send("fine")
    at_home.house.screener.enqueue(sent.comment, Context())
    at_home.engine.gate.set()
    settled = await at_home.house.screener.settled(sent.comment.id, PATIENCE)
    assert isinstance(settled, CommentRecord)
    assert at_home.engine.seen == ["fine"]
    assert at_home.house.screener.backlog == 0


async def test_approvals_are_announced(at_home: Home) -> None:
    first = await at_home.post("fine")
    async with at_home.house.events.subscribe(first.article) as heard:
        second = await at_home.post("fine")
        event = await anext(heard)
    assert (event.kind, event.comment) == ("approved", second.id)
