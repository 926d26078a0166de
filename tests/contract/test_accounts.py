"""People, invitations, passkeys, ceremonies and identities, in every store."""

from __future__ import annotations

import asyncio

import pytest

from gatepost.conversation.accounts.ports import (
    IdentityTaken,
    InvitationGone,
    LastAdmin,
    PasskeyTaken,
)
from gatepost.conversation.accounts.records import Ceremony, Identity, Invitation, Passkey
from gatepost.conversation.ports import EntryDraft, NameTaken, Store
from gatepost.conversation.records import Moderator, SessionRecord
from gatepost.vocabulary import DESK_CHAIN, Kind

ANN = Moderator("ann", "Ann", "admin", "hash")
BOB = Moderator("bob", "Bob", "moderator", "hash")


def told(act: str) -> EntryDraft:
    return EntryDraft(Kind.PEOPLE, {"act": act})


async def acts(store: Store) -> list[tuple[str, str]]:
    return [(entry.comment, entry.body["act"]) async for entry in store.entries(DESK_CHAIN)]


async def people(store: Store) -> None:
    for at, person in enumerate((ANN, BOB)):
        await store.accounts.add_person(person, at, told("added"))


def invitation(name: str = "Cem", at: int = 10, until: int = 100, token: bytes = b"t") -> Invitation:
    return Invitation(f"id-{name}", token, name, "editor", "moderator:ann", at, until)


async def test_a_person_is_added_once_and_told(store: Store) -> None:
    await people(store)
    with pytest.raises(NameTaken):
        await store.accounts.add_person(Moderator("x", "Ann", "editor"), 3, told("added"))
    assert await store.moderator("ann") == ANN
    assert await acts(store) == [("ann", "added"), ("bob", "added")]


async def test_roles_change_but_the_last_admin_stays(store: Store) -> None:
    await people(store)
    with pytest.raises(LastAdmin):
        await store.accounts.set_role("ann", "editor", 5, told("role"))
    with pytest.raises(LastAdmin):
        await store.accounts.set_disabled("ann", True, 5, told("out"))
    with pytest.raises(KeyError):
        await store.accounts.set_role("nobody", "editor", 5, told("role"))
    assert (await store.accounts.set_role("bob", "admin", 6, told("role"))).role == "admin"
    await store.accounts.set_role("bob", "admin", 7, told("role"))
    assert (await store.accounts.set_disabled("ann", True, 8, told("out"))).disabled
    with pytest.raises(LastAdmin):
        await store.accounts.set_role("bob", "moderator", 9, told("role"))
    # A disabled admin counts for nobody, and may become anything.
    assert (await store.accounts.set_role("ann", "auditor", 9, told("role"))).role == "auditor"
    assert [act for _, act in await acts(store)] == ["added", "added", "role", "out", "role"]


async def test_two_admins_cannot_shut_each_other_out_at_once(store: Store) -> None:
    await people(store)
    await store.accounts.set_role("bob", "admin", 5, told("role"))
    results = await asyncio.gather(
        store.accounts.set_disabled("ann", True, 6, told("out")),
        store.accounts.set_disabled("bob", True, 6, told("out")),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in results) == ["LastAdmin", "Moderator"]


async def test_who_is_shut_out_is_signed_out(store: Store) -> None:
    await people(store)
    await store.add_session(SessionRecord(b"s", "bob", 1, 10**9))
    await store.add_link(b"l", "bob", 10**9)
    await store.accounts.begin(Ceremony(b"c", "add", b"{}", 10**9, "bob"), 1)
    await store.accounts.set_disabled("bob", True, 6, told("out"))
    assert await store.session(b"s") is None
    assert await store.take_link(b"l", 7) is None
    assert await store.accounts.take_ceremony(b"c", "add", 7) is None
    assert not (await store.accounts.set_disabled("bob", False, 8, told("in"))).disabled


async def test_another_password_ends_the_other_sessions_and_links(store: Store) -> None:
    await people(store)
    for token in (b"one", b"two"):
        await store.add_session(SessionRecord(token, "bob", 1, 10**9, "Firefox", "password", 1))
    await store.add_session(SessionRecord(b"anns", "ann", 1, 10**9))
    await store.add_link(b"l", "bob", 10**9)
    await store.accounts.seen(b"one", 77)
    await store.accounts.set_password("bob", "new", b"one")
    (left,) = await store.sessions("bob")
    assert (left.token_hash, left.via, left.seen_at) == (b"one", "password", 77)
    assert await store.session(b"anns") is not None
    assert await store.take_link(b"l", 7) is None
    assert (await store.moderator("bob")).password_hash == "new"  # type: ignore[union-attr]
    await store.accounts.end_other_sessions("bob", b"")
    assert await store.sessions("bob") == []


