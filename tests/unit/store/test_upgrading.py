"""From every schema there ever was to the newest, with data in it: nothing is lost, the store works on."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from tests.contract.making import add, article, carry, change, new, publish, rejection
from tests.contract.test_reader_rights import a_full_reader
from tests.unit.store.old_schemas import copied_back

from gatepost.conversation import entries
from gatepost.conversation.escalations.records import EscalationRecord
from gatepost.conversation.ports import EntryDraft
from gatepost.conversation.records import AppealRecord, Moderator, TokenRecord
from gatepost.store.ledger.verify import Verification
from gatepost.store.migrations import HEAD, REVISIONS
from gatepost.store.sqlite import SQLiteStore
from gatepost.store.sqlite.audit import open_ledger
from gatepost.store.sqlite.checking import check, revision_of
from gatepost.vocabulary import Kind, State

AWKWARD = "Ünïcödé \x00 \r\n \u200c " + "x" * 500


@pytest.fixture(scope="module")
def today(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of today with something of nearly everything."""

    async def fill() -> None:
        store = SQLiteStore(path)
        await store.open()
        await store.ensure_article(article(title="A title", body="A body"))
        await a_full_reader(store)
        refused = new(AWKWARD, author_name="Bob")
        await add(store, refused)
        await carry(store, replace(rejection(refused), note="a note"))
        appeal = AppealRecord("ap", refused.id, "Why?", 60, salt=b"s" * 32)
        draft = entries.appeal("ap", b"d" * 32)
        await carry(
            store, change(refused.id, State.REJECTED, draft, expected=(State.REJECTED,), appeal=appeal)
        )
        escalation = EscalationRecord("esc", refused.id, "legal", "a reason", "moderator:m", 50)
        await store.escalations.escalate(escalation, EntryDraft(Kind.ESCALATION, {"step": "escalate"}))
        await add(store, new("it waits"))
        first = new("a thread")
        await publish(store, first)
        await publish(store, new("an answer", parent=first.id))
        gone = new("gone")
        await publish(store, gone)
        drafts = (entries.erasure("operator"), entries.retraction("erasure"))
        await carry(store, change(gone.id, State.ERASED, *drafts, expected=(State.APPROVED,), erase=True))
        await store.add_moderator(Moderator("m", "Mo", "admin", "hash"))
        await store.add_token(TokenRecord(b"t", "robot", ("desk",), 1))
        await store.caught_up()
        await store.close()

    path = tmp_path_factory.mktemp("today") / "today.sqlite3"
    asyncio.run(fill())
    return path


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
def test_an_old_database_comes_along_whole(today: Path, tmp_path: Path, revision: str) -> None:
    path = tmp_path / "old.sqlite3"
    filled = copied_back(today, path, revision)
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
    today: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.sqlite3"
    filled = copied_back(today, path, REVISIONS[0])
    before = rows(path, filled)
    from alembic.operations import Operations

    monkeypatch.setattr(Operations, "create_index", None)

    async def work() -> None:
        await SQLiteStore(path).open()

    with pytest.raises(TypeError):
        asyncio.run(work())
    assert revision_of(path) == REVISIONS[0]
    assert rows(path, filled) == before
