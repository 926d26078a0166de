"""A house with the real fast engine, whose rules can be changed while it is at work."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path

import pytest
from tests.houses import Clock

from gatepost.conversation.house import House
from gatepost.conversation.modes import Modes
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.rules.force import take_up
from gatepost.conversation.rules.publish import publish
from gatepost.conversation.rules.records import RuleDraft, Version
from gatepost.conversation.settle import settle
from gatepost.conversation.sites import Site, Sites
from gatepost.conversation.submit import Draft, submit
from gatepost.engine.face import Engine, shipped_models
from gatepost.engine.guidelines import document_of, load, parse, written
from gatepost.store.sqlite import SQLiteStore
from gatepost.web.metered import under

ARTICLE = "https://news.example/a/1"
PATIENCE = 60.0


@cache
def shipped_text() -> str:
    return written(document_of(load()))


def with_word(term: str, clause: str = "personal-attack", text: str = "") -> str:
    """The guidelines with one more own word."""
    document = document_of(parse(text or shipped_text(), "test"))
    words = document.setdefault("words", {})
    words.setdefault("add", []).append({"term": term, "clause": clause, "severity": "slur"})
    return written(document)


def with_wording(clause: str, wording: str) -> str:
    """The shipped guidelines with another English wording of a clause."""
    document = document_of(load())
    (table,) = [one for one in document["clause"] if one["id"] == clause]
    table["wording"]["en"] = wording
    return written(document)


async def post(house: House, text: str) -> CommentRecord:
    """A comment, screened."""
    site = house.sites.all[0]
    sent = await submit(house, Draft(site, ARTICLE, text, "Ann"))
    return await settle(house, sent.comment.id, PATIENCE)


async def brought_into_force(house: House, draft: RuleDraft, note: str = "") -> Version:
    """The draft tried and published."""
    run = await house.dry_runs.start("mina", draft.id, 5)
    await house.dry_runs.wait(run, PATIENCE)
    return await publish(house, "mina", draft.id, note)


@asynccontextmanager
async def ruled(
    path: Path, text: str = "", *, shipped: bool | None = None, modes: Modes | None = None
) -> AsyncIterator[House]:
    """A house as a server starts it: `text` is the guidelines file that its settings name."""
    guidelines = parse(text or shipped_text(), "test")
    site = Site("site", "The Example", ("https://news.example",), modes=modes or Modes.automatic())
    house = House(
        SQLiteStore(path),
        Engine(shipped_models("fast"), guidelines),
        guidelines,
        Sites([site]),
        clock=Clock(),
        rescreen=under,
    )
    await house.store.open()
    try:
        await take_up(house, text or shipped_text(), shipped=not text if shipped is None else shipped)
        await house.screener.start()
        yield house
    finally:
        await house.close()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with ruled(tmp_path / "gatepost.sqlite3") as running:
        yield running
