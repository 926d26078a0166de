"""Passkeys: what a real authenticator signs is taken, and nothing else."""

from __future__ import annotations

import json

import pytest
from tests.authenticator import PRESENT, Authenticator

from gatepost.conversation.accounts import people
from gatepost.conversation.records import Moderator
from gatepost.store.sqlite.store import SQLiteStore
from gatepost.web.accounts import Accounts
from gatepost.web.accounts.passkeys import RelyingParty, relying_party
from gatepost.web.problems import Problem

PARTY = RelyingParty("comments.test", "https://comments.test")


@pytest.fixture
def key() -> Authenticator:
    return Authenticator(PARTY.origin, PARTY.id)


@pytest.fixture
async def ann(accounts: Accounts) -> Moderator:
    return await accounts.add_moderator("Ann", "correct horse battery")


async def add(accounts: Accounts, ann: Moderator, key: Authenticator) -> None:
    begun = await accounts.passkeys.begin_adding(PARTY, ann)
    await accounts.passkeys.end_adding(
        PARTY, ann, begun["ceremony"], key.create(begun["publicKey"]), " Phone "
    )


async def enter(accounts: Accounts, key: Authenticator) -> Moderator:
    begun = await accounts.passkeys.begin_signing_in(PARTY)
    return await accounts.passkeys.end_signing_in(PARTY, begun["ceremony"], key.get(begun["publicKey"]))


async def refused(accounts: Accounts, key: Authenticator) -> None:
    with pytest.raises(Problem, match="sign-in-refused"):
        await enter(accounts, key)


async def test_a_key_is_added_and_signs_in_without_a_name(
    accounts: Accounts, store: SQLiteStore, ann: Moderator, key: Authenticator
) -> None:
    begun = await accounts.passkeys.begin_adding(PARTY, ann)
    asked = begun["publicKey"]
    assert asked["rp"]["id"] == PARTY.id
    assert asked["authenticatorSelection"]["residentKey"] == "required"
    assert asked["authenticatorSelection"]["userVerification"] == "required"
    await add(accounts, ann, key)
    (kept,) = await store.accounts.passkeys(ann.id)
    assert (kept.label, kept.used_at) == ("Phone", None)
    begun = await accounts.passkeys.begin_signing_in(PARTY)
    assert begun["publicKey"]["userVerification"] == "required"
    assert begun["publicKey"].get("allowCredentials", []) == []
    assert await enter(accounts, key) == ann
    (kept,) = await store.accounts.passkeys(ann.id)
    assert (kept.sign_count, kept.used_at) == (key.count, accounts._clock())
    # The device is asked not to be added twice.
    again = await accounts.passkeys.begin_adding(PARTY, ann)
    assert len(again["publicKey"]["excludeCredentials"]) == 1


async def test_an_answer_works_once(accounts: Accounts, ann: Moderator, key: Authenticator) -> None:
    await add(accounts, ann, key)
    begun = await accounts.passkeys.begin_signing_in(PARTY)
    answer = key.get(begun["publicKey"])
    assert await accounts.passkeys.end_signing_in(PARTY, begun["ceremony"], answer)
    with pytest.raises(Problem, match="ceremony-gone"):
        await accounts.passkeys.end_signing_in(PARTY, begun["ceremony"], answer)
    other = await accounts.passkeys.begin_signing_in(PARTY)
    with pytest.raises(Problem, match="sign-in-refused"):
        await accounts.passkeys.end_signing_in(PARTY, other["ceremony"], answer)


async def test_a_copied_key_is_found_out_by_its_count(
    accounts: Accounts, ann: Moderator, key: Authenticator
) -> None:
    await add(accounts, ann, key)
    for _ in range(2):
        await enter(accounts, key)
    key.count = 0
    await refused(accounts, key)


async def test_keys_that_do_not_count_are_fine(
    accounts: Accounts, ann: Moderator, key: Authenticator
) -> None:
    await add(accounts, ann, key)
    for _ in range(2):
        key.count = -1
        assert await enter(accounts, key) == ann


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("origin", "https://evil.test"),
        ("origin", "http://comments.test"),
        ("rp_id", "evil.test"),
        ("flags", PRESENT),
        ("flags", 0),
        ("user", b"somebody else"),
        ("id", b"unknown"),
    ],
)
async def test_anything_that_is_not_as_agreed_is_refused(
    accounts: Accounts, ann: Moderator, key: Authenticator, name: str, value: object
) -> None:
    await add(accounts, ann, key)
    setattr(key, name, value)
    await refused(accounts, key)


