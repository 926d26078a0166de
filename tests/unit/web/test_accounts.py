from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gatepost.store.sqlite.store import SQLiteStore
from gatepost.web.accounts import SESSION_HOURS, Accounts, hash_of
from gatepost.web.problems import Problem

PASSWORD = "correct horse battery"


class Clock:
    def __init__(self) -> None:
        self.now = 1_795_000_000_000_000

    def __call__(self) -> int:
        return self.now

    def pass_minutes(self, minutes: float) -> None:
        self.now += int(minutes * 60_000_000)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SQLiteStore]:
    made = SQLiteStore(tmp_path / "accounts.sqlite3")
    await made.open()
    yield made
    await made.close()


@pytest.fixture
def accounts(store: SQLiteStore, clock: Clock) -> Accounts:
    return Accounts(store, clock, secure_cookies=True)


async def test_the_right_password_opens_a_session_that_ends(accounts: Accounts, clock: Clock) -> None:
    moderator = await accounts.add_moderator("Ann", PASSWORD)
    signed_in = await accounts.sign_in("Ann", PASSWORD, "192.0.2.1", "Firefox")
    assert signed_in.moderator == moderator
    assert moderator.password_hash.startswith("$argon2id$")
    assert await accounts.moderator_of_session(signed_in.token) == moderator
    clock.pass_minutes(SESSION_HOURS * 60 - 1)
    assert await accounts.moderator_of_session(signed_in.token) == moderator
    clock.pass_minutes(1)
    assert await accounts.moderator_of_session(signed_in.token) is None
    assert await accounts.sessions(moderator.id) == []


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


async def test_an_account_without_a_password_opens_only_by_link(
    accounts: Accounts, store: SQLiteStore
) -> None:
    moderator = await accounts.add_moderator("Ann", PASSWORD)
    await store.add_moderator(type(moderator)(moderator.id, "Ann", "moderator", ""))
    for password in ("", PASSWORD, "\0"):
        with pytest.raises(Problem):
            await accounts.sign_in("Ann", password, "192.0.2.1")
    assert await accounts.enter(await accounts.make_link(moderator.id)) is not None


async def test_a_link_signs_in_once_and_in_time(accounts: Accounts, clock: Clock) -> None:
    moderator = await accounts.add_moderator("Ann", PASSWORD)
    link = await accounts.make_link(moderator.id, minutes=5)
    assert await accounts.enter(link) is not None
    assert await accounts.enter(link) is None
    late = await accounts.make_link(moderator.id, minutes=5)
    clock.pass_minutes(6)
    assert await accounts.enter(late) is None
    for wrong in ("", "made-up", "\ud800", "\0"):
        assert await accounts.enter(wrong) is None


async def test_guessing_is_slowed_down_by_name_and_by_address(accounts: Accounts, clock: Clock) -> None:
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


def test_cookies_are_for_the_server_only(accounts: Accounts) -> None:
    header = accounts.session_cookie("abc").to_header(header="")
    assert "HttpOnly" in header
    assert "Secure" in header
    assert "SameSite=lax" in header
    assert "Max-Age=0" in accounts.ended_cookie().to_header(header="")
