from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
import pytest
from tests.houses import ARTICLE, home

from gatepost.cli.ledger import app
from gatepost.conversation.appeal import answer_appeal, appeal
from gatepost.conversation.decide import decide
from gatepost.conversation.erase import erase
from gatepost.conversation.undo import undo
from gatepost.conversation.withdraw import withdraw
from gatepost.vocabulary import Outcome
from gatepost.web.composition import DATABASE


def run(*arguments: str) -> int:
    """The command's exit status."""
    status: object = app(list(arguments), result_action="return_value")
    assert isinstance(status, int)
    return status


@pytest.fixture
async def data(tmp_path: Path) -> Path:
    """A data folder after a busy day, with a receipt and a checkpoint beside it."""
    async with home(tmp_path / DATABASE) as at_home:
        house = at_home.house
        public = await at_home.post("fine")
        await at_home.post("reject this")
        appealed = await at_home.post("reject that")
        await appeal(house, appealed.id, "Please.")
        await answer_appeal(house, "m", appealed.id, False)
        referred = await at_home.post("refer this")
        await decide(house, "m", referred.id, Outcome.REJECT, ["threat"])
        await undo(house, "m", referred.id)
        await withdraw(house, (await at_home.post("fine", parent=public.id)).id)
        await erase(house, (await at_home.post("fine", url=ARTICLE + "2")).id, "author")
        last = await at_home.send("fine and last")
        (tmp_path / "receipt.json").write_bytes(msgspec.json.encode({"receipt": last.receipt}))
    assert run("checkpoint", "--data", str(tmp_path), "-o", str(tmp_path / "checkpoint.json")) == 0
    return tmp_path


@contextmanager
def as_operator(data: Path) -> Iterator[sqlite3.Connection]:
    """Who holds the file can take away the triggers first, and put them back afterwards."""
    with closing(sqlite3.connect(data / DATABASE, isolation_level=None)) as connection:
        found = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in found:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for _, sql in found:
            connection.execute(sql)


def verify(data: Path, *more: str) -> int:
    return run("verify", "--data", str(data), *more)


def test_a_day_as_it_was(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seen = ("--checkpoint", str(data / "checkpoint.json"), "--receipt", str(data / "receipt.json"))
    capsys.readouterr()
    assert verify(data) == 0
    assert "everything is as it was recorded" in capsys.readouterr().out
    assert verify(data, *seen) == 0
    assert verify(data, *seen, "--json") == 0
    counts = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (counts["chains"], counts["comments"], counts["damages"]) == (2, 7, 0)


CHANGES = {
    "changed": "UPDATE ledger SET canonical = CAST(replace(canonical, 'approve', 'disprove') AS BLOB)",
    "missing": "DELETE FROM ledger WHERE seq = 1",
    "broken-link": "UPDATE ledger SET previous = zeroblob(32) WHERE seq = 2",
    "moved": "UPDATE ledger SET seq = seq + 1000 WHERE seq = (SELECT max(seq) FROM ledger)",
    "impossible": "DELETE FROM ledger WHERE seq = 0",
    "comment": "UPDATE comments SET text = x'61' WHERE text IS NOT NULL",
    "record": "UPDATE decisions SET record = replace(record, 'threat', 'profanity')",
}


@pytest.mark.parametrize("kind", sorted(CHANGES))
def test_damage_is_found_and_named(data: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    with as_operator(data) as connection:
        assert connection.execute(CHANGES[kind]).rowcount
    capsys.readouterr()
    assert verify(data) == 1
    out = capsys.readouterr().out
    assert f"[{kind}]" in out
    assert "damages found" in out
    assert verify(data, "--json") == 1
    assert kind in {json.loads(line).get("kind") for line in capsys.readouterr().out.splitlines()}


def test_every_row_and_column_of_the_ledger_counts(data: Path) -> None:
    with closing(sqlite3.connect(data / DATABASE)) as connection:
        rows = connection.execute("SELECT chain, seq FROM ledger").fetchall()
    for chain, seq in rows:
        for column in ("kind", "comment", "at", "canonical", "previous", "digest"):
            with as_operator(data) as connection:
                (kept,) = connection.execute(
                    f"SELECT {column} FROM ledger WHERE chain = ? AND seq = ?", (chain, seq)
                ).fetchone()
                other = bytes([kept[0] ^ 1]) + kept[1:] if isinstance(kept, bytes) else "1"
                change = f"UPDATE ledger SET {column} = ? WHERE chain = ? AND seq = ?"
                connection.execute(change, (other, chain, seq))
            assert verify(data) == 1, (chain, seq, column)
            with as_operator(data) as connection:
                connection.execute(change, (kept, chain, seq))
    assert verify(data) == 0


def test_a_lost_end_shows_against_receipt_and_checkpoint(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = json.loads((data / "receipt.json").read_bytes())["receipt"]["ledger"]
    with as_operator(data) as connection:
        (comment,) = connection.execute(
            "SELECT comment FROM ledger WHERE chain = ? AND seq = ?", (receipt["chain"], receipt["seq"])
        ).fetchone()
        connection.execute("DELETE FROM ledger WHERE comment = ?", (comment,))
        for table in ("verdicts", "decisions"):
            connection.execute(f"DELETE FROM {table} WHERE comment = ?", (comment,))
        connection.execute("DELETE FROM comments WHERE id = ?", (comment,))
    assert verify(data) == 0  # by itself it looks whole: docs/explanation/ledger.md says so
    capsys.readouterr()
    assert verify(data, "--receipt", str(data / "receipt.json")) == 1
    assert "receipt.json has seen it [lost]" in capsys.readouterr().out
    assert verify(data, "--checkpoint", str(data / "checkpoint.json")) == 1


def test_missing_guards_are_told(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(data / DATABASE)) as connection:
        connection.execute("DROP TRIGGER ledger_never_forgets")
    assert verify(data) == 1
    assert "ledger_never_forgets" in capsys.readouterr().out


def test_what_cannot_be_checked_ends_with_two(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "nonsense").write_text("nonsense")
    for arguments in (
        ("verify", "--data", str(data / "nowhere")),
        ("verify", "--data", str(data / "nonsense")),
        ("verify", "--data", str(data), "--checkpoint", str(data / "nonsense")),
        ("verify", "--data", str(data), "--receipt", str(data / "nowhere")),
        ("verify", "--config", str(data / "nowhere.toml")),
        ("checkpoint", "--data", str(data / "nowhere")),
    ):
        capsys.readouterr()
        assert run(*arguments) == 2, arguments
        assert capsys.readouterr().err.startswith("gatepost ledger: ")
