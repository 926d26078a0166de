"""What is older than a site's rules allow is found and forgotten; what somebody needs is held back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

import pytest
from msgspec.structs import replace
from tests.contract.making import add, approval, article, carry, change, new, publish, rejection
from tests.contract.test_reader_accounts import BY_MAIL
from tests.contract.test_reader_rights import suspension

from gatepost.conversation import entries
from gatepost.conversation.authors.records import NewAuthor
from gatepost.conversation.escalations.records import EscalationRecord
from gatepost.conversation.ports import Change, EntryDraft, Store
from gatepost.conversation.records import AppealRecord, CommentRecord, NewComment, ReportRecord
from gatepost.conversation.retention.policy import RULES, TEXTS
from gatepost.conversation.retention.ports import Due, Limit
from gatepost.vocabulary import DESK_CHAIN, Decision, Kind, Outcome, State

LATER = 10_000_000
"""After everything that these tests do."""
SECRET = "zanzibarquokka"


@pytest.fixture(autouse=True)
async def an_article(store: Store) -> None:
    await store.ensure_article(article())


def limit(rule: str, before: int = LATER, site: str = "s") -> Limit:
    return Limit(site, rule, before, LATER)


async def reject(store: Store, comment: NewComment) -> CommentRecord:
    await add(store, comment)
    return await carry(store, rejection(comment))


async def withdraw(store: Store, comment: str, at: int, state: State = State.APPROVED) -> None:
    drafts = [entries.withdrawal()]
    if state is State.APPROVED:
        drafts.append(entries.retraction("withdrawal"))
    await carry(store, change(comment, State.WITHDRAWN, *drafts, expected=(state,), at=at))


async def forget(store: Store, rule: str, before: int = LATER, most: int = 100) -> int:
    return await store.retention.forget(
        limit(rule, before), most, "Somebody", partial(entries.forgetting, rule, 7)
    )


async def found(store: Store, rule: str, before: int = LATER, most: int = 100) -> list[str]:
    return [one.id for one in await store.retention.texts(limit(rule, before), most)]


def escalation(comment: str) -> EscalationRecord:
    return EscalationRecord("esc", comment, "legal", f"{SECRET} reason", "moderator:m", 50)


ENTRY = EntryDraft(Kind.ESCALATION, {"step": "escalate"})


async def test_texts_are_found_by_the_time_that_their_rule_counts_from(store: Store) -> None:
    old, young = new(submitted_at=10), new(submitted_at=20)
    for one, at in ((old, 100), (young, 200)):
        await add(store, one)
        await carry(store, replace(rejection(one), at=at))
    assert await found(store, "rejected", 100) == []
    assert await found(store, "rejected", 101) == [old.id]
    assert await found(store, "rejected", 201) == [old.id, young.id]
    assert await found(store, "rejected", 201, 1) == [old.id]
    shown = new(submitted_at=30)
    await add(store, shown)
    await carry(store, replace(approval(shown), at=300))
    assert await found(store, "published", 300) == []
    assert await found(store, "published", 301) == [shown.id]
    await withdraw(store, shown.id, 400)
    assert await found(store, "withdrawn", 400) == []
    assert await found(store, "withdrawn", 401) == [shown.id]
    assert await found(store, "published") == []
    assert await store.retention.texts(limit("rejected", site="another"), 9) == []


async def test_what_waits_for_a_decision_is_never_found(store: Store) -> None:
    await add(store, new())
    for rule in TEXTS:
        assert await found(store, rule) == []


async def appealed(store: Store, comment: str) -> None:
    appeal = AppealRecord("ap", comment, f"{SECRET} appeal", 60, salt=b"s" * 32)
    draft = entries.appeal("ap", b"d" * 32)
    await carry(store, change(comment, State.REJECTED, draft, expected=(State.REJECTED,), appeal=appeal))


async def escalated(store: Store, comment: str) -> None:
    await store.escalations.escalate(escalation(comment), ENTRY)


async def suspended(store: Store, comment: str) -> None:
    draft = EntryDraft(Kind.SUSPENSION, {"step": "suspend"})
    await store.suspensions.suspend(suspension(until=LATER + 1, comment=comment), draft)


@pytest.mark.parametrize("needed", [appealed, escalated, suspended])
async def test_what_somebody_needs_is_held_back(
    store: Store, needed: Callable[[Store, str], Awaitable[None]]
) -> None:
    await store.readers.sign_in(BY_MAIL)
    comment = new(f"{SECRET} text", author="a1")
    await reject(store, comment)
    assert await store.retention.due(limit("rejected")) == Due(1, 0)
    await needed(store, comment.id)
    assert await found(store, "rejected") == []
    assert await store.retention.due(limit("rejected")) == Due(1, 1)


async def test_reported_comments_are_held_back(store: Store) -> None:
    comment = new()
    await publish(store, comment)
    await store.reports.take(
        ReportRecord("r", comment.id, "threat", 60, SECRET), entries.report("r", "threat")
    )
    assert await found(store, "published") == []
    assert await store.retention.due(limit("published")) == Due(1, 1)
    assert await forget(store, "reports") == 0  # nobody has answered it


async def test_a_guest_is_forgotten_and_the_comments_stay(store: Store) -> None:
    mine = [
        new(f"text {number}", author="g1", author_name=SECRET, submitted_at=100 * number) for number in (1, 2)
    ]
    mine[0] = replace(mine[0], new_author=NewAuthor("g1", b"key"))
    await publish(store, mine[0])
    await reject(store, mine[1])
    liked = new("liked")
    await publish(store, liked)
    await store.marks.set(liked.id, "g1", True, 5)
    await store.caught_up()  # type: ignore[attr-defined]
    before = await store.article_by_id("s-a")
    assert await forget(store, "guests", 200) == 0  # the second comment is not older
    assert await forget(store, "guests", 201) == 1
    for comment in mine:
        record = await store.comment(comment.id)
        assert record is not None
        assert (record.author, record.author_name, record.text) == (None, "Somebody", comment.text)
    assert await store.authors.by_id("g1") is None
    assert await store.authors.of_token("s", b"key", LATER) is None
    marked = await store.comment(liked.id)
    assert marked is not None
    assert marked.marks == 1
    assert await store.marks.of_reader("g1", "s-a") == []
    after = await store.article_by_id("s-a")
    assert before is not None
    assert after is not None
    assert after.revision > before.revision
    assert await forget(store, "guests") == 0


async def test_a_guest_with_something_open_is_held_back(store: Store) -> None:
    waiting = new(author="g1", new_author=NewAuthor("g1", b"key"))
    await add(store, waiting)
    assert await forget(store, "guests") == 0
    assert await store.retention.due(limit("guests")) == Due(1, 1)
    await carry(store, approval(waiting))
    assert await forget(store, "guests") == 1


async def test_an_idle_account_is_forgotten_whole(store: Store) -> None:
    await store.readers.sign_in(BY_MAIL)
    mine = new("by the account", author="a1", author_name=SECRET, submitted_at=50)
    await publish(store, mine)
    assert await forget(store, "guests") == 0  # an account is no guest
    ends = BY_MAIL.expires_at
    asked = Limit("s", "accounts", BY_MAIL.at + 1_000, ends - 1)
    assert await store.retention.due(asked) == Due(0, 0)  # still signed in somewhere
    assert await forget(store, "accounts", BY_MAIL.at) == 0
    assert await forget(store, "accounts") == 1
    assert await store.readers.account("a1") is None
    assert await store.readers.by_email("ann@x.example") == []
    record = await store.comment(mine.id)
    assert record is not None
    assert (record.author, record.author_name, record.text) == (None, "Somebody", "by the account")


async def test_who_was_suspended_stays_for_the_record_alone(store: Store) -> None:
    await store.readers.sign_in(BY_MAIL)
    draft = EntryDraft(Kind.SUSPENSION, {"step": "suspend"})
    await store.suspensions.suspend(suspension(until=LATER + 5), draft)
    assert await forget(store, "accounts") == 0
    await store.suspensions.lift("sus", "moderator:m", 500, draft)
    assert await forget(store, "accounts") == 1
    assert await forget(store, "accounts") == await forget(store, "guests") == 0
    assert await forget(store, "suspensions", 500) == 0
    assert await forget(store, "suspensions", 501) == 1
    kept = await store.suspensions.by_id("sus")
    assert kept is not None
    assert (kept.ground, kept.appeal, kept.by) == ("", "", "moderator:m")
    assert await forget(store, "suspensions") == 0


async def test_words_of_appeals_reports_and_notes_go(store: Store) -> None:
    comment = new("a text that stays")
    await publish(store, comment)
    report = ReportRecord("r", comment.id, "threat", 60, f"{SECRET} report", reporter="somebody")
    await store.reports.take(report, entries.report("r", "threat"))
    rejecting = Decision(Outcome.REJECT, "moderator:m", (), "e", "g", "manual")
    await carry(
        store,
        Change(
            comment.id, 100, (State.APPROVED,), State.REJECTED,
            (entries.decision(rejecting), entries.retraction("decision")),
            decision=rejecting, note=f"{SECRET} note", closes_reports=True,
        ),
    )  # fmt: skip
    appeal = AppealRecord("ap", comment.id, f"{SECRET} appeal", 200, salt=b"s" * 32)
    draft = entries.appeal("ap", b"d" * 32)
    await carry(
        store, change(comment.id, State.REJECTED, draft, expected=(State.REJECTED,), at=200, appeal=appeal)
    )
    await escalated(store, comment.id)
    await store.caught_up()  # type: ignore[attr-defined]
    for rule in ("appeals", "reports", "notes"):
        assert await forget(store, rule) == 0
        assert (await store.retention.due(limit(rule))).held == (await store.retention.due(limit(rule))).due
    upheld = Decision(Outcome.REJECT, "moderator:m", (), "e", "g", "manual", appeal="ap")
    answered = replace(
        appeal, outcome="upheld", answered_at=300, answered_by="moderator:m", reply=f"{SECRET} reply"
    )
    await carry(
        store,
        Change(
            comment.id, 300, (State.REJECTED,), State.REJECTED, (entries.decision(upheld),),
            decision=upheld, appeal=answered,
        ),
    )  # fmt: skip
    await store.escalations.close("esc", "moderator:m", 400, f"{SECRET} answer", ENTRY)
    assert await forget(store, "appeals", 300) == 0
    assert await forget(store, "appeals", 301) == 1
    assert await forget(store, "reports") == 1
    assert await forget(store, "notes", most=1) == 1
    assert await forget(store, "notes") == 1
    kept = await store.appeal_of(comment.id)
    assert kept is not None
    assert (kept.text, kept.reply, kept.outcome) == ("", "", "upheld")
    assert await store.notes_of(comment.id) == []
    closed = await store.escalations.by_id("esc")
    assert closed is not None
    assert (closed.reason, closed.answer) == ("", "")
    item = await store.queue_item(comment.id)
    assert item is not None
    assert item.comment.text == "a text that stays"
    for rule in ("appeals", "reports", "notes"):
        assert await forget(store, rule) == 0


async def test_a_comment_sent_again_is_known_for_so_long(store: Store) -> None:
    comment = new("once", idempotency_hash=b"i", fingerprint=b"f", sealed_token=b"t", submitted_at=10)
    again = replace(comment, id="other", token_hash=b"other")
    await add(store, comment)
    assert (await add(store, again)).replayed
    assert await forget(store, "retries", 10) == 0
    assert await forget(store, "retries", 11) == 1
    assert not (await add(store, again)).replayed


async def test_each_step_writes_one_entry_about_the_site(store: Store) -> None:
    for number in range(3):
        await add(store, new(idempotency_hash=bytes([number]), submitted_at=number))
    assert await forget(store, "retries", most=2) == 2
    assert await forget(store, "retries", most=2) == 1
    assert await forget(store, "retries", most=2) == 0
    written = [(one.comment, one.kind, dict(one.body)) async for one in store.entries(DESK_CHAIN)]
    said = {"by": "retention", "rule": "retries", "days": 7}
    assert written == [("s", Kind.ERASURE, {**said, "number": number}) for number in (2, 1)]


async def test_every_rule_can_be_counted(store: Store) -> None:
    for rule in RULES:
        assert await store.retention.due(limit(rule)) == Due(0, 0)
