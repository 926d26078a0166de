"""Readers' accounts: sessions that end, links that work once, a guest who becomes part of an account."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from tests.contract.making import add, article, new, publish

from gatepost.conversation.authors.ports import AuthorGone
from gatepost.conversation.authors.records import NewAuthor
from gatepost.conversation.ports import EntryDraft, Store
from gatepost.conversation.readers.ports import BeingErased, LinkGone
from gatepost.conversation.readers.records import EmailLink, SignIn, Tell
from gatepost.conversation.suspensions.records import SuspensionRecord
from gatepost.vocabulary import Kind

BY_MAIL = SignIn("s", "a1", b"key", "email", "ann@x.example", b"session", 1_000, 2_000, first_language="tr")


async def guest(store: Store, author: str = "g1", key: bytes = b"guest") -> str:
    """A guest with one published comment; its id."""
    await store.ensure_article(article())
    comment = new(author=author, new_author=NewAuthor(author, key))
    await publish(store, comment)
    return comment.id


async def test_an_account_is_made_once_and_found_again(store: Store) -> None:
    made = await store.readers.sign_in(BY_MAIL)
    assert (made.author, made.kind, made.email, made.name, made.language) == (
        "a1",
        "email",
        "ann@x.example",
        "",
        "tr",
    )
    await store.readers.change("a1", "Ann", "ckb", Tell(mentions=False))
    again = await store.readers.sign_in(
        replace(BY_MAIL, author="other", session=b"two", at=1_500, first_language="fa")
    )
    assert (again.author, again.name, again.language, again.seen_at) == ("a1", "Ann", "ckb", 1_500)
    assert again.tell == Tell(mentions=False)
    assert await store.readers.account("a1") == again == await store.readers.of_key("s", b"key")
    assert await store.readers.of_key("t", b"key") is None
    assert await store.readers.by_email(" ANN@X.example") == [again]
    assert await store.readers.change("nobody", "X") is None


async def test_a_session_opens_its_author_on_its_site_until_it_ends(store: Store) -> None:
    account = await store.readers.sign_in(BY_MAIL)
    author = await store.authors.of_token("s", b"session", 1_999)
    assert author is not None
    assert author.account == account
    assert await store.authors.of_token("s", b"session", 2_000) is None
    assert await store.authors.of_token("t", b"session", 1_999) is None
    await store.readers.sign_in(replace(BY_MAIL, session=b"two"))
    assert [one.token_hash for one in await store.readers.sessions_of("a1", 1_500)] == [b"session", b"two"]
    assert await store.readers.end_session(b"session")
    assert not await store.readers.end_session(b"session")
    assert await store.authors.of_token("s", b"session", 1_500) is None
    assert await store.readers.end_sessions("a1") == 1


async def test_the_publishers_word_renews_name_badge_and_address(store: Store) -> None:
    first = replace(BY_MAIL, kind="sso", name="Ann", badge="author")
    assert (await store.readers.sign_in(first)).badge == "author"
    account = await store.readers.sign_in(replace(first, session=b"two", name=None, badge="", email=None))
    assert (account.name, account.badge, account.email) == ("Ann", "", None)


async def test_a_link_works_once_and_not_too_late(store: Store) -> None:
    link = EmailLink(b"link", "s", "ann@x.example", 1_000, 1_800, "g1")
    await store.readers.keep_link(link)
    assert await store.readers.link(b"link", 1_799) == link
    assert await store.readers.link(b"link", 1_800) is None
    with pytest.raises(LinkGone):
        await store.readers.sign_in(replace(BY_MAIL, link=b"link", at=1_800))
    assert await store.readers.account("a1") is None  # nothing of it happened
    await store.readers.sign_in(replace(BY_MAIL, link=b"link"))
    with pytest.raises(LinkGone):
        await store.readers.sign_in(replace(BY_MAIL, link=b"link", session=b"two"))
    assert await store.authors.of_token("s", b"two", 1_001) is None


async def test_a_guest_comes_along_with_all_that_hangs_on_it(store: Store) -> None:
    comment = await guest(store)
    other = new()
    await publish(store, other)
    await store.readers.sign_in(BY_MAIL)
    for reader in ("g1", "a1"):
        await store.marks.set(other.id, reader, True, 5)
    held = SuspensionRecord("sus", "g1", comment, "threat", "Because.", b"x" * 32, "moderator:m", 10, 5_000)
    await store.suspensions.suspend(held, EntryDraft(Kind.SUSPENSION, {"step": "suspend"}))
    await store.readers.sign_in(replace(BY_MAIL, session=b"two", guest="g1"))
    assert [one.id for one in await store.authors.comments_of("a1")] == [comment]
    assert await store.authors.by_id("g1") is None
    assert await store.authors.of_token("s", b"guest", 1_001) is None
    found = await store.suspensions.in_force("a1", 1_001)
    assert found is not None
    assert found.id == "sus"
    marked = await store.comment(other.id)
    assert marked is not None
    assert marked.marks == 1
    with pytest.raises(AuthorGone):
        await add(store, new(author="g1"))


async def test_a_mark_on_what_becomes_ones_own_comment_goes(store: Store) -> None:
    comment = await guest(store)
    await store.readers.sign_in(BY_MAIL)
    await store.marks.set(comment, "a1", True, 5)
    before = await store.page("s-a", "oldest", None, 9)
    await store.readers.sign_in(replace(BY_MAIL, session=b"two", guest="g1"))
    found = await store.comment(comment)
    assert found is not None
    assert found.marks == 0
    # Whoever has the list from before is told that it has changed.
    assert (await store.page("s-a", "oldest", None, 9)).revision == before.revision + 1


async def test_only_a_guest_of_the_same_site_comes_along(store: Store) -> None:
    await guest(store)
    await store.readers.sign_in(replace(BY_MAIL, site="t", guest="g1"))
    await store.readers.sign_in(replace(BY_MAIL, author="a2", key_hash=b"two", session=b"two", guest="a1"))
    assert await store.authors.by_id("g1") is not None
    assert await store.readers.account("a1") is not None  # accounts do not melt into one another


async def test_who_is_being_erased_cannot_sign_in(store: Store) -> None:
    await store.readers.sign_in(BY_MAIL)
    assert await store.rights.begin_erasing("a1", 1_100)
    with pytest.raises(BeingErased):
        await store.readers.sign_in(replace(BY_MAIL, session=b"two"))
    await store.ensure_article(article())
    with pytest.raises(AuthorGone):
        await add(store, new(author="a1"))
    assert await store.rights.finish_erasing("a1", 1_100)
    anew = await store.readers.sign_in(replace(BY_MAIL, author="a9", session=b"three"))
    assert anew.author == "a9"


async def test_a_comment_keeps_the_badge_that_it_was_sent_with(store: Store) -> None:
    await store.ensure_article(article())
    comment = new(badge="author")
    assert (await add(store, comment)).comment.badge == "author"
    found = await store.comment(comment.id)
    assert found is not None
    assert found.badge == "author"


async def test_links_and_sessions_that_have_ended_are_forgotten(store: Store) -> None:
    """Somebody may have typed an address, perhaps another's, and never come back."""
    await store.readers.keep_link(EmailLink(b"old", "s", "quokka@x.example", 1_000, 1_800))
    await store.readers.keep_link(EmailLink(b"new", "s", "ann@x.example", 1_000, 1_900))
    await store.readers.sign_in(BY_MAIL)
    await store.readers.sign_in(replace(BY_MAIL, session=b"two", expires_at=9_000))
    assert await store.readers.forget(1_800) == 1
    assert await store.readers.link(b"old", 0) is None
    assert await store.readers.link(b"new", 0) is not None
    assert await store.readers.forget(2_000) == 2
    assert [one.token_hash for one in await store.readers.sessions_of("a1", 0)] == [b"two"]


async def test_who_is_gone_or_being_erased_follows_nothing(store: Store) -> None:
    await store.ensure_article(article())
    await store.readers.sign_in(BY_MAIL)
    await store.rights.begin_erasing("a1", 1_100)
    for _ in range(2):
        with pytest.raises(AuthorGone):
            await store.follows.set("a1", "s-a", True, 5)
        await store.follows.set("a1", "s-a", False, 5)
        assert await store.rights.finish_erasing("a1", 1_100)
    assert await store.follows.of("a1") == []
