"""Verification by several processes, each with a view of the database of its own.

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

from gatepost.store.ledger.source import Ledger
from gatepost.store.ledger.verify import Found, OpenLedger, Spread, Wish, check

AHEAD = 4
"""Batches that wait for each process: memory stays flat, and none is idle."""

_open = ExitStack()
_ledger: list[Ledger] = []


def spread_over(opening: OpenLedger, processes: int | None = None) -> Spread | None:
    """How to verify by several processes what `opening` opens (it goes to each by pickle); None where there
    is but one processor."""
    count = processes or _cores()
    return partial(_spread, opening, count) if count > 1 else None


def _cores() -> int:
    """Those that we may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _spread(
    opening: OpenLedger, processes: int, wish: Wish, batches: Iterable[Sequence[str]]
) -> Iterator[Found]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, initializer=_begin, initargs=(opening,)) as pool:
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


def _begin(opening: OpenLedger) -> None:
    _ledger.append(_open.enter_context(opening()))


def _check(wish: Wish, chains: Sequence[str]) -> Found:
    return check(_ledger[0], wish, chains)
