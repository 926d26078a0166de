"""What every store promises about articles, submissions and changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from tests.contract.making import VERDICT, add, approval, article, carry, change, new, publish, rejection

from gatepost.conversation import entries
from gatepost.conversation.ports import (
    AppealOpen,
    ArticleClosed,
    DigestMismatch,
    ParentMissing,
    StateChanged,
    Store,
    StoreUnavailable,
)
from gatepost.conversation.records import AppealRecord, CommentRecord, ReportRecord
from gatepost.conversation.talk.records import Wish
from gatepost.vocabulary import Decision, Evidence, Finding, Kind, Outcome, State, Verdict

UNTOUCHED = "a\x00b\r\n\ufffe\u202e\u200c é \U0010ffff "


async def test_an_article_is_made_once_and_filled_where_empty(store: Store) -> None:
    first = await store.ensure_article(article())
    again = await store.ensure_article(replace(article(), id="other", title="Title \x00", body="Body"))
    assert again == replace(first, title="Title \x00", body="Body")
    kept = await store.ensure_article(replace(article(), title="Another", body="Another"))
    assert kept == again == await store.article("s", "a") == await store.article_by_id(first.id)
    await store.ensure_article(article("b", "t"))
    assert [one.id for one in await store.articles()] == ["s-a", "t-b"]
    assert [one.id for one in await store.articles("t")] == ["t-b"]
    assert await store.article("s", "none") is None
    assert await store.article_by_id("none") is None


async def test_many_may_make_the_same_article_at_once(store: Store) -> None:
    made = await asyncio.gather(*(store.ensure_article(replace(article(), id=f"i{n}")) for n in range(20)))
    assert len({one.id for one in made}) == 1


async def test_an_article_comes_with_its_first_comment_or_not_at_all(store: Store) -> None:
    orphan = new(parent="nobody")
    with pytest.raises(ParentMissing):
        await store.add_comment(orphan, entries.submission(orphan.digest, orphan.parent), article())
    assert await store.articles() == []
    # Several bring it at once, each under an id of its own: one is made, and all hang on it.
    sent = [new(str(number), where=f"i{number}", site="s") for number in range(8)]
    added = await asyncio.gather(
        *(
            store.add_comment(one, entries.submission(one.digest, None), replace(article(), id=one.article))
            for one in sent
        )
    )
    (made,) = await store.articles()
    assert {one.comment.article for one in added} == {one.entry.chain for one in added} == {made.id}
    assert sorted(one.entry.seq for one in added) == list(range(8))
    # A later one may still bring title and body.
    late = new("late", where=made.id, site="s")
    words = replace(article(), title="Title", body="Body")
    await store.add_comment(late, entries.submission(late.digest, None), words)
    assert await store.article_by_id(made.id) == replace(made, title="Title", body="Body")
    await store.set_up(made.id, Wish(closed=True))
    refused = new("too late", where=made.id, site="s")
    with pytest.raises(ArticleClosed):
        await store.add_comment(refused, entries.submission(refused.digest, None), article())


async def test_a_submission_comes_back_untouched_even_by_another_store(
    lasting: Store, make_store: Callable[[], Store]
) -> None:
    await lasting.ensure_article(article())
    sent = new(UNTOUCHED, author_name="Ann\u200c", language="fa")
    added = await add(lasting, sent)
    assert not added.replayed
    assert added.comment.state is State.PENDING
    assert (added.entry.chain, added.entry.seq, added.entry.kind) == ("s-a", 0, Kind.SUBMISSION)
    other = make_store()
    await other.open()
    try:
        found = await other.comment(sent.id)
        assert found == added.comment
        assert found is not None
        assert (found.text, found.author_name, found.language) == (UNTOUCHED, "Ann\u200c", "fa")
        assert await other.owner_of(sent.token_hash) == sent.id
        assert await other.owner_of(b"") is None
    finally:
        await other.close()


async def test_where_nothing_may_be_posted_nothing_is_kept(store: Store) -> None:
    await store.ensure_article(article())
    await store.ensure_article(article("b"))
    elsewhere = new(where="s-b")
    await publish(store, elsewhere)
    waiting = new()
    await add(store, waiting)
    for parent in (waiting.id, elsewhere.id, "none"):
        with pytest.raises(ParentMissing):
            await add(store, new(parent=parent))
    await store.set_up("s-a", Wish(closed=True))
    for where in ("s-a", "s-none"):
        with pytest.raises(ArticleClosed):
            await add(store, new(where=where))
    assert (await store.counts(None))["pending"] == 1
    await store.set_up("s-a", Wish(closed=False))
    await add(store, new())


async def test_a_repeated_key_finds_the_earlier_comment(store: Store) -> None:
    await store.ensure_article(article())
    first = new(idempotency_hash=b"k", fingerprint=b"f", sealed_token=b"sealed")
    added = await add(store, first)
    again = await add(store, new(idempotency_hash=b"k", fingerprint=b"f", sealed_token=b"other"))
    assert (again.replayed, again.conflict, again.sealed_token) == (True, False, b"sealed")
    assert (again.comment, again.entry) == (added.comment, added.entry)
    clash = await add(store, new(idempotency_hash=b"k", fingerprint=b"g"))
    assert (clash.replayed, clash.conflict, clash.sealed_token) == (True, True, None)
    await store.ensure_article(article("a", "t"))
    assert not (await add(store, new(where="t-a", idempotency_hash=b"k", fingerprint=b"f"))).replayed
    assert len([entry async for entry in store.entries("s-a")]) == 1


async def test_a_repeated_key_sent_at_once_makes_one_comment(store: Store) -> None:
    await store.ensure_article(article())
    sent = await asyncio.gather(
        *(add(store, new(idempotency_hash=b"k", fingerprint=b"f")) for _ in range(30))
    )
    assert len({one.comment.id for one in sent}) == 1
    assert [one.replayed for one in sent].count(False) == 1


async def test_a_verdict_and_a_decision_come_back_as_given(store: Store) -> None:
    await store.ensure_article(article())
    comment = new("abcdef")
    await add(store, comment)
    found = Finding("threat", 0.123456789, "lexicon", (Evidence(1, 3, "bc"),), "note", True)
    verdict = Verdict(
        Outcome.REFER, (found,), {"threat": 0.1, "off-topic": None}, 0.2, "tr", "e", "g", ("a", "b")
    )
    decision = Decision(Outcome.REFER, "engine", (found,), "e", "g", "advise")
    drafts = (entries.verdict(verdict), entries.decision(decision))
    after = await carry(
        store, change(comment.id, State.PENDING, *drafts, at=77, verdict=verdict, decision=decision)
    )
    assert after.language == "tr"
    assert await store.verdict_of(comment.id) == verdict
    assert await store.decision_of(comment.id) == (decision, 2, 77)
    assert await store.verdict_of("none") is None
    assert await store.decision_of("none") is None


async def test_a_change_is_carried_out_whole_or_not_at_all(store: Store) -> None:
    await store.ensure_article(article())
    good, gone, bad = new(), new(), new()
    for comment in (good, gone, bad):
        await add(store, comment)
    await carry(store, change(gone.id, State.WITHDRAWN, entries.withdrawal()))
    broken = replace(approval(bad), entries=(entries.verdict(VERDICT), entries.publication(bad.digest)))
    before = (await store.heads())[0].seq
    results = await store.apply([approval(gone), approval(good), broken, approval(good), approval(new())])
    assert isinstance(results[0], StateChanged)
    assert results[0].state is State.WITHDRAWN
    assert isinstance(results[1], CommentRecord)
    assert isinstance(results[2], Exception)  # a decision without its entry
    assert isinstance(results[3], StateChanged)
    assert isinstance(results[4], KeyError)
    assert (await store.heads())[0].seq == before + 3
    assert await store.verdict_of(bad.id) is None
    assert await store.apply([]) == []


@pytest.mark.parametrize(
    "guard",
    [
        {"needs_no_verdict": True},
        {"standing": -1},
        {"standing": 99},
        {"needs_open_appeal": True},
        {"expected": (State.PENDING, State.REJECTED)},
    ],
)
async def test_guards_refuse(store: Store, guard: dict[str, object]) -> None:
    await store.ensure_article(article())
    comment = new()
    await publish(store, comment)
    wanted = {"expected": (State.APPROVED,), **guard}
    with pytest.raises(StateChanged):
        await carry(store, change(comment.id, State.WITHDRAWN, entries.withdrawal(), **wanted))  # type: ignore[arg-type]
    await carry(
        store,
        change(
            comment.id,
            State.WITHDRAWN,
            entries.withdrawal(),
            entries.retraction("withdrawal"),
            expected=(State.APPROVED,),
            standing=2,
            needs_verdict=True,
        ),
    )


async def test_a_comment_without_a_verdict_can_be_guarded(store: Store) -> None:
    await store.ensure_article(article())
    comment = new()
    await add(store, comment)
    with pytest.raises(StateChanged):
        await carry(store, change(comment.id, State.WITHDRAWN, entries.withdrawal(), needs_verdict=True))


async def test_a_text_that_is_not_the_submitted_one_is_not_published(store: Store) -> None:
    await store.ensure_article(article())
    comment = new()
    await add(store, replace(comment, digest=b"\x00" * 32))
    with pytest.raises(DigestMismatch):
        await carry(store, approval(comment))
    found = await store.comment(comment.id)
    assert found is not None
    assert found.state is State.PENDING


async def test_of_many_who_change_one_comment_one_succeeds(store: Store) -> None:
    await store.ensure_article(article())
    comment = new()
    await add(store, comment)
    results = await asyncio.gather(*(store.apply([approval(comment)]) for _ in range(20)))
    assert sum(isinstance(one, CommentRecord) for (one,) in results) == 1


async def test_one_appeal_waits_at_a_time(store: Store) -> None:
    await store.ensure_article(article())
    comment = new()
    await add(store, comment)
    await carry(store, rejection(comment))

    def appealed(appeal: AppealRecord) -> object:
        draft = entries.appeal(appeal.id, b"\x01" * 32)
        return change(comment.id, State.REJECTED, draft, expected=(State.REJECTED,), appeal=appeal)

    first = AppealRecord("p1", comment.id, "Why?\x00", 50, salt=b"s")
    await carry(store, appealed(first))  # type: ignore[arg-type]
    with pytest.raises(AppealOpen):
        await carry(store, appealed(AppealRecord("p2", comment.id, "Why?", 51)))  # type: ignore[arg-type]
    assert await store.appeal_of(comment.id) == first
    answered = replace(first, outcome="upheld", answered_at=60, answered_by="m", reply="Because.")
    await carry(
        store,
        change(
            comment.id, State.REJECTED, expected=(State.REJECTED,), appeal=answered, needs_open_appeal=True
        ),
    )
    assert await store.appeal_of(comment.id) == answered
    await carry(store, appealed(AppealRecord("p3", comment.id, "Again?", 70)))  # type: ignore[arg-type]
    found = await store.appeal_of(comment.id)
    assert found is not None
    assert found.id == "p3"


async def test_no_appeal_that_came_meanwhile_is_passed_over(store: Store) -> None:
    await store.ensure_article(article())
    comment = new()
    await add(store, comment)
    await carry(store, rejection(comment))
    made = AppealRecord("p1", comment.id, "Why?", 50, salt=b"s")
    draft = entries.appeal(made.id, b"\x01" * 32)
    rejected = {"expected": (State.REJECTED,)}
    await carry(
        store, change(comment.id, State.REJECTED, draft, appeal=made, needs_no_open_appeal=True, **rejected)
    )
    for wanted in (State.APPROVED, State.PENDING):
        with pytest.raises(StateChanged):
            await carry(store, change(comment.id, wanted, needs_no_open_appeal=True, **rejected))
    assert await store.appeal_of(comment.id) == made


async def test_erasing_forgets_words_and_keeps_the_record(store: Store) -> None:
    await store.ensure_article(article())
    comment = new("words", idempotency_hash=b"k", fingerprint=b"f", sealed_token=b"t")
    await publish(store, comment)
    report = ReportRecord("r", comment.id, "threat", 5, "he says words")
    await store.reports.take(report, entries.report("r", "threat"))
    erased = await carry(
        store,
        change(
            comment.id,
            State.ERASED,
            entries.erasure("author"),
            entries.retraction("erasure"),
            expected=(State.APPROVED,),
            erase=True,
        ),
    )
    assert (erased.text, erased.salt, erased.author_name, erased.state) == (None, None, "", State.ERASED)
    item = await store.queue_item(comment.id)
    assert item is not None
    assert item.reports[0].text == ""
    history = await store.history(comment.id)
    assert history is not None
    assert [entry.kind.value for entry in history.entries][-2:] == ["erasure", "retraction"]
    assert not (await add(store, new(idempotency_hash=b"k", fingerprint=b"f"))).replayed


async def test_what_is_unscreened_is_listed_oldest_first(store: Store) -> None:
    await store.ensure_article(article())
    sent = [new() for _ in range(7)]
    for comment in sent:
        await add(store, comment)
    await carry(store, approval(sent[3]))
    await carry(store, change(sent[5].id, State.WITHDRAWN, entries.withdrawal()))
    first = await store.unscreened(3)
    rest = await store.unscreened(3, first[-1].id)
    expected = [sent[n].id for n in (0, 1, 2, 4, 6)]
    assert [one.id for one in (*first, *rest)] == expected


async def test_a_closed_store_says_so(make_store: Callable[[], Store]) -> None:
    store = make_store()
    await store.open()
    await store.ping()
    await store.close()
    with pytest.raises(StoreUnavailable):
        await store.ping()
    with pytest.raises(StoreUnavailable):
        await store.set_up("a", Wish(closed=True))
