"""`gatepost retention`: what would go, carrying it out, what went."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from tests.contract.making import add, article, carry, new, rejection

from gatepost.cli.retention import retention
from gatepost.store.sqlite import SQLiteStore
from gatepost.web.composition import DATABASE

SETTINGS = """
[server]
data = "."
[[sites]]
id = "s"
name = "S"
origins = ["https://x.example"]
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Settings beside a database with three rejected comments, of 1970."""

    async def fill() -> None:
        store = SQLiteStore(tmp_path / DATABASE)
        await store.open()
        await store.ensure_article(article())
        for number in range(3):
            comment = new(idempotency_hash=bytes([number]))
            await add(store, comment)
            await carry(store, rejection(comment))
        await store.close()

    asyncio.run(fill())
    file = tmp_path / "gatepost.toml"
    file.write_text(SETTINGS)
    return file


def test_what_would_go_is_told_and_nothing_goes(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert retention(config=config, dry_run=True) == 0
        assert capsys.readouterr().out == "s: retries_days = 30: 3 would go\n"
    assert retention(config=config, try_=["rejected_days=90", "retries_days=0"]) == 0
    said = capsys.readouterr()
    assert said.out == "s: rejected_days = 90: 3 would go\n"
    assert "six months" in said.err
    assert retention(config=config, try_=["rejected=365"], as_json=True) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert told[0] == {"site": "s", "rule": "rejected_days", "days": 365, "due": 3, "held": 0}


def test_carrying_it_out_and_what_went(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config.write_text(SETTINGS + "[sites.retention]\nrejected_days = 365\n")
    assert retention(config=config, now=True) == 0
    # What is erased knows nothing of retries any more.
    assert capsys.readouterr().out == "s: rejected_days: 3 went\n"
    assert retention(config=config, history=True, as_json=True) == 0
    (told,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (told["site"], told["rule"], told["number"]) == ("s", "rejected_days", 3)
    assert retention(config=config, history=True) == 0
    assert capsys.readouterr().out.endswith(" s: rejected_days: 3\n")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"try_": ["rejekted=3"]}, "rejected_days"),
        ({"try_": ["rejected_days=soon"]}, "RULE=DAYS"),
        ({"now": True, "dry_run": True}, "stands alone"),
        ({"now": True, "try_": ["rejected_days=3"]}, "stands alone"),
    ],
)
def test_what_cannot_be_is_refused_with_the_mend(
    config: Path, capsys: pytest.CaptureFixture[str], asked: dict[str, object], said: str
) -> None:
    assert retention(config=config, **asked) == 2  # type: ignore[arg-type]
    assert said in capsys.readouterr().err


def test_without_settings_there_is_no_site(
    config: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert retention(data=config.parent) == 2
    assert "--config" in capsys.readouterr().err
    assert retention(config=config.parent / "none.toml") == 2
    assert capsys.readouterr().err


def test_where_no_rule_holds_that_is_told(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config.write_text(SETTINGS + "[sites.retention]\nretries_days = 0\n")
    assert retention(config=config) == 0
    assert capsys.readouterr().out == "No site has a rule: everything is kept.\n"
