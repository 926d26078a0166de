"""`gatepost user` and `gatepost token`: people at the desk and programs' keys, straight in the data folder.

They work while the server runs: SQLite takes turns.
"""

from __future__ import annotations

import asyncio
import getpass
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter

from gatepost.conversation.accounts import people
from gatepost.conversation.ports import NameTaken, Store, StoreUnavailable
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.web.accounts import Accounts
from gatepost.web.composition import now, open_store
from gatepost.web.settings import FILE_NAME, ServerSettings, Settings
from gatepost.web.settings_file import SettingsInvalid, read_settings
from gatepost.web.times import iso

user = App(name="user", help="Manage the people at the desk.")
token = App(name="token", help="Manage programs' keys.")

Config = Annotated[Path | None, Parameter(help="The settings file; gatepost.toml in this folder without.")]
Data = Annotated[Path | None, Parameter(help="The data folder, over the settings file's.")]
Stdin = Annotated[
    bool, Parameter(name="--password-stdin", negative="", help="Read the password from standard input.")
]
Role = Literal["moderator", "editor", "admin", "auditor"]
Scope = Literal["check", "desk", "desk-admin"]
Work = Callable[[Store, Accounts, Settings], Awaitable[int]]


@user.command(name="add")
def add_user(
    name: str,
    *,
    role: Role = "moderator",
    password_stdin: Stdin = False,
    config: Config = None,
    data: Data = None,
) -> int:
    """Add a person to the desk; the password is asked for."""

    async def work(_: Store, accounts: Accounts, __: Settings) -> int:
        moderator = await accounts.add_moderator(name, _password(password_stdin), role)
        return _say(f"Added {moderator.name} ({moderator.role}).")

    return _run(work, config, data)


@user.command(name="list")
def list_users(*, config: Config = None, data: Data = None) -> int:
    """Show who may sit at the desk."""

    async def work(store: Store, accounts: Accounts, _: Settings) -> int:
        found = await store.moderators()
        for person in found:
            signed_in = len(await accounts.sessions.open_ones(person.id))
            stands = "shut out" if person.disabled else f"{signed_in} signed in"
            _say(f"{person.name}\t{person.role}\t{stands}")
        return 0 if found else _say("Nobody yet. Add somebody: gatepost user add NAME")

    return _run(work, config, data)


@user.command(name="invite")
def invite_user(name: str, *, role: Role = "moderator", config: Config = None, data: Data = None) -> int:
    """Print a link by which a person takes a seat: once, within seven days."""

    async def work(_: Store, accounts: Accounts, settings: Settings) -> int:
        link = (await accounts.invite(name, role, people.OPERATOR))[1]
        return _say(f"{settings.base_url}/desk/invitation?token={link}")

    return _run(work, config, data)


@user.command(name="role")
def change_role(name: str, role: Role, *, config: Config = None, data: Data = None) -> int:
    """Give a person another role; it holds at once."""

    async def work(store: Store, _: Accounts, __: Settings) -> int:
        person = await _person(store, name)
        await people.change_role(store, now(), people.OPERATOR, person.id, role)
        return _say(f"{name} is {role} now.")

    return _run(work, config, data)


@user.command(name="disable")
def disable_user(name: str, *, config: Config = None, data: Data = None) -> int:
    """Shut a person out: signed out everywhere, and no way in. What they decided stays."""

    async def work(store: Store, _: Accounts, __: Settings) -> int:
        await people.shut_out(store, now(), people.OPERATOR, (await _person(store, name)).id)
        return _say(f"{name} was signed out everywhere and may not sign in.")

    return _run(work, config, data)


@user.command(name="enable")
def enable_user(name: str, *, config: Config = None, data: Data = None) -> int:
    """Let a person in again who was shut out."""

    async def work(store: Store, _: Accounts, __: Settings) -> int:
        await people.let_in(store, now(), people.OPERATOR, (await _person(store, name)).id)
        return _say(f"{name} may sign in again.")

    return _run(work, config, data)


@user.command(name="passwd")
def change_password(
    name: str, *, password_stdin: Stdin = False, config: Config = None, data: Data = None
) -> int:
    """Give a person another password and sign them out everywhere."""

    async def work(store: Store, accounts: Accounts, _: Settings) -> int:
        moderator = await _person(store, name)
        await accounts.set_password(moderator, _password(password_stdin))
        return _say(f"{name} has another password and was signed out everywhere.")

    return _run(work, config, data)


