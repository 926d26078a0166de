"""From every schema there ever was to the newest, with data in it: nothing is lost, the store works on."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.contract.making import new, publish
from tests.unit.store.old_schemas import copied_back

from gatepost.store.ledger.verify import Verification
from gatepost.store.migrations import HEAD, REVISIONS
from gatepost.store.sqlite import SQLiteStore
from gatepost.store.sqlite.audit import open_ledger
from gatepost.store.sqlite.checking import check, revision_of


def rows(path: Path, columns: dict[str, list[str]]) -> dict[str, list[tuple[Any, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: sorted(
                connection.execute("SELECT " + ", ".join(f'"{one}"' for one in names) + f" FROM {table}"),
                key=repr,
            )
            for table, names in columns.items()
        }


@pytest.mark.parametrize("revision", REVISIONS)
def test_an_old_database_comes_along_whole(full: Path, tmp_path: Path, revision: str) -> None:
    path = tmp_path / "old.sqlite3"
    filled = copied_back(full, path, revision)
    before = rows(path, filled)
    assert before["comments"]
    assert before["ledger"]

    async def work() -> None:
        store = SQLiteStore(path)
        await store.open()  # brings it up
        after = rows(path, filled)
        for table, held in before.items():
            # A migration may write down more than there was (a job for what waits), and never less.
            assert held == after[table] if table != "jobs" else set(held) <= set(after[table]), table
        page = await store.page("s-a", "oldest", None, 50)
        assert {comment.text for comment in page.comments} >= {"a thread", "an answer"}
        assert (await store.moderator("m")) is not None
        await publish(store, new("a new one"))
        await store.caught_up()
        await store.close()

    asyncio.run(work())
    assert revision_of(path) == HEAD
    with open_ledger(path) as ledger:
        assert [str(one) for one in Verification(ledger).damages()] == []
    wrong = [one for one in check(path, 1) if one.level == "fail"]
    assert wrong == []


def test_an_upgrade_that_is_interrupted_leaves_the_old_database(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.sqlite3"
    filled = copied_back(full, path, REVISIONS[0])
    before = rows(path, filled)
    from alembic.operations import Operations

    monkeypatch.setattr(Operations, "create_index", None)

    async def work() -> None:
        await SQLiteStore(path).open()

    with pytest.raises(TypeError):
        asyncio.run(work())
    assert revision_of(path) == REVISIONS[0]
    assert rows(path, filled) == before
