"""The bootstrap: how much a measure would vary had other comments been drawn. Seeded, numpy only.

Efron, B. (1979), "Bootstrap methods: another look at the jackknife", Annals of Statistics 7. Whole clusters
are drawn where rows hang together: Field, C. A. and Welsh, A. H. (2007), "Bootstrapping clustered data",
Journal of the Royal Statistical Society B 69.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gatepost.evaluation.intervals import Clusters, Interval, Truth

Measure = Callable[[Truth, NDArray[Any]], float | None]
"""(truth, said), each of shape (rows,), to one number; None where the rows cannot answer."""


def bootstrap(
    measure: Measure,
    truth: Truth,
    said: NDArray[Any],
    rounds: int = 200,
    seed: int = 7,
    clusters: Clusters | None = None,
    centred: bool = False,
) -> Interval:
    """A measure with its percentile bootstrap interval over rows, the same at every run.

    Nothing is held fixed between draws, neither the number of positive rows nor that of any slice: another
    sample of comments would not hold them fixed either. Draws that cannot answer (one class only) are left
    out. `clusters`: whole clusters are drawn, with fewer than two of them there is no interval. `centred`
    moves the interval by the bootstrap's own estimate of bias, for measures that grow with noise, as the
    calibration error does: uncorrected, its interval may lie above its value.
    """
    value = measure(truth, said)
    if value is None:
        return Interval(None, None, None, len(truth))
    drawn = np.array(
        [
            again
            for rows in _draws(len(truth), rounds, seed, clusters)
            if (again := measure(truth[rows], said[rows])) is not None
        ]
    )
    if not len(drawn):
        return Interval(value, None, None, len(truth))
    low, high = (float(end) for end in np.percentile(drawn, [2.5, 97.5]))
    if centred:
        bias = float(drawn.mean()) - value
        low, high = max(0.0, low - bias), high - bias
    return Interval(value, low, high, len(truth))


def _draws(rows: int, rounds: int, seed: int, clusters: Clusters | None) -> Iterator[NDArray[np.int64]]:
    """Row numbers of each draw: as many rows, or as many clusters, as there are, with replacement."""
    random = np.random.default_rng(seed)
    if clusters is None:
        for _ in range(rounds):
            yield random.integers(0, rows, rows)
        return
    _, owner = np.unique(clusters, return_inverse=True)
    order = np.argsort(owner, kind="stable")
    members = np.split(order, np.cumsum(np.bincount(owner))[:-1])
    if len(members) < 2:
        return
    for _ in range(rounds):
        yield np.concatenate([members[one] for one in random.integers(0, len(members), len(members))])
