"""Measures of ranking, decision and calibration with 95% intervals. numpy only.

`truth` is a boolean array, `scores` floats of the same shape (rows,). A measure that the rows cannot answer
(one class only, no row) is None, never a made-up number.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Truth = NDArray[np.bool_]
Scores = NDArray[np.float64]
Measure = Callable[[Truth, Scores], float | None]

_Z = 1.959963984540054
"""Two-sided 95% of the normal distribution."""


class Interval(Struct, frozen=True):
    """A measured value between the ends of its 95% interval; all None where nothing could be measured."""

    value: float | None
    low: float | None
    high: float | None
    rows: int


def auc(truth: Truth, scores: Scores) -> float | None:
    """Chance that a positive row scores above a negative one, ties counting half (Mann-Whitney)."""
    positives = int(truth.sum())
    negatives = len(truth) - positives
    if not positives or not negatives:
        return None
    _, inverse, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2.0
    return float((ranks[inverse][truth].sum() - positives * (positives + 1) / 2.0) / (positives * negatives))


def average_precision(truth: Truth, scores: Scores) -> float | None:
    """Precision averaged over the recall steps; tied scores are one step, whatever their order."""
    positives = int(truth.sum())
    if not positives:
        return None
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(truth[order])
    ends = np.append(np.flatnonzero(np.diff(scores[order])), len(order) - 1)
    precision = hits[ends] / (ends + 1.0)
    steps = np.diff(hits[ends], prepend=0) / positives
    return float((precision * steps).sum())


def calibration_error(truth: Truth, probabilities: Scores, bins: int = 15) -> float | None:
    """Expected calibration error: mean gap of said and seen frequency over equally filled bins."""
    if not len(truth):
        return None
    order = np.argsort(probabilities, kind="stable")
    gaps = [
        abs(float(truth[part].mean()) - float(probabilities[part].mean())) * len(part)
        for part in np.array_split(order, min(bins, len(order)))
    ]
    return float(sum(gaps) / len(truth))


def brier(truth: Truth, probabilities: Scores) -> float | None:
    """Mean squared distance of the probability from what was true."""
    return float(np.mean((probabilities - truth) ** 2)) if len(truth) else None


def wilson(hits: int, rows: int) -> Interval:
    """A share with its Wilson score interval."""
    if rows <= 0:
        return Interval(None, None, None, 0)
    share = hits / rows
    spread = 1.0 + _Z * _Z / rows
    middle = (share + _Z * _Z / (2 * rows)) / spread
    half = _Z * math.sqrt(share * (1 - share) / rows + _Z * _Z / (4 * rows * rows)) / spread
    return Interval(share, max(0.0, middle - half), min(1.0, middle + half), rows)


def precision(truth: Truth, said: Truth) -> Interval:
    """Of the rows that were called positive, how many are."""
    return wilson(int((truth & said).sum()), int(said.sum()))


def recall(truth: Truth, said: Truth) -> Interval:
    """Of the positive rows, how many were called so."""
    return wilson(int((truth & said).sum()), int(truth.sum()))


def bootstrap(measure: Measure, truth: Truth, scores: Scores, rounds: int = 200, seed: int = 7) -> Interval:
    """A measure with its percentile bootstrap interval over rows, seeded, so the same every time.

    Positive and negative rows are drawn apart, so that a rare class never vanishes from a draw.
    """
    value = measure(truth, scores)
    if value is None:
        return Interval(None, None, None, len(truth))
    random = np.random.default_rng(seed)
    groups = [group for group in (np.flatnonzero(truth), np.flatnonzero(~truth)) if len(group)]
    drawn: list[float] = []
    for _ in range(rounds):
        rows = np.concatenate([random.choice(group, len(group)) for group in groups])
        again = measure(truth[rows], scores[rows])
        if again is not None:
            drawn.append(again)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Interval(value, float(low), float(high), len(truth))