@user.command(name="link")
def sign_in_link(name: str, *, minutes: int = 60, config: Config = None, data: Data = None) -> int:
    """Print a link that signs a person in once: for a first visit or a lost password."""

    async def work(store: Store, accounts: Accounts, settings: Settings) -> int:
        if not 1 <= minutes <= 7 * 24 * 60:
            raise ValueError("--minutes is from 1 to 10080 (a week)")
        moderator = await _person(store, name)
        if moderator.disabled:
            raise ValueError(f"{name} is shut out; `gatepost user enable` comes first")
        link = await accounts.make_link(moderator.id, minutes)
        return _say(f"{settings.base_url}/desk/enter?token={link}")

    return _run(work, config, data)


@token.command(name="add")
def add_token(
    name: str,
    *,
    scope: Annotated[list[Scope], Parameter(help="What it may do; give it again for more.")],
    config: Config = None,
    data: Data = None,
) -> int:
    """Make a key for a program; it is shown once."""

    async def work(_: Store, accounts: Accounts, __: Settings) -> int:
        made = await accounts.add_token(name, scope)
        print("Keep it well: it is not shown again.", file=sys.stderr)  # noqa: T201
        return _say(made)

    return _run(work, config, data)


@token.command(name="list")
def list_tokens(*, config: Config = None, data: Data = None) -> int:
    """Show the keys that work."""

    async def work(store: Store, _: Accounts, __: Settings) -> int:
        found = await store.tokens()
        for one in found:
            _say(f"{one.name}\t{', '.join(one.scopes)}\t{iso(one.created_at)}")
        return 0 if found else _say("None yet. Make one: gatepost token add NAME --scope desk")

    return _run(work, config, data)


@token.command(name="end")
def end_token(name: str, *, config: Config = None, data: Data = None) -> int:
    """End a program's key at once."""

    async def work(_: Store, accounts: Accounts, __: Settings) -> int:
        if not await accounts.end_token(name):
            raise ValueError(f"there is no token named {name!r}; `gatepost token list` shows them")
        return _say(f"The token {name} works no more.")

    return _run(work, config, data)


async def _person(store: Store, name: str) -> Moderator:
    moderator = await store.moderator_by_name(name)
    if moderator is None:
        raise ValueError(f"there is nobody named {name!r}; `gatepost user list` shows who there is")
    return moderator


def _settings(config: Path | None, data: Path | None) -> Settings:
    file = config or Path(FILE_NAME)
    if config is None and not file.is_file():
        if data is None:
            raise ValueError(
                f"there is no {FILE_NAME} in this folder: name the settings with --config FILE "
                "or the data folder with --data DIR"
            )
        return Settings(server=ServerSettings(data=str(data)))
    settings = read_settings(file)
    if data is None:
        return settings
    server = ServerSettings(data=str(data), database=settings.server.database, base_url=settings.base_url)
    return Settings(server, settings.limits, settings.sites)


def _run(work: Work, config: Path | None, data: Path | None) -> int:
    async def session() -> int:
        settings = _settings(config, data)
        store = open_store(settings)
        await store.open()
        try:
            return await work(store, Accounts(store, now, secure_cookies=settings.is_https), settings)
        finally:
            await store.close()

    try:
        return asyncio.run(session())
    except SettingsInvalid as invalid:
        return _fail("\n".join(str(fault) for fault in invalid.faults))
    except NameTaken:
        return _fail("this name is taken; choose another")
    except Refusal as refused:
        return _fail(refused.detail)
    except ValueError as error:
        return _fail(str(error))
    except (StoreUnavailable, sqlite3.Error, OSError) as error:
        return _fail(f"the database cannot be used: {error}")


def _password(from_stdin: bool) -> str:
    if from_stdin or not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != first:
        raise ValueError("the two passwords differ; try again")
    return first


def _say(line: str) -> int:
    print(line)  # noqa: T201
    return 0


def _fail(message: str) -> int:
    print(f"gatepost: {message}", file=sys.stderr)  # noqa: T201
    return 2
