"""The looks at the end find what they are there for: each damage is named, and a sound store has none."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from tests.faults.databases import SQLite
from tests.faults.invariants import (
    decided_once,
    ledger_agrees,
    published_with_verdict,
    stored_once,
    withdrawn_as_told,
)
from tests.faults.load import who
from tests.faults.told import Post, Ruling, Told
from tests.houses import home

from gatepost.conversation.decide import decide
from gatepost.conversation.withdraw import withdraw
from gatepost.vocabulary import Outcome

KEYS = {"ann": "gp_ann"}
FIRST = "text = CAST('fine one' AS BLOB)"


async def a_day(path: Path) -> Told:
    """A few comments, a ruling, a withdrawal, and what their callers were told."""
    told = Told()
    async with home(path) as at_home:
        for number, text in enumerate(("fine one", "refer two", "fine three", "reject four")):
            sent = await at_home.send(text)
            comment = await at_home.house.screener.settled(sent.comment.id, 30) or sent.comment
            receipt = {"ledger": dict(sent.receipt.ledger)}
            told.posts[f"key-{number}"] = Post(
                f"key-{number}", text, {}, {}, {"id": comment.id, "receipt": receipt}
            )
            told.posts[f"lost-{number}"] = Post(f"lost-{number}", f"{text} lost", {}, {})
        ids = [post.answer["id"] for post in told.acknowledged if post.answer]
        who_decides = who(KEYS["ann"]).removeprefix("moderator:")
        await decide(at_home.house, who_decides, ids[1], Outcome.APPROVE)
        told.rulings.append(Ruling(ids[1], "ann", "approve", -1, acknowledged=True))
        await withdraw(at_home.house, ids[2])
        told.withdrawals[ids[2]] = True
        told.public = {ids[0]: "fine one", ids[1]: "refer two"}
    return told


def looks(database: SQLite, told: Told) -> Iterator[str]:
    for look in (stored_once, published_with_verdict, withdrawn_as_told, ledger_agrees):
        yield from look(database, told)
    yield from decided_once(database, told, KEYS)


@pytest.fixture
async def day(tmp_path: Path) -> tuple[SQLite, Told]:
    database = SQLite(tmp_path)
    database.path.parent.mkdir()
    return database, await a_day(database.path)


async def test_a_sound_day_has_no_faults(day: tuple[SQLite, Told]) -> None:
    assert list(looks(*day)) == []


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (f"DELETE FROM comments WHERE {FIRST}", "was acknowledged as"),
        (f"UPDATE comments SET text = CAST('fine one ' AS BLOB) WHERE {FIRST}", "nobody sent"),
        ("UPDATE comments SET text = CAST('fine one lost' AS BLOB)", "stored twice"),
        ("DELETE FROM ledger WHERE kind = 'verdict'", "is or was public"),
        ("DELETE FROM ledger WHERE kind = 'publication'", "is or was public"),
        ("UPDATE comments SET state = 'approved' WHERE state = 'rejected'", "is or was public"),
        ("DELETE FROM decisions WHERE \"by\" LIKE 'moderator:%'", "was acknowledged and is stored 0 times"),
        ("UPDATE decisions SET \"by\" = 'moderator:stranger' WHERE outcome = 'reject'", "nobody asked for"),
        (
            "INSERT INTO decisions (comment, seq, at, record, standing, \"by\", outcome)"
            " SELECT comment, seq + 90, at, record, 1, \"by\", outcome FROM decisions",
            "times",
        ),
        ("UPDATE comments SET state = 'approved' WHERE state = 'withdrawn'", "was withdrawn and is approved"),
        ("DELETE FROM ledger WHERE seq = (SELECT max(seq) FROM ledger)", "ledger:"),
    ],
)  # fmt: skip
async def test_damage_is_found(day: tuple[SQLite, Told], damage: str, found: str) -> None:
    database, told = day
    with closing(sqlite3.connect(database.path)) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        assert connection.execute(damage).rowcount > 0
        connection.commit()
    assert any(found in fault for fault in looks(database, told)), list(looks(database, told))
