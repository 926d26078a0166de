"""`gatepost db`: check, upgrade, erasures."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from tests.contract.making import article, carry, change, new, publish

from gatepost.cli.db import check, erasures, upgrade
from gatepost.conversation import entries
from gatepost.store.migrations import HEAD
from gatepost.store.sqlite import SQLiteStore
from gatepost.store.sqlite.checking import revision_of
from gatepost.vocabulary import State
from gatepost.web.composition import DATABASE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with a published and an erased comment; the latter of much later."""

    async def fill() -> None:
        store = SQLiteStore(tmp_path / DATABASE)
        await store.open()
        await store.ensure_article(article())
        await publish(store, new("a comment"))
        other = new("another")
        await publish(store, other)
        drafts = (entries.erasure("operator"), entries.retraction("erasure"))
        at = 1_700_000_000_000_000
        await carry(
            store, change(other.id, State.ERASED, *drafts, expected=(State.APPROVED,), erase=True, at=at)
        )
        await store.close()

    asyncio.run(fill())
    return tmp_path


def checked(folder: Path, capsys: pytest.CaptureFixture[str], status: int) -> dict[str, dict[str, str]]:
    assert check(data=folder, as_json=True) == status
    return {one["what"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}


def change_by_hand(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / DATABASE)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def test_a_sound_database_is_in_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = checked(folder, capsys, 0)
    assert {one["level"] for one in found.values()} == {"ok"}
    assert "1 approved, 1 erased" in found["counts"]["said"]
    assert check(data=folder, quick=True) == 0
    said = capsys.readouterr().out
    assert "indexes were not read" in said
    assert said.startswith("ok   rights: ")


@pytest.mark.parametrize(
    ("statement", "what", "status"),
    [
        ("DROP TRIGGER ledger_never_changes", "guards", 1),
        ("UPDATE articles SET approved = 7", "counters", 1),
        ("UPDATE comments SET open_reports = 1", "counters", 1),
        ("DROP INDEX ix_reports_comment", "schema", 1),
        ("DROP TABLE marks", "schema", 1),
        ("UPDATE comments SET article = 'nowhere'", "references", 1),
        ("UPDATE alembic_version SET version_num = '9999'", "schema", 1),
        ("UPDATE alembic_version SET version_num = '0005'", "schema", 0),
        ("UPDATE comments SET state = 'pending', screened = 0 WHERE state = 'erased'", "screening", 0),
        ("INSERT INTO jobs (kind, subject, made_at, due_at) VALUES ('screen', 'c', 1, 1)", "jobs", 0),
        (
            "INSERT INTO letters (id, kind, site, record, made_at, due_at)"
            " VALUES ('l', 'reply', 's', x'', 1, 1)",
            "letters",
            0,
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_mend(
    folder: Path, capsys: pytest.CaptureFixture[str], statement: str, what: str, status: int
) -> None:
    change_by_hand(folder, statement)
    found = checked(folder, capsys, status)
    assert found[what]["level"] == ("fail" if status else "warn")
    assert found[what]["mend"]


def test_an_erasing_that_was_left_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_by_hand(
        folder,
        "INSERT INTO authors (id, site, key_hash, made_at, erased_at) VALUES ('a', 's', x'00', 1, 1)",
        "UPDATE comments SET author = 'a'",
    )
    assert checked(folder, capsys, 0)["erasing"]["level"] == "warn"


def test_rights_that_let_others_read_are_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / DATABASE).chmod(0o644)
    assert "chmod 600" in checked(folder, capsys, 0)["rights"]["mend"]


def test_what_cannot_be_looked_at(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (check, upgrade, erasures):
        assert command(data=folder / "nowhere") == 2  # type: ignore[operator]
        assert "no such file" in capsys.readouterr().err
    (folder / DATABASE).write_bytes(b"no database at all " * 1_000)
    assert check(data=folder) == 2
    assert "no SQLite database" in capsys.readouterr().err


def test_an_upgrade_says_its_steps_and_takes_them(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert upgrade(data=folder) == 0
    assert "nothing to do" in capsys.readouterr().out
    change_by_hand(folder, "UPDATE alembic_version SET version_num = '9999'")
    assert upgrade(data=folder) == 2
    assert "newer" in capsys.readouterr().err
    from gatepost.store.sqlite.opening import migrate

    (folder / DATABASE).unlink()
    migrate(folder / DATABASE, "0004")
    assert upgrade(data=folder, dry_run=True) == 0
    said = capsys.readouterr().out
    assert [line[:4] for line in said.splitlines()[:2]] == ["0005", "0006"]
    assert revision_of(folder / DATABASE) == "0004"
    assert upgrade(data=folder) == 0
    assert revision_of(folder / DATABASE) == HEAD


def test_erasures_are_listed_by_id(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert erasures(data=folder) == 0
    (one,) = map(json.loads, capsys.readouterr().out.splitlines())
    assert (one["by"], one["at"]) == ("operator", 1_700_000_000_000_000)
    assert erasures(data=folder, since="2024-01-01", output=folder / "list") == 0
    assert (folder / "list").read_text() == ""
    assert erasures(data=folder, since="yesterday") == 2
    assert capsys.readouterr().err
