from __future__ import annotations

import pytest

from gatepost.conversation.accounts import people
from gatepost.conversation.refusals import Refusal
from gatepost.store.sqlite.store import SQLiteStore
from gatepost.web.accounts import SESSION_HOURS, Accounts, hash_of
from gatepost.web.accounts.attempts import is_known, known_value
from gatepost.web.problems import Problem

PASSWORD = "correct horse battery"


async def test_the_right_password_opens_a_session_that_ends(accounts: Accounts, clock) -> None:
    moderator = await accounts.add_moderator("Ann", PASSWORD)
    signed_in = await accounts.sign_in("Ann", PASSWORD, "192.0.2.1", "Firefox")
    assert signed_in.moderator == moderator
    assert moderator.password_hash.startswith("$argon2id$")
    assert await accounts.moderator_of_session(signed_in.token) == moderator
    clock.pass_minutes(SESSION_HOURS * 60 - 1)
    assert await accounts.moderator_of_session(signed_in.token) == moderator
    clock.pass_minutes(1)
    assert await accounts.moderator_of_session(signed_in.token) is None
    assert await accounts.sessions.open_ones(moderator.id) == []


@pytest.mark.parametrize(
    ("name", "password"),
    [("Ann", "wrong"), ("Ann", ""), ("ann", PASSWORD), ("Bob", PASSWORD), ("", ""), ("Ann", PASSWORD + "\0"),
     ("Ann", "\ud800")],
)  # fmt: skip
async def test_anything_else_is_refused_alike(accounts: Accounts, name: str, password: str) -> None:
    await accounts.add_moderator("Ann", PASSWORD)
    with pytest.raises(Problem) as caught:
        await accounts.sign_in(name, password, "192.0.2.1")
    assert caught.value.code == "sign-in-refused"
    assert caught.value.detail == "The name or the password is wrong."


@pytest.mark.parametrize("what", ["password", "shut out"])
async def test_a_session_that_began_with_the_old_password_does_not_outlive_it(
    accounts: Accounts, store: SQLiteStore, monkeypatch: pytest.MonkeyPatch, clock, what: str
) -> None:
    """The password is changed, or the person shut out, while the old one is being compared."""
    ann = await accounts.add_moderator("Ann", PASSWORD)
    await accounts.add_moderator("Root", PASSWORD, "admin")
    match = accounts.passwords.match

    async def slowly(password_hash: str, password: str) -> bool:
        right = await match(password_hash, password)
        if what == "password":
            await accounts.set_password(ann, "another password")
        else:
            await people.shut_out(store, clock(), people.OPERATOR, ann.id)
        return right

    monkeypatch.setattr(accounts.passwords, "match", slowly)
    with pytest.raises(Problem) as caught:
        await accounts.sign_in("Ann", PASSWORD, "192.0.2.1")
    assert caught.value.code == "sign-in-refused"
    assert await accounts.sessions.open_ones(ann.id) == []


async def test_an_account_without_a_password_opens_only_by_link(
    accounts: Accounts, store: SQLiteStore
) -> None:
    moderator = await accounts.add_moderator("Ann", PASSWORD)
    await store.add_moderator(type(moderator)(moderator.id, "Ann", "moderator", ""))
    for password in ("", PASSWORD, "\0"):
        with pytest.raises(Problem):
            await accounts.sign_in("Ann", password, "192.0.2.1")
    assert await accounts.enter(await accounts.make_link(moderator.id)) is not None


async def test_a_link_signs_in_once_and_in_time(accounts: Accounts, clock) -> None:
    moderator = await accounts.add_moderator("Ann", PASSWORD)
    link = await accounts.make_link(moderator.id, minutes=5)
    assert await accounts.enter(link) is not None
    assert await accounts.enter(link) is None
    late = await accounts.make_link(moderator.id, minutes=5)
    clock.pass_minutes(6)
    assert await accounts.enter(late) is None
    for wrong in ("", "made-up", "\ud800", "\0"):
        assert await accounts.enter(wrong) is None


