"""A database of today with something of nearly everything, made once and copied for each test."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.contract.making import add, article, carry, change, new, publish, rejection
from tests.contract.test_reader_rights import a_full_reader

from gatepost.conversation import entries
from gatepost.conversation.escalations.records import EscalationRecord
from gatepost.conversation.ports import EntryDraft, Store
from gatepost.conversation.records import AppealRecord, Moderator, TokenRecord
from gatepost.store.sqlite import SQLiteStore
from gatepost.vocabulary import Kind, State

AWKWARD = "Ünïcödé \x00 \r\n \u200c " + "x" * 500


async def fill(store: Store) -> None:
    """One of nearly everything."""
    await store.ensure_article(article(title="A title", body="A body"))
    await a_full_reader(store)
    refused = new(AWKWARD, author_name="Bob")
    await add(store, refused)
    await carry(store, replace(rejection(refused), note="a note"))
    appeal = AppealRecord("ap", refused.id, "Why?", 60, salt=b"s" * 32)
    draft = entries.appeal("ap", b"d" * 32)
    await carry(store, change(refused.id, State.REJECTED, draft, expected=(State.REJECTED,), appeal=appeal))
    escalation = EscalationRecord("esc", refused.id, "legal", "a reason", "moderator:m", 50)
    await store.escalations.escalate(escalation, EntryDraft(Kind.ESCALATION, {"step": "escalate"}))
    await add(store, new("it waits"))
    first = new("a thread", id="z-first")  # sorts behind its answers
    await publish(store, first)
    answer = new("an answer", parent=first.id, id="y-answer")
    await publish(store, answer)
    await publish(store, new("an answer to that", parent=answer.id))
    gone = new("gone")
    await publish(store, gone)
    drafts = (entries.erasure("operator"), entries.retraction("erasure"))
    await carry(store, change(gone.id, State.ERASED, *drafts, expected=(State.APPROVED,), erase=True))
    await store.add_moderator(Moderator("m", "Mo", "admin", "hash"))
    await store.add_token(TokenRecord(b"t", "robot", ("desk",), 1))


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    async def make() -> None:
        store = SQLiteStore(path)
        await store.open()
        await fill(store)
        await store.caught_up()
        await store.close()

    path = tmp_path_factory.mktemp("filled") / "today.sqlite3"
    asyncio.run(make())
    return path


@pytest.fixture
def full(filled: Path, tmp_path: Path) -> Path:
    """A copy that a test may change."""
    (tmp_path / "full").mkdir()
    return Path(shutil.copy(filled, tmp_path / "full" / "full.sqlite3"))
