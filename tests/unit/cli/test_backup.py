"""`gatepost backup` and `gatepost restore`: what they refuse; a refusal leaves everything as it was."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.contract.making import article, new, publish

from gatepost.cli.backup import backup, restore
from gatepost.store.sqlite import SQLiteStore
from gatepost.store.sqlite.backup import back_up
from gatepost.web.composition import DATABASE
from gatepost.web.single import only_server


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with one published comment."""

    async def fill() -> None:
        store = SQLiteStore(tmp_path / "data" / DATABASE)
        await store.open()
        await store.ensure_article(article())
        await publish(store, new("a comment"))
        await store.close()

    asyncio.run(fill())
    return tmp_path / "data"


def files(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def test_a_folder_gets_a_file_with_the_time_in_its_name(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    for old in ("gatepost-20200101T000000Z.backup.sqlite3", "gatepost-notes.txt", "other.sqlite3"):
        (kept / old).write_text("old")
    assert backup(kept, data=folder, prune_days=30) == 0
    said = capsys.readouterr().out
    assert "Deleted" in said
    assert "1 comments, 4 ledger entries" in said
    assert len(files(kept)) == 3
    assert {"gatepost-notes.txt", "other.sqlite3"} < files(kept)
    (made,) = kept.glob("gatepost-2*.backup.sqlite3")
    assert restore(made, data=tmp_path / "new") == 0
    assert files(tmp_path / "new") == {DATABASE, "gatepost.lock"}


def test_what_belongs_to_a_whole_backup_is_named(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "checkpoint.key").write_text("key")
    config = tmp_path / "gatepost.toml"
    config.write_text(
        '[server]\ndata = "data"\n[[sites]]\nid = "s"\nname = "S"\norigins = ["https://x.example"]\n'
    )
    assert backup(tmp_path / "one", config=config) == 0
    said = capsys.readouterr().out
    assert f"{config} (secret" in said
    assert f"{folder / 'checkpoint.key'} (secret" in said


def test_no_file_is_ever_written_over(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "there"
    there.write_text("precious")
    assert backup(there, data=folder) == 2
    assert there.read_text() == "precious"
    assert "name another" in capsys.readouterr().err
    before = (folder / DATABASE).read_bytes()
    assert backup(tmp_path / "one", data=folder) == 0
    assert restore(tmp_path / "one", data=folder) == 2
    assert "move it away" in capsys.readouterr().err
    assert (folder / DATABASE).read_bytes() == before


def test_what_is_no_backup_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(sqlite3.connect(tmp_path / "strange")) as connection:
        connection.execute("CREATE TABLE cats (name)")
    (tmp_path / "words").write_text("no database " * 1_000)
    assert backup(tmp_path / "one", data=folder) == 0
    torn = bytearray((tmp_path / "one").read_bytes())
    torn[20_000:60_000] = os.urandom(40_000)
    (tmp_path / "torn").write_bytes(torn)
    for wrong in ("strange", "words", "torn", "nothing"):
        assert restore(tmp_path / wrong, data=tmp_path / "new") == 2
        assert capsys.readouterr().err
    assert backup(tmp_path / "two", data=tmp_path / "new") == 2
    assert backup(tmp_path / "two", data=folder, prune_days=3) == 2
    (tmp_path / "list").write_text("not a list")
    assert restore(tmp_path / "one", data=tmp_path / "new", erasures=[tmp_path / "list"]) == 2
    assert "db erasures" in capsys.readouterr().err
    assert files(tmp_path / "new") <= {"gatepost.lock"}


def test_a_ledger_that_was_changed_is_named_and_not_put_back(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert backup(tmp_path / "one", data=folder) == 0
    with closing(sqlite3.connect(tmp_path / "one")) as connection, connection:
        connection.execute("UPDATE comments SET text = CAST('another' AS BLOB)")
    capsys.readouterr()
    assert restore(tmp_path / "one", data=tmp_path / "new") == 1
    said = capsys.readouterr()
    assert "comment" in said.out
    assert "nothing was changed" in said.err
    assert files(tmp_path / "new") <= {"gatepost.lock"}


def test_nothing_is_put_back_under_a_running_server(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert backup(tmp_path / "one", data=folder) == 0
    (tmp_path / "new").mkdir()
    with only_server(tmp_path / "new"):
        assert restore(tmp_path / "one", data=tmp_path / "new") == 2
    assert "another server" in capsys.readouterr().err


def test_a_backup_is_one_state_and_ends_although_others_write(folder: Path, tmp_path: Path) -> None:
    source = folder / DATABASE
    with closing(sqlite3.connect(source, isolation_level=None)) as other:
        other.execute("CREATE TABLE filler (x)")
        other.execute(
            "INSERT INTO filler WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 6000)"
            " SELECT randomblob(4000) FROM n"
        )
        steps = []

        def meanwhile(done: int, all_: int) -> None:
            steps.append(done)
            other.execute("INSERT INTO filler VALUES (randomblob(4000))")

        copied = back_up(source, tmp_path / "one", meanwhile)
        assert len(steps) >= 2
        assert steps == sorted(set(steps))  # it never began anew
    assert copied.comments == 1
    with closing(sqlite3.connect(tmp_path / "one")) as copy:
        assert copy.execute("SELECT count(*) FROM filler").fetchone() == (6_000,)
