"""Calibration from sums: rows of which about the same was said lie on one heap, and only heaps are known.

Where millions of decisions are counted by a database, nobody need read them one by one.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from msgspec import Struct

from gatepost.evaluation.curves import Bin
from gatepost.evaluation.intervals import Interval, wilson

ROUNDS = 200
SEED = 7


class Heap(Struct, frozen=True):
    """`rows` of one bin: the sum of the probabilities said of them, and how many were positive."""

    bin: int
    rows: int
    said: float
    positive: int


def merged(heaps: Iterable[Heap]) -> list[Heap]:
    """One heap a bin, in order."""
    sums: dict[int, Heap] = {}
    for one in heaps:
        had = sums.get(one.bin, Heap(one.bin, 0, 0.0, 0))
        sums[one.bin] = Heap(one.bin, had.rows + one.rows, had.said + one.said, had.positive + one.positive)
    return [sums[number] for number in sorted(sums) if sums[number].rows]


def reliability(heaps: Iterable[Heap]) -> list[tuple[int, Bin]]:
    """For each bin with rows: its number, the mean of what was said, the share seen with its interval."""
    return [(one.bin, Bin(one.said / one.rows, wilson(one.positive, one.rows))) for one in merged(heaps)]


def calibration_error(heaps: Iterable[Heap], rounds: int = ROUNDS, seed: int = SEED) -> Interval:
    """Expected calibration error over the bins, with a 95% bootstrap interval, the same at every run.

    Rows are drawn anew by bin and label; the mean said within a bin is held. Noise adds to this error, so the
    interval is moved by the bootstrap's own estimate of bias, as in `bootstrap.bootstrap`.
    """
    known = merged(heaps)
    rows = sum(one.rows for one in known)
    if not rows:
        return Interval(None, None, None, 0)
    said = np.array([one.said / one.rows for one in known])
    counts = np.array([[one.positive, one.rows - one.positive] for one in known])
    value = float(np.abs(counts[:, 0] - said * counts.sum(axis=1)).sum() / rows)
    drawn = np.random.default_rng(seed).multinomial(rows, counts.ravel() / rows, size=rounds)
    drawn = drawn.reshape(rounds, len(known), 2)
    errors = np.abs(drawn[:, :, 0] - said * drawn.sum(axis=2)).sum(axis=1) / rows
    low, high = (float(end) for end in np.percentile(errors, [2.5, 97.5]))
    bias = float(errors.mean()) - value
    return Interval(value, max(0.0, low - bias), max(0.0, high - bias), rows)