@pytest.mark.parametrize(
    ("name", "value"), [("origin", "https://evil.test"), ("rp_id", "evil.test"), ("flags", PRESENT)]
)
async def test_such_a_key_is_not_added_either(
    accounts: Accounts, ann: Moderator, key: Authenticator, name: str, value: object
) -> None:
    setattr(key, name, value)
    with pytest.raises(Problem, match="passkey-refused"):
        await add(accounts, ann, key)


async def test_another_key_with_the_same_id_is_refused(
    accounts: Accounts, ann: Moderator, key: Authenticator
) -> None:
    await add(accounts, ann, key)
    forged = Authenticator(PARTY.origin, PARTY.id)
    forged.id, forged.user, forged.count = key.id, key.user, 9
    await refused(accounts, forged)
    bob = await accounts.add_moderator("Bob", "correct horse battery")
    with pytest.raises(Problem, match="registered already"):
        await add(accounts, bob, forged)


async def test_ceremonies_are_of_one_kind_one_person_and_five_minutes(
    accounts: Accounts, ann: Moderator, key: Authenticator, clock
) -> None:
    bob = await accounts.add_moderator("Bob", "correct horse battery")
    for_ann = await accounts.passkeys.begin_adding(PARTY, ann)
    with pytest.raises(Problem, match="ceremony-gone"):
        await accounts.passkeys.end_adding(
            PARTY, bob, for_ann["ceremony"], key.create(for_ann["publicKey"]), ""
        )
    signing = await accounts.passkeys.begin_signing_in(PARTY)
    with pytest.raises(Problem, match="ceremony-gone"):
        await accounts.passkeys.end_adding(
            PARTY, ann, signing["ceremony"], key.create(for_ann["publicKey"]), ""
        )
    late = await accounts.passkeys.begin_signing_in(PARTY)
    clock.pass_minutes(5)
    with pytest.raises(Problem, match="ceremony-gone"):
        await accounts.passkeys.end_signing_in(PARTY, late["ceremony"], "{}")


@pytest.mark.parametrize(
    "credential",
    ["", "{", "[]", "{}", "[" * 9_000, json.dumps({"id": "AA", "response": {}}), "x" * 20_001, '{"id":"é"}',
     json.dumps({"id": 7, "response": {"userHandle": 7}})],
)  # fmt: skip
async def test_rubbish_is_refused_and_no_fault(accounts: Accounts, credential: str) -> None:
    begun = await accounts.passkeys.begin_signing_in(PARTY)
    with pytest.raises(Problem, match="sign-in-refused"):
        await accounts.passkeys.end_signing_in(PARTY, begun["ceremony"], credential)


async def test_who_is_shut_out_has_no_use_of_a_key(
    accounts: Accounts, store: SQLiteStore, ann: Moderator, key: Authenticator
) -> None:
    await add(accounts, ann, key)
    await people.shut_out(store, 1, "operator", ann.id)
    await refused(accounts, key)


async def test_keys_are_bounded_in_number(accounts: Accounts, ann: Moderator) -> None:
    for _ in range(20):
        await add(accounts, ann, Authenticator(PARTY.origin, PARTY.id))
    with pytest.raises(Problem, match="At most 20"):
        await accounts.passkeys.begin_adding(PARTY, ann)


@pytest.mark.parametrize(
    ("base", "host", "party"),
    [
        (
            "https://comments.example.org",
            "x",
            RelyingParty("comments.example.org", "https://comments.example.org"),
        ),
        ("https://c.example:8443", "x", RelyingParty("c.example", "https://c.example:8443")),
        ("http://127.0.0.1:8000", "127.0.0.1:8000", None),
        ("http://127.0.0.1:8000", "localhost:8000", RelyingParty("localhost", "http://localhost:8000")),
        ("http://[::1]:8000", "localhost:8000", RelyingParty("localhost", "http://localhost:8000")),
        ("http://10.0.0.1:8000", "localhost:8000", None),
        ("http://127.0.0.1:8000", "evil.test", None),
    ],
)
def test_passkeys_are_for_a_host_name(base: str, host: str, party: RelyingParty | None) -> None:
    assert relying_party(base, host) == party
