from __future__ import annotations

import asyncio
import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
import pytest
from tests.houses import ARTICLE, home
from tests.old_checkpoints import checkpoint as old_checkpoint

from gatepost.cli.ledger import app
from gatepost.conversation.appeal import answer_appeal, appeal
from gatepost.conversation.decide import decide
from gatepost.conversation.erase import erase
from gatepost.conversation.undo import undo
from gatepost.conversation.withdraw import withdraw
from gatepost.store.keyring import KEY_FILE
from gatepost.vocabulary import Outcome
from gatepost.web.composition import DATABASE


def run(*arguments: str) -> int:
    """The command's exit status."""
    status: object = app(list(arguments), result_action="return_value")
    assert isinstance(status, int)
    return status


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder after a busy day, with a receipt and checkpoints beside it."""
    folder = tmp_path_factory.mktemp("day")
    asyncio.run(busy(folder))
    assert run("checkpoint", "--data", str(folder), "-o", str(folder / "checkpoint.json")) == 0
    asyncio.run(later(folder))
    return folder


@pytest.fixture
def data(day: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return shutil.copytree(day, tmp_path / "data")


async def busy(folder: Path) -> None:
    async with home(folder / DATABASE) as at_home:
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
        (folder / "receipt.json").write_bytes(msgspec.json.encode({"receipt": last.receipt}))


async def later(folder: Path) -> None:
    """What is written after the checkpoint harms nothing."""
    async with home(folder / DATABASE, screening=False) as at_home:
        await at_home.send("fine, and after the checkpoint")
        heads = old_checkpoint(await at_home.store.heads())
        (folder / "old-checkpoint.json").write_text(json.dumps(heads))


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
    kept = [data / "checkpoint.json", data / "old-checkpoint.json"]
    seen = [part for file in kept for part in ("--checkpoint", str(file))]
    seen += ["--receipt", str(data / "receipt.json")]
    capsys.readouterr()
    assert verify(data) == 0
    assert "everything is as it was recorded" in capsys.readouterr().out
    assert verify(data, *seen) == 0
    assert verify(data, *seen, "--json") == 0
    counts = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (counts["chains"], counts["comments"], counts["damages"]) == (2, 8, 0)
    assert counts["checkpoints"] == 1
    assert run("key", "--data", str(data)) == 0
    assert capsys.readouterr().out.splitlines()[0] == counts["signer"]


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
        (later,) = connection.execute("SELECT max(id) FROM comments").fetchone()
        for table, column in (("ledger", "comment"), ("comments", "id")):  # what came after the checkpoint
            connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (later,))
    capsys.readouterr()
    assert verify(data) == 1
    assert "that checkpoint 0 has seen here" in capsys.readouterr().out
    with as_operator(data) as connection:
        connection.execute("DELETE FROM checkpoints")
        connection.execute("DELETE FROM checkpoint_heads")
    assert verify(data) == 1
    assert "checkpoint 0 is gone: the note checkpoint.last has seen it" in capsys.readouterr().out
    (data / "checkpoint.last").unlink()
    assert verify(data) == 0  # by itself it looks whole: docs/explanation/ledger.md says so
    capsys.readouterr()
    assert verify(data, "--receipt", str(data / "receipt.json")) == 1
    assert "receipt.json has seen it [lost]" in capsys.readouterr().out
    assert verify(data, "--checkpoint", str(data / "checkpoint.json")) == 1
    assert verify(data, "--checkpoint", str(data / "old-checkpoint.json")) == 1


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
        ("verify", "--data", str(data), "--since", "1"),
        ("verify", "--data", str(data), "--since", "yesterday"),
        ("verify", "--data", str(data), "--since", "2001-01-01"),
        ("verify", "--data", str(data), "--article", "https://news.example/none"),
        ("checkpoint", "--data", str(data / "nowhere")),
        ("checkpoint", "--data", str(data), "--number", "7"),
        ("key", "--data", str(data), "--announce", "ed25519:7"),
        ("key", "--data", str(data), "--announce", "a", "--rotate"),
    ):
        capsys.readouterr()
        assert run(*arguments) == 2, arguments
        assert capsys.readouterr().err.startswith("gatepost ledger: ")


def test_since_a_checkpoint_and_one_article(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def counted(*more: str) -> dict[str, int]:
        capsys.readouterr()
        assert verify(data, "--json", *more) == 0
        found: dict[str, int] = json.loads(capsys.readouterr().out.splitlines()[-1])
        return found

    everything, since = counted(), counted("--since", "0")
    assert counted("--since", "2100-01-01") == since
    assert (since["entries"], since["comments"], since["chains"]) == (1, 1, everything["chains"])
    both = [counted("--article", url) for url in (ARTICLE, ARTICLE + "2")]
    assert [one["chains"] for one in both] == [1, 1]
    assert sum(one["entries"] for one in both) == everything["entries"]
    with as_operator(data) as connection:
        changed = connection.execute("UPDATE ledger SET at = at + 1 WHERE seq = 1").rowcount
    assert changed == 2
    assert verify(data) == 1
    assert verify(data, "--since", "0") == 0  # it is believed


def test_a_checkpoint_is_exported_with_what_others_need(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run("checkpoint", "--data", str(data), "--body", str(data / "body")) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["format"], made["number"]) == ("gatepost/checkpoint/2", 1)
    body = (data / "body").read_bytes()
    assert body.decode() == made["body"]
    assert made["digest"] == f"sha256:{hashlib.sha256(body).hexdigest()}"
    assert run("checkpoint", "--data", str(data)) == 0  # nothing was written since: the same again
    assert json.loads(capsys.readouterr().out) == made
    assert run("checkpoint", "--data", str(data), "--number", "0") == 0
    assert json.loads(capsys.readouterr().out) == json.loads((data / "checkpoint.json").read_text())
    kept = ("--checkpoint", str(data / "checkpoint.json"), "--root")
    assert verify(data, *kept, made["previous"]) == 0
    assert verify(data, *kept, made["digest"]) == 2
    forged = json.loads((data / "checkpoint.json").read_text())
    forged["body"] = forged["body"].replace('"number":0', '"number":1')
    (data / "forged.json").write_text(json.dumps(forged))
    assert verify(data, "--checkpoint", str(data / "forged.json")) == 2
    assert "was changed" in capsys.readouterr().err


def test_the_key_is_changed_and_the_old_one_is_good_for_nothing(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (data / KEY_FILE).stat().st_mode & 0o777 == 0o600
    old = (data / KEY_FILE).read_bytes()
    capsys.readouterr()
    assert run("key", "--data", str(data)) == 0
    before = capsys.readouterr().out
    assert run("key", "--data", str(data), "--rotate") == 0
    announced, after = capsys.readouterr().out.split("\n", 1)
    assert announced == "Checkpoint 1 announces the new key."
    assert after != before
    assert "BEGIN PUBLIC KEY" in after
    assert verify(data) == 0
    assert "3 checkpoints" in capsys.readouterr().out
    assert verify(data, "--key", before.split()[0]) == 1
    assert "made by somebody else" in capsys.readouterr().out
    (data / KEY_FILE).write_bytes(old)
    assert run("checkpoint", "--data", str(data)) == 2
    assert run("key", "--data", str(data), "--rotate") == 2
    assert "must be signed by" in capsys.readouterr().err
    monkeypatch.setenv("GATEPOST_CHECKPOINT_KEY", "nonsense")
    assert run("key", "--data", str(data)) == 2
    assert "openssl genpkey" in capsys.readouterr().err
