"""Full disks, locks, read-only files, kill -9: nothing half, nothing acknowledged lost."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from tests.contract.making import add, article, new, publish

from gatepost.conversation.ports import StoreUnavailable
from gatepost.conversation.records import Moderator
from gatepost.store.ledger.verify import Verification
from gatepost.store.sqlite import SQLiteStore
from gatepost.store.sqlite.audit import open_ledger
from gatepost.store.sqlite.opening import bring_up_to_date
from gatepost.store.sqlite.writer import Writer, _Job

REPO = Path(__file__).parents[3]


def sound(path: Path) -> bool:
    with open_ledger(path) as ledger:
        return not list(Verification(ledger).damages())


async def test_a_full_disk_refuses_and_keeps_nothing_half(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "db")
    await store.open()
    await store.ensure_article(article())
    await add(store, new())
    pages = await store._writer.run(lambda cursor: cursor.execute("PRAGMA page_count").fetchone()[0])
    await store._writer.run(lambda cursor: cursor.execute(f"PRAGMA max_page_count = {pages + 8}").fetchall())
    results = await asyncio.gather(*(add(store, new("x" * 3_000)) for _ in range(50)), return_exceptions=True)
    lost = [one for one in results if isinstance(one, BaseException)]
    assert lost
    assert {type(one) for one in lost} == {StoreUnavailable}
    assert "make room" in str(lost[0])
    assert (await store.counts(None))["pending"] == 1 + len(results) - len(lost)
    await store._writer.run(lambda cursor: cursor.execute("PRAGMA max_page_count = 100000").fetchall())
    await publish(store, new())
    await store.close()
    assert sound(store.path)


async def test_a_lock_that_lasts_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gatepost.store.sqlite.connections.BUSY_SECONDS", 0.05)
    store = SQLiteStore(tmp_path / "db")
    await store.open()
    await store.ensure_article(article())
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="another program"):
            await add(store, new())
        with pytest.raises(StoreUnavailable):
            await store.ping()
        assert await store.article("s", "a") is not None  # readers go on
        other.execute("ROLLBACK")
    await add(store, new())
    await store.close()


async def test_a_file_that_became_read_only_refuses(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "db")
    await store.open()
    await store._writer.run(lambda cursor: None)
    assert store._writer._connection is not None
    store._writer._connection.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreUnavailable, match="read-only"):
        await store.ensure_article(article())
    await store.close()


async def test_the_ledger_refuses_to_be_changed(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "db")
    await store.open()
    await store.ensure_article(article())
    await publish(store, new())
    await store.close()
    with closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA recursive_triggers = OFF")
        for statement in (
            "UPDATE ledger SET at = 1",
            "DELETE FROM ledger WHERE seq = 3",
            "INSERT OR REPLACE INTO ledger SELECT * FROM ledger WHERE seq = 1",
            "INSERT INTO ledger SELECT chain, 9, kind, comment, at, x'', x'', x'' FROM ledger LIMIT 1",
        ):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(statement)
        # Law 1 holds in the schema as well.
        with pytest.raises(sqlite3.IntegrityError, match="moderated"):
            connection.execute("UPDATE comments SET screened = 0")


async def test_the_writer_shares_commits_and_keeps_failures_apart(tmp_path: Path) -> None:
    path = tmp_path / "db"
    bring_up_to_date(path)
    writer = Writer(path)
    writer.open()
    commits = []
    assert writer._connection is not None
    writer._connection.set_trace_callback(lambda sql: commits.append(sql) if sql == "COMMIT" else None)

    def keep(number: int) -> object:
        def operation(cursor: sqlite3.Cursor) -> int:
            cursor.execute(
                "INSERT INTO moderators VALUES (?, ?, 'admin', '', 0)", (str(number), f"n{number}")
            )
            if number % 10 == 3:
                raise ValueError(number)
            return number

        return operation

    results = await asyncio.gather(
        *(writer.run(keep(number)) for number in range(100)),  # type: ignore[arg-type]
        return_exceptions=True,
    )
    assert [one for one in results if not isinstance(one, int)] == [
        one for one in results if isinstance(one, ValueError)
    ]
    assert sum(isinstance(one, int) for one in results) == 90
    assert len(commits) <= 10
    kept = await writer.run(lambda cursor: cursor.execute("SELECT count(*) FROM moderators").fetchone()[0])
    assert kept == 90
    await asyncio.to_thread(writer.close)


async def test_the_writer_outlives_a_loop_that_closes_while_it_is_answered(tmp_path: Path) -> None:
    class Closing:
        """Open when asked, closed a moment later."""

        def create_future(self) -> asyncio.Future[object]:
            return asyncio.get_running_loop().create_future()

        def is_closed(self) -> bool:
            return False

        def call_soon_threadsafe(self, *_: object) -> None:
            raise RuntimeError("Event loop is closed")

    writer = Writer(tmp_path / "db")
    job = _Job([lambda cursor: None], Closing())  # type: ignore[arg-type]
    writer._waiting.append(job)
    writer.open()
    async with asyncio.timeout(10):
        assert await writer.run(lambda cursor: "still writing") == "still writing"
    await asyncio.to_thread(writer.close)


async def test_links_that_nobody_followed_are_forgotten(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "db")
    await store.open()
    await store.add_moderator(Moderator("1", "Ann", "admin"))
    await store.add_link(b"old", "1", 100)
    await store.add_link(b"new", "1", 300)
    assert await store.take_link(b"strange", 200) is None
    left = await store._readers.run(lambda cursor: cursor.execute("SELECT token_hash FROM links").fetchall())
    assert left == [(b"new",)]
    await store.close()


async def test_whoever_stops_waiting_does_not_stop_the_writing(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "db")
    await store.open()
    await store.ensure_article(article())
    impatient = [asyncio.ensure_future(add(store, new())) for _ in range(20)]
    await asyncio.sleep(0)
    for one in impatient:
        one.cancel()
    await add(store, new())
    assert (await store.counts(None))["pending"] == 21
    await store.close()


SUBMITTER = """
import asyncio, sys
from pathlib import Path
from tests.houses import home