async def test_an_invitation_is_taken_once(store: Store) -> None:
    await people(store)
    await store.accounts.invite(invitation(), told("invited"))
    assert await store.accounts.invitation(b"t", 99) == invitation()
    assert await store.accounts.invitation(b"t", 100) is None
    made = await store.accounts.accept(b"t", "hash", 50, told("joined"), ("https://id.test", "7"))
    assert made == Moderator("id-Cem", "Cem", "editor", "hash")
    assert await store.accounts.moderator_of("https://id.test", "7") == made
    with pytest.raises(InvitationGone):
        await store.accounts.accept(b"t", "hash", 51, told("joined"))
    assert (await acts(store))[2:] == [("id-Cem", "invited"), ("id-Cem", "joined")]


async def test_an_invitation_ends_in_time_or_when_it_is_withdrawn(store: Store) -> None:
    await people(store)
    await store.accounts.invite(invitation(), told("invited"))
    with pytest.raises(InvitationGone):
        await store.accounts.accept(b"t", "hash", 100, told("joined"))
    with pytest.raises(NameTaken):
        await store.accounts.invite(invitation(at=20, token=b"u"), told("invited"))
    with pytest.raises(NameTaken):
        await store.accounts.add_person(Moderator("c", "Cem", "editor"), 20, told("added"))
    with pytest.raises(NameTaken):
        await store.accounts.invite(invitation("Ann", token=b"v"), told("invited"))
    # An expired one makes room for another of the name.
    await store.accounts.invite(invitation(at=120, until=200, token=b"w"), told("invited"))
    assert [one.token_hash for one in await store.accounts.invitations(130)] == [b"w"]
    assert await store.accounts.withdraw_invitation("id-Cem", 140, told("withdrawn"))
    assert not await store.accounts.withdraw_invitation("id-Cem", 140, told("withdrawn"))
    assert await store.accounts.invitations(150) == []
    assert [act for _, act in await acts(store)][2:] == ["invited", "invited", "withdrawn"]


async def test_an_invitation_whose_account_is_taken_stays_open(store: Store) -> None:
    await people(store)
    await store.accounts.link_identity(Identity("https://id.test", "7", "bob"))
    await store.accounts.invite(invitation(), told("invited"))
    with pytest.raises(IdentityTaken):
        await store.accounts.accept(b"t", "", 50, told("joined"), ("https://id.test", "7"))
    assert await store.accounts.invitation(b"t", 51) is not None
    assert await store.moderator("id-Cem") is None


async def test_passkeys_are_their_owners(store: Store) -> None:
    await people(store)
    key = Passkey(b"k", "bob", b"public", 3, "Phone", 1)
    await store.accounts.add_passkey(key)
    with pytest.raises(PasskeyTaken):
        await store.accounts.add_passkey(Passkey(b"k", "ann", b"other", 0, "", 2))
    assert await store.accounts.use_passkey(b"k", 3, 4, 9)
    assert not await store.accounts.use_passkey(b"k", 3, 5, 10)
    assert not await store.accounts.name_passkey("ann", b"k", "Mine")
    assert await store.accounts.name_passkey("bob", b"k", "Key")
    assert await store.accounts.passkeys("bob") == [Passkey(b"k", "bob", b"public", 4, "Key", 1, 9)]
    assert not await store.accounts.remove_passkey("ann", b"k")
    assert await store.accounts.remove_passkey("bob", b"k")
    assert await store.accounts.passkey(b"k") is None


async def test_a_ceremony_ends_once_as_what_it_began(store: Store) -> None:
    for token in (b"a", b"b", b"c"):
        await store.accounts.begin(Ceremony(token, "sign-in", b"{}", 100), 1)
    assert await store.accounts.take_ceremony(b"a", "sign-in", 50) == Ceremony(b"a", "sign-in", b"{}", 100)
    assert await store.accounts.take_ceremony(b"a", "sign-in", 50) is None
    assert await store.accounts.take_ceremony(b"b", "add", 50) is None
    assert await store.accounts.take_ceremony(b"b", "sign-in", 50) is None
    assert await store.accounts.take_ceremony(b"c", "sign-in", 100) is None


async def test_an_account_of_a_provider_has_one_owner(store: Store) -> None:
    await people(store)
    one = Identity("https://id.test", "7", "bob")
    await store.accounts.link_identity(one)
    await store.accounts.link_identity(one)
    with pytest.raises(IdentityTaken):
        await store.accounts.link_identity(Identity("https://id.test", "7", "ann"))
    assert await store.accounts.identities("bob") == [one]
    assert await store.accounts.moderator_of("https://id.test", "8") is None
    assert await store.accounts.moderator_of("https://else.test", "7") is None
    assert await store.accounts.unlink("bob", "https://id.test")
    assert await store.accounts.moderator_of("https://id.test", "7") is None
