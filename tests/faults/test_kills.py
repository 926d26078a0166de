"""Kill -9 under load, in short. `make faults` does the same two hundred times."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

from tests.faults.killing import campaign
from tests.faults.newsroom import Newsroom, several_processes
from tests.faults.postgres import PostgreSQL

KILLS = 5
"""On each database."""
SEED = int(os.environ.get("GATEPOST_FAULTS_SEED", "20261127"))


async def survives(newsroom: Newsroom) -> None:
    outcome = await campaign(newsroom, KILLS, Random(SEED))
    assert outcome.faults == [], str(outcome)
    assert outcome.kills.total() == KILLS
    assert outcome.comments > KILLS, "the load was none"
    assert outcome.retries + outcome.unavailable, "no kill met a caller"


async def test_kill_9_of_the_server_on_sqlite(tmp_path: Path) -> None:
    await survives(Newsroom(tmp_path))


async def test_kill_9_of_servers_worker_and_database_on_postgresql(
    tmp_path: Path, server: PostgreSQL
) -> None:
    await survives(several_processes(tmp_path, server))
