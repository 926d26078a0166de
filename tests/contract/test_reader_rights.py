"""Erasing a reader: nothing is left that could be read, what must stay stays, and the ledger verifies."""

from __future__ import annotations

from msgspec.structs import replace
from tests.contract.making import carry, change, new, publish
from tests.contract.test_reader_accounts import BY_MAIL, guest

from gatepost.conversation import entries
from gatepost.conversation.letters.records import Letter, Said
from gatepost.conversation.ports import EntryDraft, Store
from gatepost.conversation.readers.records import EmailLink
from gatepost.conversation.records import ReportRecord
from gatepost.conversation.suspensions.records import SuspensionRecord
from gatepost.vocabulary import Kind, State

SECRET = "zanzibarquokka"
"""A word that stands nowhere else."""


def suspension(until: int = 9_000, **more: object) -> SuspensionRecord:
    made = SuspensionRecord(
        "sus", "a1", None, "threat", f"{SECRET} ground", b"x" * 32, "moderator:m", 10, until
    )
    return replace(made, **more)  # type: ignore[arg-type]


async def suspend(store: Store, record: SuspensionRecord) -> None:
    draft = EntryDraft(Kind.SUSPENSION, {"step": "suspend"})
    await store.suspensions.suspend(record, draft)
    await store.suspensions.appeal("sus", f"{SECRET} appeal", 20, draft)


async def a_full_reader(store: Store) -> tuple[str, str]:
    """An account with one of everything; its comment and somebody else's."""
    await guest(store, "g2", b"somebody")
    other = new(f"about {SECRET[:8]}")
    await publish(store, other)
    await store.readers.sign_in(replace(BY_MAIL, email=f"{SECRET}@x.example"))
    await store.readers.change("a1", f"{SECRET} Ann")
    own = new(f"{SECRET} text", author="a1", author_name=f"{SECRET} Ann")
    await publish(store, own)
    await store.marks.set(other.id, "a1", True, 5)
    report = ReportRecord("r1", other.id, "threat", 6, f"{SECRET} report", reporter="a1")
    await store.reports.take(report, entries.report("r1", "threat"))
    theirs = ReportRecord("r2", other.id, "threat", 7, "walrus report", reporter="g2")
    await store.reports.take(theirs, entries.report("r2", "threat"))
    await store.readers.keep_link(EmailLink(b"l", "s", f"{SECRET}@x.example", 1, 9_000))
    store.letters.on = True
    await store.letters.write(Letter("let", "reply", "s", 5, 9_000, "a1", own.id))
    link = Said(to=f"{SECRET}@X.example", link=f"https://x.example/#{SECRET}", language="en")
    await store.letters.write(Letter("link", "sign-in", "s", 5, 9_000, said=link))
    walrus = Said(to="walrus@x.example", link="https://x.example/#walrus", language="en")
    await store.letters.write(Letter("other", "sign-in", "s", 5, 9_000, said=walrus))
    return own.id, other.id


async def erase(store: Store, at: int = 1_500) -> None:
    assert await store.rights.begin_erasing("a1", at)
    for comment in await store.rights.some_comments("a1", 50):
        drafts = (entries.erasure("author"), entries.retraction("erasure"))
        await carry(
            store,
            change(
                comment.id, State.ERASED, *drafts, expected=(comment.state,), erase=True, closes_reports=True
            ),
        )
    assert await store.rights.finish_erasing("a1", at)


async def test_all_belongings_are_handed_out(store: Store) -> None:
    own, other = await a_full_reader(store)
    found = await store.rights.belongings("a1")
    assert [(mark.comment, mark.at) for mark in found.marks] == [(other, 5)]
    assert [(report.comment, report.text) for report in found.reports] == [(other, f"{SECRET} report")]
    assert [(letter.kind, letter.about) for letter in found.letters] == [("reply", own)]


async def test_nothing_can_be_read_any_more(store: Store) -> None:
    own, other = await a_full_reader(store)
    await store.caught_up()
    await erase(store)
    assert await store.authors.by_id("a1") is None
    assert await store.readers.account("a1") is None
    assert await store.authors.of_token("s", b"session", 1_501) is None
    assert await store.readers.link(b"l", 2) is None
    assert (await store.rights.belongings("a1")).reports == ()
    marked = await store.comment(other)
    assert marked is not None
    assert (marked.marks, marked.text) == (0, f"about {SECRET[:8]}")
    item = await store.queue_item(other)
    assert item is not None
    assert sorted(report.text for report in item.reports) == ["", "walrus report"]
    erased = await store.comment(own)
    assert erased is not None
    assert (erased.state, erased.text, erased.author, erased.author_name) == (State.ERASED, None, None, "")


async def test_a_link_that_was_not_sent_yet_goes_and_others_stay(store: Store) -> None:
    await a_full_reader(store)
    await erase(store)
    assert [letter.id for letter in await store.letters.take(9_000, 9)] == ["other"]


async def test_no_letter_says_whose_an_erased_comment_was(store: Store) -> None:
    own, _ = await a_full_reader(store)
    await store.letters.write(Letter("kept", "decision", "s", 5, 9_000, "a1", "another"))
    drafts = (entries.erasure("author"), entries.retraction("erasure"))
    await carry(store, change(own, State.ERASED, *drafts, expected=(State.APPROVED,), erase=True))
    assert [letter.about for letter in (await store.rights.belongings("a1")).letters] == ["another"]


async def test_it_does_not_finish_before_the_last_comment_and_twice_is_fine(store: Store) -> None:
    await a_full_reader(store)
    assert not await store.rights.begin_erasing("nobody", 1)
    assert await store.rights.begin_erasing("a1", 1_500)
    assert await store.rights.unfinished() == ["a1"]
    assert not await store.rights.finish_erasing("a1", 1_500)
    assert await store.readers.account("a1") is not None
    await erase(store)
    assert await store.rights.unfinished() == []
    assert await store.rights.finish_erasing("a1", 1_500)


async def test_a_suspension_that_holds_stays_until_its_end(store: Store) -> None:
    await a_full_reader(store)
    await suspend(store, suspension())
    await erase(store)
    held = await store.suspensions.in_force("a1", 1_501)
    assert held is not None
    assert (held.ground, held.appeal, held.waits) == (f"{SECRET} ground", "", False)
    back = await store.readers.sign_in(
        replace(BY_MAIL, author="a9", session=b"new", at=2_000, expires_at=99_000)
    )
    assert back.author == "a1"  # the same reader meets it again
    assert back.name == ""
    await erase(store, 2_500)
    assert await store.rights.unfinished() == ["a1"]
    assert await store.rights.finish_erasing("a1", 9_001)
    assert await store.rights.unfinished() == []
    (over,) = await store.suspensions.of_author("a1")
    assert over.ground == ""
    anew = await store.readers.sign_in(
        replace(BY_MAIL, author="a9", session=b"x", at=9_002, expires_at=99_000)
    )
    assert anew.author == "a9"