async def test_guessing_is_slowed_down_by_name_and_by_address(accounts: Accounts, clock) -> None:
    await accounts.add_moderator("Ann", PASSWORD)
    codes = []
    for number in range(11):
        with pytest.raises(Problem) as caught:
            await accounts.sign_in("Ann", "wrong", f"192.0.2.{number}")
        codes.append(caught.value.code)
    assert codes == ["sign-in-refused"] * 10 + ["rate-limited"]
    assert int(caught.value.headers["Retry-After"]) > 0
    clock.pass_minutes(1)
    assert await accounts.sign_in("Ann", PASSWORD, "192.0.2.1")


async def test_another_password_signs_out_everywhere(accounts: Accounts) -> None:
    moderator = await accounts.add_moderator("Ann", PASSWORD)
    old = await accounts.sign_in("Ann", PASSWORD, "192.0.2.1")
    await accounts.set_password(moderator, "another password")
    assert await accounts.moderator_of_session(old.token) is None
    with pytest.raises(Problem):
        await accounts.sign_in("Ann", PASSWORD, "192.0.2.1")
    assert await accounts.sign_in("Ann", "another password", "192.0.2.1")


@pytest.mark.parametrize(
    ("name", "password", "role", "word"),
    [("", PASSWORD, "moderator", "1 to 80"), ("x" * 81, PASSWORD, "moderator", "1 to 80"),
     ("Bob", "short", "moderator", "at least"), ("Bob", PASSWORD, "king", "one of"),
     ("Ann", PASSWORD, "moderator", "already")],
)  # fmt: skip
async def test_people_who_cannot_be_added(
    accounts: Accounts, name: str, password: str, role: str, word: str
) -> None:
    await accounts.add_moderator("Ann", PASSWORD)
    with pytest.raises(ValueError, match=word):
        await accounts.add_moderator(name, password, role)


async def test_tokens_are_stored_only_hashed(accounts: Accounts, store: SQLiteStore) -> None:
    token = await accounts.add_token("robot", ["desk", "check"])
    assert token.startswith("gp_")
    (record,) = await store.tokens()
    assert record.token_hash == hash_of(token)
    assert record.scopes == ("check", "desk")
    assert (await accounts.program(f"Bearer {token}", "desk")).name == "robot"
    for header in ("", token, f"Basic {token}", "Bearer", f"Bearer {token}x", "Bearer \xff"):
        with pytest.raises(Problem) as caught:
            await accounts.program(header, "desk")
        assert caught.value.status == 401
    for scopes in ([], ["admin"]):
        with pytest.raises(ValueError, match="scope"):
            await accounts.add_token("other", scopes)


async def test_a_wrong_name_takes_as_much_work_as_a_wrong_password(accounts: Accounts, monkeypatch) -> None:
    """Measured in hashes compared, which is what takes the time; a clock would only blink."""
    await accounts.add_moderator("Ann", PASSWORD)
    await people.shut_out(accounts._store, 1, "operator", (await accounts.add_moderator("Bob", PASSWORD)).id)
    compared: list[str] = []
    hasher = accounts.passwords._hasher
    verify = type(hasher).verify

    def counting(self, hashed: str, password: str) -> bool:
        compared.append(hashed)
        return verify(self, hashed, password)

    monkeypatch.setattr(type(hasher), "verify", counting)
    for name in ("Ann", "Nobody", "Bob"):
        compared.clear()
        with pytest.raises(Problem):
            await accounts.sign_in(name, "a wrong password", "192.0.2.1")
        assert [one.split("$")[1:4] for one in compared] == [["argon2id", "v=19", "m=65536,t=3,p=4"]]


async def test_who_is_shut_out_is_refused_at_every_door(accounts: Accounts, store: SQLiteStore) -> None:
    moderator = await accounts.add_moderator("Ann", PASSWORD)
    session = await accounts.sign_in("Ann", PASSWORD, "192.0.2.1")
    await people.shut_out(store, 1, "operator", moderator.id)
    link = await accounts.make_link(moderator.id)
    assert await accounts.moderator_of_session(session.token) is None
    assert await accounts.enter(link) is None
    with pytest.raises(Problem) as caught:
        await accounts.sign_in("Ann", PASSWORD, "192.0.2.1")
    assert caught.value.detail == "The name or the password is wrong."
    await people.let_in(store, 2, "operator", moderator.id)
    assert await accounts.moderator_of_session(session.token) is None
    assert await accounts.sign_in("Ann", PASSWORD, "192.0.2.1")


