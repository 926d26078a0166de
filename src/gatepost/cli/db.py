"""`gatepost db`: look after the database: check it, bring it up to date, list what was erased."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import msgspec
from cyclopts import App, Parameter
from msgspec import structs

from gatepost.cli.backup import Config, Data, database_of
from gatepost.cli.say import answer, complain
from gatepost.conversation.moments import microseconds
from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.checking import Checked
from gatepost.store.migrations import HEAD, REVISIONS, STEPS
from gatepost.store.sqlite.checking import check as check_file
from gatepost.store.sqlite.checking import revision_of
from gatepost.web.settings import Settings
from gatepost.web.settings_file import SettingsInvalid
from gatepost.web.single import only_server

app = App(name="db", help="Look after the database.")
app.command(
    "gatepost.cli.copying:copy", name="copy", help="Copy a database into an empty one, of either kind."
)
Flag = Parameter(negative="")
WRONG, CANNOT = 1, 2
TROUBLE = (StoreUnavailable, SettingsInvalid, OSError, ValueError, OverflowError, sqlite3.Error)


@app.command
def check(
    *,
    quick: Annotated[bool, Flag] = False,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
    config: Config = None,
    data: Data = None,
) -> int:
    """Say whether the database is in order, and the mend of what is not. While the server runs or not.

    Exit status: 0 in order (perhaps with warnings), 1 something is wrong, 2 it could not be looked at. What
    was decided and whether texts were changed, `gatepost ledger verify` checks.

    Parameters
    ----------
    quick
        Do not compare indexes with their tables, which takes longest.
    as_json
        One JSON object a line, for programs.
    """
    try:
        settings, file = database_of(config, data)
        now = time.time_ns() // 1_000
        if settings.server.database:
            found: Iterable[Checked] = asyncio.run(_check_server(settings.server.database, now))
        else:
            _there(file)
            found = check_file(file, now, quick=quick)
        wrong = False
        for one in found:
            wrong = wrong or one.level == "fail"
            if as_json:
                answer(msgspec.json.encode(one).decode())
            else:
                answer(f"{one.level:5}{one.what}: {one.said}" + (f". {one.mend}" if one.mend else ""))
    except TROUBLE as error:
        return _fail("check", error)
    return WRONG if wrong else 0


@app.command
def upgrade(
    *,
    dry_run: Annotated[bool, Flag] = False,
    config: Config = None,
    data: Data = None,
) -> int:
    """Bring the database to this version's schema, whole or not at all. The server must be stopped.

    Starting the server does the same; this does it when it suits you, and says what it will do.

    Parameters
    ----------
    dry_run
        Only say which steps there are.
    """
    from gatepost.store.sqlite.opening import bring_up_to_date

    try:
        settings, file = database_of(config, data)
        if settings.server.database:
            return asyncio.run(_upgrade_server(settings.server.database, dry_run=dry_run))
        _there(file)
        now = revision_of(file)
        if now is not None and now not in REVISIONS:
            raise StoreUnavailable(
                f"{file}: schema {now} is newer than this version's {HEAD}: install the newer one"
            )
        steps = REVISIONS[REVISIONS.index(now) + 1 :] if now else REVISIONS
        if not steps:
            answer(f"{file} has schema {HEAD} already: there is nothing to do.")
            return 0
        for step in steps:
            answer(f"{step}: {STEPS[step]}")
        if dry_run:
            answer(f"{file} has schema {now}; nothing was changed. Make a backup first: gatepost backup FILE")
            return 0
        with only_server(file.parent):
            bring_up_to_date(file)
        answer(f"{file} has schema {HEAD} now.")
    except TROUBLE as error:
        return _fail("upgrade", error)
    return 0


@app.command
def erasures(
    *,
    since: str | None = None,
    output: Annotated[Path | None, Parameter(name=["--output", "-o"])] = None,
    config: Config = None,
    data: Data = None,
) -> int:
    """List by id what was erased or withdrawn, for `gatepost restore --erasures`: no text, no name.

    Parameters
    ----------
    since
        Only from then on: 2026-11-27 or 2026-11-27T08:00:00Z.
    output
        The file to write, in place of what is there; without, it goes to standard output.
    """
    from gatepost.conversation.erasures import gone
    from gatepost.web.composition import open_store

    async def work(settings: Settings, begin: int) -> list[bytes]:
        store = open_store(settings)
        await store.open()
        try:
            return [msgspec.json.encode(one) async for one in gone(store, begin)]
        finally:
            await store.close()

    try:
        settings, file = database_of(config, data)
        if not settings.server.database:
            _there(file)
            server = structs.replace(settings.server, data=str(file.parent))
            settings = structs.replace(settings, server=server)
        begin = microseconds(since) if since else 0
        lines = asyncio.run(work(settings, begin))
        if output is None:
            for line in lines:
                answer(line.decode())
        else:
            _write(output, b"".join(line + b"\n" for line in lines))
            answer(f"{len(lines):,} erasures and withdrawals, written to {output}.")
    except TROUBLE as error:
        return _fail("erasures", error)
    return 0


async def _check_server(url: str, now: int) -> list[Checked]:
    from gatepost.store.postgresql.checking import check as check_server
    from gatepost.store.postgresql.connections import Address

    return await check_server(Address(url), now)


async def _upgrade_server(url: str, *, dry_run: bool) -> int:
    from gatepost.store.postgresql.connections import Address
    from gatepost.store.postgresql.opening import bring_up_to_date
    from gatepost.store.postgresql.opening import revision_of as revision_at

    address = Address(url)
    connection = await address.connect()
    try:
        now = await revision_at(connection)
    finally:
        await connection.close()
    if now == HEAD:
        answer(f"{address.where} has schema {HEAD} already: there is nothing to do.")
        return 0
    steps = REVISIONS[REVISIONS.index(now) + 1 :] if now in REVISIONS else (HEAD,)
    for step in steps:
        answer(f"{step}: {STEPS[step]}")
    if not dry_run:
        await bring_up_to_date(address)
        answer(f"{address.where} has schema {HEAD} now.")
    return 0


def _write(output: Path, content: bytes) -> None:
    """Whole or not at all: the list that was there is worth something."""
    beside = output.with_name(f".{output.name}.{os.getpid()}.part")
    beside.write_bytes(content)
    beside.replace(output)


def _there(file: Path) -> None:
    if not file.is_file():
        raise StoreUnavailable(f"{file}: there is no such file")


def _fail(command: str, error: Exception) -> int:
    complain(f"gatepost db {command}: {error}")
    return CANNOT