async def main():
    async with home(Path(sys.argv[1])) as at_home:
        async def reader():
            while True:
                sent = await at_home.send("fine " * 20)
                print(sent.comment.id, sent.receipt.ledger["seq"], sent.receipt.ledger["digest"], flush=True)
        await asyncio.gather(*(reader() for _ in range(16)))

asyncio.run(main())
"""


def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "db"
    for _ in range(2):
        process = subprocess.Popen(
            [sys.executable, "-c", SUBMITTER, str(path)], stdout=subprocess.PIPE, cwd=REPO, text=True
        )
        assert process.stdout is not None
        told = [process.stdout.readline().split() for _ in range(150)]
        os.kill(process.pid, signal.SIGKILL)
        told += [
            line.split() for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")
        ]
        process.stdout.close()
        process.wait()
        with closing(sqlite3.connect(path)) as connection:
            kept = {
                comment: (seq, f"sha256:{digest.hex()}")
                for comment, seq, digest in connection.execute(
                    "SELECT comment, seq, digest FROM ledger WHERE kind = 'submission'"
                )
            }
            texts = dict(connection.execute("SELECT id, text FROM comments").fetchall())
        for comment, seq, digest in told:
            assert kept[comment] == (int(seq), digest)
            assert texts[comment] == b"fine " * 20
        assert sound(path)


async def test_a_new_database_is_for_its_owners_eyes_only(tmp_path: Path) -> None:
    """It holds what was rejected. One that is there keeps the rights that its owner gave it."""
    path = tmp_path / "new" / "gatepost.sqlite3"
    path.parent.mkdir()
    store = SQLiteStore(path)
    await store.open()
    await store.ensure_article(article())
    assert {file.stat().st_mode & 0o777 for file in path.parent.iterdir()} == {0o600}
    await store.close()
    path.chmod(0o640)
    await store.open()
    await store.close()
    assert path.stat().st_mode & 0o777 == 0o640


async def test_a_damaged_file_refuses_instead_of_failing(tmp_path: Path) -> None:
    path = tmp_path / "gatepost.sqlite3"
    store = SQLiteStore(path)
    await store.open()
    for number in range(200):
        await store.ensure_article(article(f"key-{number}"))
    await store.close()
    data = bytearray(path.read_bytes())
    data[4096:] = b"\x5a" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(StoreUnavailable, match=r"damaged|cannot|no SQLite"):
        await store.open()
