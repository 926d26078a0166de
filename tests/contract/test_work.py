"""What every store promises about the outbox: one worker at a time, a job goes with what it is about."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from tests.contract.making import add, approval, article, carry, change, new, rejection

from gatepost.conversation import entries
from gatepost.conversation.ports import StateChanged, Store
from gatepost.conversation.work.records import Job, Lease, Work
from gatepost.vocabulary import State

A, B = Lease("a", 100), Lease("b", 200)


async def make(store: Store, *subjects: str, kind: str = "k", due_at: int = 10) -> None:
    for number, subject in enumerate(subjects):
        assert await store.jobs.put(Job(kind, subject, 1, due_at + number, record=b'{"n":1}'))


def subjects(jobs: Sequence[Job]) -> list[str]:
    return [job.subject for job in jobs]


async def test_what_is_due_goes_to_one_worker(store: Store) -> None:
    await make(store, "x", "y", "z")
    assert await store.jobs.claim("k", A, 9, 10) == []
    assert await store.jobs.claim("other", A, 50, 10) == []
    assert await store.jobs.next_due("k") == 10
    first = await store.jobs.claim("k", A, 11, 10)
    assert first == [Job("k", one, 1, 100, 1, b'{"n":1}', "a") for one in ("x", "y")]
    assert subjects(await store.jobs.claim("k", B, 50, 10)) == ["z"]
    assert await store.jobs.claim("k", B, 99, 10) == []
    assert await store.jobs.next_due("k") == 100
    assert await store.jobs.next_due("other") is None
    assert not await store.jobs.put(Job("k", "x", 1, 1))


async def test_claims_of_many_at_once_are_exclusive(make_store: Callable[[], Store]) -> None:
    stores = [make_store() for _ in range(3)]
    for one in stores:
        await one.open()
    try:
        await make(stores[0], *(f"s{number:03}" for number in range(60)))
        claims = [
            one.jobs.claim("k", Lease(f"{which}-{number}", 500), 400, 4)
            for number in range(6)
            for which, one in enumerate(stores)
        ]
        taken = [job for jobs in await asyncio.gather(*claims) for job in jobs]
        while rest := await stores[0].jobs.claim("k", A, 99, 7):  # some were passed over while others took
            taken += rest
        assert sorted(subjects(taken)) == [f"s{number:03}" for number in range(60)]
        assert {job.tries for job in taken} == {1}
    finally:
        for one in stores:
            await one.close()


async def test_a_lease_runs_out_unless_it_is_renewed(store: Store) -> None:
    await make(store, "x", "y")
    await store.jobs.claim("k", A, 10, 1)
    await store.jobs.claim("k", B, 11, 1)
    assert await store.jobs.extend("k", Lease("a", 300)) == 1
    (late,) = await store.jobs.claim("k", Lease("c", 900), 250, 10)
    assert (late.subject, late.tries, late.worker) == ("y", 2, "c")
    # Who was too slow has nothing to say about it any more.
    await store.jobs.later("k", "y", "b", 0)
    assert not await store.jobs.done("k", "y", "b")
    assert await store.jobs.extend("k", Lease("b", 999)) == 0
    assert await store.jobs.done("k", "y", "c")
    assert not await store.jobs.done("k", "y")
    assert await store.jobs.find("k", "y") is None


async def test_what_is_given_back_counts_no_try(store: Store) -> None:
    await make(store, "x", "y")
    await store.jobs.claim("k", A, 50, 10)
    assert await store.jobs.waiting("k", 60) == (0, None)
    assert await store.jobs.give_back("k", "b", 60) == 0
    assert await store.jobs.give_back("k", "a", 60) == 2
    assert await store.jobs.waiting("k", 60) == (2, 60)
    assert await store.jobs.waiting("k", 59) == (2, None)
    taken = await store.jobs.claim("k", B, 60, 10)
    assert [job.tries for job in taken] == [1, 1]
    # A process that was killed did not give back; whoever comes next frees what it had.
    assert await store.jobs.give_back("k", None, 70) == 2
    assert [job.tries for job in await store.jobs.claim("k", A, 70, 10)] == [2, 2]


async def test_what_failed_is_tried_again_later(store: Store) -> None:
    await make(store, "x")
    await store.jobs.claim("k", A, 50, 1)
    await store.jobs.later("k", "x", "a", 5_000)
    assert await store.jobs.claim("k", B, 4_999, 1) == []
    (again,) = await store.jobs.claim("k", B, 5_000, 1)
    assert again.tries == 2


async def test_what_may_kill_its_worker_comes_last_and_alone(store: Store) -> None:
    await make(store, "worse", "bad", "fresh")
    for _ in range(2):
        await store.jobs.claim("k", A, 11, 10)
        await store.jobs.give_back("k", None, 11)
    assert subjects(await store.jobs.claim("k", Lease("a", 12), 12, 10, 2)) == ["fresh"]
    await store.jobs.done("k", "fresh")
    assert subjects(await store.jobs.claim("k", A, 13, 10, 2)) == ["bad"]
    assert subjects(await store.jobs.claim("k", A, 13, 10, 2)) == ["worse"]
    assert await store.jobs.claim("k", A, 13, 10, 2) == []


async def test_one_at_a_time_has_its_turn(store: Store) -> None:
    jobs = store.jobs
    assert await jobs.turn("k", "round", A, 10)
    assert not await jobs.turn("k", "round", B, 99)
    assert await jobs.turn("k", "round", Lease("a", 150), 99)
    assert await jobs.turn("k", "round", B, 150)
    assert not await jobs.turn("k", "round", A, 160)
    await jobs.later("k", "round", "b", 300)
    assert not await jobs.turn("k", "round", A, 299)
    assert not await jobs.turn("k", "round", B, 299)
    assert await jobs.turn("k", "round", A, 300)


async def test_only_one_of_many_gets_the_first_turn(store: Store) -> None:
    turns = [store.jobs.turn("k", "round", Lease(f"w{number}", 100), 10) for number in range(10)]
    assert sum(await asyncio.gather(*turns)) == 1


async def test_a_comment_comes_with_its_job_and_the_job_goes_with_the_verdict(store: Store) -> None:
    await store.ensure_article(article())
    approved, rejected, withdrawn, erased, left = (new() for _ in range(5))
    for one in (approved, rejected, withdrawn, erased, left):
        await add(store, one)
        job = await store.jobs.find(Work.SCREEN, one.id)
        assert job == Job(Work.SCREEN, one.id, one.submitted_at, one.submitted_at)
    await carry(store, approval(approved))
    await carry(store, rejection(rejected))
    await carry(store, change(withdrawn.id, State.WITHDRAWN, entries.withdrawal()))
    await carry(store, change(erased.id, State.ERASED, entries.erasure("author"), erase=True))
    assert subjects(await store.jobs.claim(Work.SCREEN, A, 10**9, 10)) == [left.id]
    # What is done twice changes nothing, the outbox least of all.
    (again,) = await store.apply([approval(approved)])
    assert isinstance(again, StateChanged)


async def test_who_takes_a_comment_may_have_its_job_from_the_start(store: Store) -> None:
    await store.ensure_article(article())
    mine = new()
    await store.add_comment(mine, entries.submission(mine.digest, None), lease=Lease("a", 10**9))
    assert await store.jobs.claim(Work.SCREEN, B, 10**9 - 1, 10) == []
    (job,) = await store.jobs.claim(Work.SCREEN, B, 10**9, 10)
    assert (job.subject, job.tries) == (mine.id, 2)
    await carry(store, approval(mine))
    assert await store.jobs.find(Work.SCREEN, mine.id) is None


async def test_a_submission_that_is_refused_or_repeated_leaves_no_job(store: Store) -> None:
    await store.ensure_article(article())
    first = new(idempotency_hash=b"k" * 32, fingerprint=b"f", sealed_token=b"s")
    await add(store, first)
    await carry(store, approval(first))
    again = await add(store, new(idempotency_hash=b"k" * 32, fingerprint=b"f", sealed_token=b"s"))
    assert again.replayed
    assert await store.jobs.next_due(Work.SCREEN) is None


async def test_comments_are_found_by_their_ids(store: Store) -> None:
    await store.ensure_article(article())
    first, second = new(), new()
    await add(store, first)
    await add(store, second)
    found = await store.comments([second.id, "none", first.id])
    assert [one.id for one in found] == [second.id, first.id]