async def test_an_attacker_does_not_lock_a_known_browser_out(accounts: Accounts) -> None:
    moderator = await accounts.add_moderator("Ann", PASSWORD)
    cookie = accounts.known_cookie(moderator).value
    assert cookie is not None
    for number in range(30):
        with pytest.raises(Problem):
            await accounts.sign_in("Ann", "wrong", f"192.0.2.{number}")
    with pytest.raises(Problem, match="rate-limited"):
        await accounts.sign_in("Ann", PASSWORD, "198.51.100.1")
    assert await accounts.sign_in("Ann", PASSWORD, "198.51.100.1", known=cookie)
    # A known browser may not guess without end either.
    codes = set()
    for _ in range(12):
        with pytest.raises(Problem) as caught:
            await accounts.sign_in("Ann", "wrong", "198.51.100.1", known=cookie)
        codes.add(caught.value.code)
    assert codes == {"sign-in-refused", "rate-limited"}


async def test_a_known_browser_is_known_for_one_name_and_one_password(accounts: Accounts) -> None:
    ann = await accounts.add_moderator("Ann", PASSWORD)
    bob = await accounts.add_moderator("Bob", PASSWORD)
    assert is_known(ann, known_value(ann))
    assert not is_known(bob, known_value(ann))
    for forged in ("", "\udcff", known_value(bob)):
        assert not is_known(ann, forged)
    await accounts.set_password(ann, "another password")
    changed = await accounts._store.moderator(ann.id)
    assert not is_known(changed, known_value(ann))
    # Without a password the HMAC's key would be empty, and anybody could make the cookie.
    nobody = type(ann)("id", "Cem", "moderator", "")
    assert not is_known(nobody, known_value(nobody))


async def test_doors_of_strangers_are_counted_by_address(accounts: Accounts, clock) -> None:
    for _ in range(30):
        accounts.attempts.door("192.0.2.1")
    with pytest.raises(Problem, match="rate-limited"):
        accounts.attempts.door("192.0.2.1")
    accounts.attempts.door("192.0.2.2")
    clock.pass_minutes(0.1)
    accounts.attempts.door("192.0.2.1")


async def test_last_seen_is_coarse(accounts: Accounts, store: SQLiteStore, clock) -> None:
    moderator = await accounts.add_moderator("Ann", PASSWORD)
    signed_in = await accounts.sign_in("Ann", PASSWORD, "192.0.2.1")
    began = clock.now
    for minutes, seen in ((4, began), (2, began + 6 * 60_000_000), (4, began + 6 * 60_000_000)):
        clock.pass_minutes(minutes)
        assert await accounts.moderator_of_session(signed_in.token) == moderator
        (session,) = await store.sessions(moderator.id)
        assert (session.seen_at, session.via) == (seen, "password")


async def test_an_invitation_makes_its_moderator_once(accounts: Accounts, clock) -> None:
    offered, token = await accounts.invite("Cem", "editor", "operator")
    assert (await accounts.invitation(token)) == offered
    with pytest.raises(ValueError, match="at least"):
        await accounts.accept(token, "short", "")
    signed_in = await accounts.accept(token, PASSWORD, "Firefox")
    assert (signed_in.moderator.name, signed_in.moderator.role) == ("Cem", "editor")
    assert await accounts.sign_in("Cem", PASSWORD, "192.0.2.1")
    with pytest.raises(Refusal, match="invitation-gone"):
        await accounts.accept(token, PASSWORD, "")
    _, late = await accounts.invite("Eda", "auditor", "operator")
    clock.pass_minutes(7 * 24 * 60)
    assert await accounts.invitation(late) is None
    with pytest.raises(Refusal, match="invitation-gone"):
        await accounts.accept(late, PASSWORD, "")


def test_cookies_are_for_the_server_only(accounts: Accounts) -> None:
    header = accounts.session_cookie("abc").to_header(header="")
    assert "HttpOnly" in header
    assert "Secure" in header
    assert header.startswith("__Host-gatepost_session=abc")
    assert "Path=/" in header
    assert "Domain" not in header
    assert "SameSite=lax" in header
    assert "Max-Age=0" in accounts.ended_cookie().to_header(header="")
