"""What the doctor says of a database: real files, of now, of yesterday and of tomorrow."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec import structs
from tests.houses import home
from tests.postgres import database_url

from gatepost.store.migrations import HEAD
from gatepost.web.composition import DATABASE, now, open_store
from gatepost.web.doctor import database
from gatepost.web.doctor.database import MINUTE, Read
from gatepost.web.doctor.findings import Finding
from gatepost.web.settings import LedgerSettings, ServerSettings, Settings

AT = 1_800_000_000_000_000
FINE = Read(newest=AT - MINUTE, checkpoint=AT - MINUTE)


def house(folder: Path) -> Settings:
    return Settings(ServerSettings(data=str(folder)))


def database_made(folder: Path) -> bool:
    return (folder / DATABASE).exists()


async def found(folder: Path) -> dict[str, Finding]:
    return {one.check: one async for one in database.database(house(folder))}


async def test_before_the_first_start_and_after_it(tmp_path: Path) -> None:
    assert (await found(tmp_path))["database"].state == "ok"
    assert not database_made(tmp_path)
    async with home(tmp_path / DATABASE) as one:
        await one.post("fine")
    before = (tmp_path / DATABASE).read_bytes()
    told = await found(tmp_path)
    assert told["database"].said.endswith(f"schema {HEAD}")
    assert {name: one.state for name, one in told.items() if name != "checkpoints"} == {
        "database": "ok", "clock": "ok", "workers": "ok", "jobs": "ok",
    }  # fmt: skip
    assert (tmp_path / DATABASE).read_bytes() == before


async def test_what_waits_is_seen(tmp_path: Path) -> None:
    async with home(tmp_path / DATABASE, screening=False) as one:
        one.clock.at = now() - 30 * MINUTE
        await one.send("nobody reads this")
    told = await found(tmp_path)
    assert told["workers"].state == "fail"
    assert "30 minutes" in told["workers"].said
    assert told["workers"].mend == database.START


@pytest.mark.parametrize(("revision", "state"), [("0005", "warn"), ("9999", "fail"), (None, "ok")])
async def test_other_schemas(tmp_path: Path, revision: str | None, state: str) -> None:
    with closing(sqlite3.connect(tmp_path / DATABASE)) as connection, connection:
        connection.execute("CREATE TABLE other (x)")
        if revision is not None:
            connection.execute("CREATE TABLE alembic_version (version_num)")
            connection.execute("INSERT INTO alembic_version VALUES (?)", (revision,))
    assert [(one.check, one.state) for one in (await found(tmp_path)).values()] == [("database", state)]


async def test_what_is_no_database(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"not a database at all, but long enough to be read as one" * 40)
    (only,) = (await found(tmp_path)).values()
    assert only.state == "fail"
    assert "no SQLite database" in only.said


@pytest.mark.parametrize(
    ("read", "check", "state"),
    [
        (FINE, "clock", "ok"),
        (structs.replace(FINE, skew=3_000_000), "clock", "fail"),
        (structs.replace(FINE, skew=-3_000_000), "clock", "fail"),
        (structs.replace(FINE, newest=AT + MINUTE), "clock", "fail"),
        (FINE, "jobs", "ok"),
        (structs.replace(FINE, late=(("screen", 3, AT - 20 * MINUTE),)), "jobs", "fail"),
        (structs.replace(FINE, tried=(("screen", 1),)), "jobs", "fail"),
        (FINE, "checkpoints", "ok"),
        (Read(), "checkpoints", "ok"),
        (structs.replace(FINE, checkpoint=AT - 300 * MINUTE), "checkpoints", "warn"),
        (Read(newest=AT - 300 * MINUTE), "checkpoints", "warn"),
        (structs.replace(FINE, unscreened=AT - MINUTE), "workers", "ok"),
        (structs.replace(FINE, unscreened=AT - 11 * MINUTE), "workers", "fail"),
    ],
)
def test_what_a_look_says(read: Read, check: str, state: str) -> None:
    told = {one.check: one for one in database.judged(Settings(), read, AT)}
    assert told[check].state == state
    assert bool(told[check].mend) == (state != "ok")


def test_a_ledger_that_nobody_signs() -> None:
    told = {one.check: one.state for one in database.judged(Settings(ledger=LedgerSettings(0)), FINE, AT)}
    assert told["checkpoints"] == "warn"


def on_postgresql(folder: Path, url: str) -> Settings:
    return Settings(ServerSettings(data=str(folder), database=url))


async def test_postgresql_before_and_after_the_first_start(tmp_path: Path) -> None:
    url = database_url()
    settings = on_postgresql(tmp_path, url)
    store = open_store(settings)
    await store.open()
    await store.close()
    told = {one.check: one async for one in database.database(settings)}
    assert {one.state for one in told.values()} == {"ok"}
    assert told["database"].said.endswith(f"reached, schema {HEAD}")
    assert set(told) == {"database", "clock", "workers", "jobs", "checkpoints"}


async def test_a_postgresql_that_is_not_there(tmp_path: Path) -> None:
    settings = on_postgresql(tmp_path, "postgresql://ann:s3cret@127.0.0.1:1/gatepost")
    (told,) = [one async for one in database.database(settings)]
    assert (told.state, bool(told.mend)) == ("fail", True)
    assert "s3cret" not in str(told) + repr(settings)
