"""Kill -9 under load, in short. `make faults` does the same two hundred times."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

from tests.faults.killing import campaign
from tests.faults.newsroom import Newsroom

KILLS = 10
SEED = int(os.environ.get("GATEPOST_FAULTS_SEED", "20261127"))


async def test_kill_9_loses_nothing_doubles_nothing_and_shows_nothing_too_soon(tmp_path: Path) -> None:
    outcome = await campaign(Newsroom(tmp_path), KILLS, Random(SEED))
    assert outcome.faults == [], str(outcome)
    assert outcome.kills.total() == KILLS
    assert outcome.comments > KILLS, "the load was none"
    assert outcome.retries, "no kill met a caller"
