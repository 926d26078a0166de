"""Verification by several processes, each with a view of the file of its own.

Their views may differ by what was written in between. That does no harm: each chain is looked at in one view,
and what a checkpoint covers was there before any of them was opened.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from gatepost.store.ledger.source import Ledger
from gatepost.store.ledger.verify import Found, Spread, Wish, check
from gatepost.store.sqlite.audit import open_ledger

SMALL = 64 * 2**20
"""Bytes of a database file below which starting processes takes longer than it saves."""

AHEAD = 4
"""Batches that wait for each process: memory stays flat, and none is idle."""

_open = ExitStack()
_ledger: list[Ledger] = []


def spread_over(path: Path, processes: int | None = None) -> Spread | None:
    """How to verify the file by several processes; None where one is enough."""
    count = processes or _cores()
    if count < 2 or (processes is None and path.stat().st_size < SMALL):
        return None
    return partial(_spread, path, count)


def _cores() -> int:
    """Those that we may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _spread(path: Path, processes: int, wish: Wish, batches: Iterable[Sequence[str]]) -> Iterator[Found]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, initializer=_begin, initargs=(path,)) as pool:
        waiting: deque[Future[Found]] = deque()
        try:
            for batch in batches:
                waiting.append(pool.submit(_check, wish, batch))
                if len(waiting) > processes * AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def _begin(path: Path) -> None:
    _ledger.append(_open.enter_context(open_ledger(path)))


def _check(wish: Wish, chains: Sequence[str]) -> Found:
    return check(_ledger[0], wish, chains)
