"""Verification by several processes finds what one process finds, in the same order."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from benchmarks.ledger_filling import fill

from gatepost.store.ledger import verify
from gatepost.store.ledger.verify import Verification
from gatepost.store.sqlite.audit import open_ledger
from gatepost.store.sqlite.spreading import spread_over
from gatepost.store.tables import LEDGER_TRIGGERS


def test_several_processes_find_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "db"
    fill(path, 600, 30)
    assert spread_over(path) is None  # small: one process is quicker
    spread = spread_over(path, 2)
    assert spread is not None
    monkeypatch.setattr(verify, "CHAINS_AT_ONCE", 2)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER ledger_never_changes")
        connection.execute("UPDATE ledger SET at = at + 1 WHERE seq = 7 AND chain < 'article-00000020'")
        connection.execute("UPDATE comments SET text = x'00' WHERE article = 'article-00000025'")
        connection.execute(next(one for one in LEDGER_TRIGGERS if "never_changes" in one))
    with open_ledger(path) as ledger:
        alone, together = Verification(ledger), Verification(ledger, spread=spread)
        found = list(alone.damages())
        assert list(together.damages()) == found
    assert {damage.chain for damage in found} == {
        *(f"article-{number:08}" for number in range(20)),
        "article-00000025",
    }
    for what in ("chains", "entries", "comments", "records"):
        assert getattr(alone, what) == getattr(together, what) > 0
