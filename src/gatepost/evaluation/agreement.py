"""Agreement between people who judged the same comments: Krippendorff's alpha for nominal labels.

Krippendorff, K. (2011), "Computing Krippendorff's Alpha-Reliability", University of Pennsylvania. 1 is
perfect agreement, 0 what chance alone would give, below 0 systematic disagreement. Any number of judges; who
did not judge a unit is left out of it, and a unit with fewer than two labels says nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from gatepost.evaluation.intervals import Interval

ROUNDS = 1_000
SEED = 7
FEWEST = 2
"""Units without which there is no spread to tell."""

Unit = Sequence[Hashable | None]
"""What each judge said of one comment; None where a judge said nothing."""


def alpha(units: Sequence[Unit], rounds: int = ROUNDS, seed: int = SEED) -> Interval:
    """Krippendorff's alpha with its 95% percentile bootstrap interval over units, the same at every run.

    `rows` counts the units with two labels or more. The value is None where it is not defined: no such unit,
    or only one label in all of them. There is no interval where all agree: a bootstrap cannot draw a
    disagreement that was not seen. Unlike Krippendorff's own bootstrap, both the observed and the expected
    disagreement vary.
    """
    patterns, labels = _patterns(units)
    pairable = sum(patterns.values())
    if not pairable:
        return Interval(None, None, None, 0)
    counts = np.array(list(patterns.values()), dtype=np.int64)
    coincidences = np.stack([_coincidences(one, labels) for one in patterns])
    (value,) = _alphas(counts[None, :].astype(np.float64), coincidences)
    if np.isnan(value):
        return Interval(None, None, None, pairable)
    if value == 1.0 or pairable < FEWEST:
        return Interval(float(value), None, None, pairable)
    random = np.random.default_rng(seed)
    drawn = random.multinomial(pairable, counts / pairable, size=rounds)
    again = _alphas(drawn.astype(np.float64), coincidences)
    low, high = np.nanpercentile(again, [2.5, 97.5])
    return Interval(float(value), float(low), float(high), pairable)


def _patterns(units: Sequence[Unit]) -> tuple[Counter[tuple[int, ...]], int]:
    """Each set of labels that units got, as numbers in order, with how often; and how many labels."""
    numbers: dict[Hashable, int] = {}
    found: Counter[tuple[int, ...]] = Counter()
    for unit in units:
        said = [label for label in unit if label is not None]
        if len(said) > 1:
            found[tuple(sorted(numbers.setdefault(label, len(numbers)) for label in said))] += 1
    return found, len(numbers)


def _coincidences(said: tuple[int, ...], labels: int) -> NDArray[np.float64]:
    """The coincidence matrix of one unit: its ordered pairs of labels, each weighing 1 / (labels - 1)."""
    counts = np.bincount(said, minlength=labels).astype(np.float64)
    pairs: NDArray[np.float64] = np.outer(counts, counts) - np.diag(counts)
    return pairs / (len(said) - 1)


def _alphas(weights: NDArray[np.float64], coincidences: NDArray[np.float64]) -> NDArray[np.float64]:
    """Alpha for each row of weights, shape (rounds, patterns); NaN where only one label occurs."""
    matrices = np.tensordot(weights, coincidences, axes=1)
    marginals = matrices.sum(axis=2)
    total = marginals.sum(axis=1)
    agreed = np.trace(matrices, axis1=1, axis2=2)
    by_chance = (marginals * (marginals - 1)).sum(axis=1)
    expected = total * (total - 1) - by_chance
    with np.errstate(divide="ignore", invalid="ignore"):
        found: NDArray[np.float64] = 1.0 - (total - agreed) * (total - 1) / expected
    return np.where(expected > 0, found, np.nan)
