"""`python -m tests.faults`: the campaigns at length, as `make faults` runs them."""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from tests.faults.killing import campaign
from tests.faults.newsroom import Newsroom, several_processes
from tests.faults.postgres import PostgreSQL


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--only", choices=["sqlite", "postgresql"], help="half of the kills on each without")
    parser.add_argument("--seed", type=int, default=None, help="repeats an earlier run's choices")
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else time.time_ns() % 1_000_000
    print(f"seed {seed}", flush=True)
    both = given.only is None
    faults = 0
    for name in ("sqlite", "postgresql") if both else (given.only,):
        faults += run(name, given.kills // 2 if both else given.kills, Random(seed))
    return 1 if faults else 0


def run(name: str, kills: int, random: Random) -> int:
    """One campaign; how many faults it found."""
    began = time.perf_counter()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="gatepost-faults-")))
        if name == "sqlite":
            newsroom = Newsroom(folder)
        else:
            database = PostgreSQL(folder / "pg")
            stack.callback(database.close)
            newsroom = several_processes(folder, database)
        outcome = asyncio.run(campaign(newsroom, kills, random, lambda line: print(line, flush=True)))
    for fault in outcome.faults:
        print(f"FAULT {fault}")
    print(f"{name}: {outcome} in {time.perf_counter() - began:.0f} s", flush=True)
    return len(outcome.faults)


if __name__ == "__main__":
    sys.exit(main())
