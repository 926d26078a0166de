"""What every store promises about the blind sample."""

from __future__ import annotations

import hashlib
import hmac

from tests.contract.making import add, approval, article, carry, change, new
from tests.contract.test_figures import START, Writer

from gatepost.conversation import entries
from gatepost.conversation.figures.records import DAY, Draw, Sample, Scope
from gatepost.conversation.ports import Store
from gatepost.conversation.records import NewComment
from gatepost.vocabulary import Decision, Finding, Outcome, State

KEY = b"k" * 32
ANN, BEN = "moderator:ann", "moderator:ben"


def place(comment: str) -> int:
    return int.from_bytes(hmac.new(KEY, comment.encode(), hashlib.sha256).digest()[:8], "big") % 1_000_000


def drawing(site: str, share: int = 1_000_000, **more: object) -> Draw:
    values = {
        "site": site, "month": "2024-10", "begins": 0, "ends": 2**60, "settled": 2**60, "share": share,
        "key": KEY, "at": 77, **more,
    }  # fmt: skip
    return Draw(**values)  # type: ignore[arg-type]


async def decided(store: Store, by: str = "engine", outcome: Outcome = Outcome.APPROVE) -> NewComment:
    """A comment that the engine approved; for anybody else one that this person decided thereafter."""
    await store.ensure_article(article())
    comment = new()
    await add(store, comment)
    await carry(store, approval(comment))
    if by != "engine":
        await decides(store, comment, by, outcome)
    return comment


async def decides(store: Store, comment: NewComment, by: str, outcome: Outcome) -> None:
    grounds = (Finding("threat", 1.0, by),) if outcome is Outcome.REJECT else ()
    decision = Decision(outcome, by, grounds)
    state = State.REJECTED if grounds else State.APPROVED
    expected = (State.APPROVED, State.REJECTED, State.PENDING)
    step = change(comment.id, state, entries.decision(decision), expected=expected, decision=decision)
    await carry(store, step)


async def test_the_draw_takes_each_decided_comment_with_the_chance_of_the_share(store: Store) -> None:
    written = Writer(store, seed=3)
    await written.write(comments=300, steps=5)  # enough that chance cannot leave a handful
    settled = START + 5 * DAY
    for _ in range(2):  # the second time there is nothing new
        assert await store.figures.draw(drawing(written.site, 400_000, settled=settled))
    found = {one.comment: one for one in await store.figures.samples(written.site, 0, 2**60)}
    fit = [
        life
        for life in written.lives
        if life.final and life.final[0].at < settled and life.state not in (State.WITHDRAWN, State.ERASED)
    ]
    assert set(found) == {life.id for life in fit if place(life.id) < 400_000}
    assert 5 < len(found) < len(fit)
    for life in fit:
        if life.id in found:
            last = life.final[-1]
            assert found[life.id] == Sample(
                life.id, written.site, last.seq, place(life.id), 400_000, life.final[0].at,
                last.by, last.outcome, last.clause,
            )  # fmt: skip
    assert await store.figures.last_draw(written.site) == ("2024-10", settled)
    assert await store.figures.last_draw("elsewhere") is None


async def test_what_comes_later_is_drawn_later_under_the_same_key(store: Store) -> None:
    first = await decided(store)
    assert await store.figures.draw(drawing("s"))
    second = await decided(store)
    assert await store.figures.draw(drawing("s", key=b"another" * 4))
    assert [one.comment for one in await store.figures.samples("s", 0, 2**60)] == [first.id]
    assert await store.figures.draw(drawing("s", month="2024-11", begins=1, key=b"another" * 4))
    samples = await store.figures.samples(None, 0, 2**60)
    assert [one.comment for one in samples] == [first.id, second.id]
    assert samples[0].place == place(first.id)
    assert samples[1].place != place(second.id)


async def test_a_long_month_is_looked_through_in_stretches(store: Store) -> None:
    from gatepost.store.sql import samples

    made = [await decided(store) for _ in range(7)]
    before, samples.CHUNK = samples.CHUNK, 3
    try:
        times = 1
        while not await store.figures.draw(drawing("s")):
            times += 1
    finally:
        samples.CHUNK = before
    assert times == 3
    assert [one.comment for one in await store.figures.samples("s", 0, 2**60)] == [one.id for one in made]


async def test_nobody_judges_a_comment_that_they_decided_about(store: Store) -> None:
    by_ann, by_engine, by_both = await decided(store, ANN), await decided(store), await decided(store, ANN)
    await decides(store, by_both, BEN, Outcome.REJECT)
    await store.figures.draw(drawing("s"))

    async def waiting(by: str) -> list[str]:
        return [one.comment for one in await store.figures.open_samples(by, 9)]

    assert await waiting(ANN) == [by_engine.id]
    assert sorted(await waiting(BEN)) == sorted([by_ann.id, by_engine.id])
    assert await store.figures.answer_sample(by_ann.id, ANN, "approve", "", 5) is None
    assert await store.figures.answer_sample(by_both.id, BEN, "approve", "", 5) is None
    kept = await store.figures.answer_sample(by_ann.id, BEN, "reject", "threat", 5)
    assert kept is not None
    assert (kept.first_by, kept.first_outcome, kept.by, kept.outcome, kept.clause, kept.at) == (
        ANN, "approve", BEN, "reject", "threat", 5,
    )  # fmt: skip
    assert await store.figures.sample(by_ann.id) == kept
    assert await waiting(BEN) == [by_engine.id]
    counts = await store.figures.sample_counts(BEN)
    assert (counts.drawn, counts.answered, counts.open, counts.mine, counts.gone) == (3, 1, 2, 1, 0)
    assert (await store.figures.sample_counts(None)).mine == 0


async def test_the_first_answer_counts_and_changes_nothing_about_the_comment(store: Store) -> None:
    comment = await decided(store)
    await store.figures.draw(drawing("s"))
    before = await store.history(comment.id)
    assert await store.figures.answer_sample(comment.id, ANN, "reject", "threat", 5)
    assert await store.figures.answer_sample(comment.id, BEN, "approve", "", 6) is None
    assert await store.history(comment.id) == before
    assert (await store.figures.counted(Scope(0, 10))).second_views[0].differs


async def test_what_is_gone_drops_out(store: Store) -> None:
    erased, withdrawn, answered = await decided(store), await decided(store), await decided(store)
    await store.figures.draw(drawing("s"))
    await store.figures.answer_sample(answered.id, ANN, "approve", "", 5)
    for comment, state in ((erased, State.ERASED), (withdrawn, State.WITHDRAWN), (answered, State.ERASED)):
        erase = state is State.ERASED
        step = change(comment.id, state, entries.withdrawal(), expected=(State.APPROVED,), erase=erase)
        await carry(store, step)
    assert await store.figures.open_samples(ANN, 9) == []
    assert await store.figures.answer_sample(erased.id, ANN, "approve", "", 5) is None
    assert await store.figures.samples(None, 0, 2**60) == []
    counts = await store.figures.sample_counts(ANN)
    assert (counts.drawn, counts.gone) == (0, 3)
    late = await decided(store)
    await carry(
        store,
        change(late.id, State.WITHDRAWN, entries.withdrawal(), expected=(State.APPROVED,)),
    )
    await store.figures.draw(drawing("s", month="2024-11", begins=1))
    assert await store.figures.sample(late.id) is None
