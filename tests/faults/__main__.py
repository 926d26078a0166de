"""`python -m tests.faults`: the campaigns at length, as `make faults` runs them."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from tests.faults.killing import campaign
from tests.faults.newsroom import Newsroom


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=None, help="repeats an earlier run's choices")
    given = parser.parse_args()
    seed = given.seed if given.seed is not None else time.time_ns() % 1_000_000
    print(f"seed {seed}", flush=True)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="gatepost-faults-") as folder:
        newsroom = Newsroom(Path(folder))
        outcome = asyncio.run(
            campaign(newsroom, given.kills, Random(seed), lambda line: print(line, flush=True))
        )
    for fault in outcome.faults:
        print(f"FAULT {fault}")
    print(f"{outcome} in {time.perf_counter() - began:.0f} s")
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
