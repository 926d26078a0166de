"""From raw scores to probabilities on held-out rows: isotonic steps, smoothed into a strictly rising line."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import isotonic_regression, minimize

from gatepost.engine.models.calibration import Curve

POINTS = 24
"""Points of a curve; every curve has as many, so that they stack into one array."""

_LEAST, _MOST = 0.0005, 0.9995
"""No count of held-out rows supports more certainty than this."""


def curve(
    truth: NDArray[np.bool_], scores: NDArray[np.float64], weights: NDArray[np.float64] | None = None
) -> Curve:
    """A strictly rising curve through the isotonic fit at evenly filled bins of the scores.

    Bins are finer where positive rows are, so that a rare clause's high scores are not averaged away. Ranks
    within a level stay as they were.
    """
    order = np.argsort(scores, kind="stable")
    x, y = scores[order], truth[order].astype(np.float64)
    w = np.ones(len(x)) if weights is None else weights[order]
    inside = POINTS - 2
    # Half of the mass of each class: bins that see both.
    mass = np.cumsum(
        w * np.where(y > 0, 0.5 / max((w * y).sum(), 1e-9), 0.5 / max((w * (1 - y)).sum(), 1e-9))
    )
    group = np.minimum((mass / mass[-1] * inside).astype(np.int64), inside - 1)
    total = np.maximum(np.bincount(group, w, minlength=inside), 1e-12)
    # One fifth of a row of prior doubt keeps a bin of pure rows from certainty.
    base = (w * y).sum() / w.sum()
    share = (np.bincount(group, w * y, minlength=inside) + 0.2 * base) / (total + 0.2)
    middle = np.bincount(group, w * x, minlength=inside) / total
    filled = np.flatnonzero(np.bincount(group, minlength=inside) > 0)
    level = isotonic_regression(share[filled], weights=total[filled]).x
    spread = max(float(x[-1] - x[0]), 1.0)
    xs = np.concatenate(([x[0] - spread], middle[filled], [x[-1] + 0.05 * spread]))
    ps = np.concatenate(
        ([_LEAST], np.clip(level, _LEAST, _MOST), [min(_MOST, max(level[-1], 1 - (1 - level[-1]) / 3))])
    )
    while len(xs) < POINTS:  # bins without rows: more points on the last, flat stretch
        xs, ps = np.append(xs, xs[-1] + spread), np.append(ps, ps[-1])
    rise = np.arange(POINTS) * 1e-6
    xs = np.maximum.accumulate(xs) + rise * spread
    return Curve(xs, np.maximum.accumulate(ps) + rise)


def violation(
    truth: NDArray[np.bool_], clauses: NDArray[np.float64], weights: NDArray[np.float64], ridge: float = 0.02
) -> tuple[NDArray[np.float64], Curve]:
    """Weights of the clauses, shape (clauses,), all >= 0, and the curve over 1 - prod((1 - p) ** weight).

    Fitted as -log(1 - v) = a + sum(w * -log(1 - p)) against the proxy label, pulled softly towards 1.
    """
    strength = -np.log1p(-np.clip(clauses, 0.0, 1.0 - 1e-6))

    def loss(raw: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        total = raw[0] + strength @ raw[1:]
        none = np.exp(-np.maximum(total, 1e-9))
        value = np.where(truth, -np.log(np.maximum(1.0 - none, 1e-9)), total)
        slope = np.where(truth, -none / np.maximum(1.0 - none, 1e-9), 1.0) * weights
        scale = weights.sum()
        pull = raw[1:] - 1.0
        return (
            float((value * weights).sum() / scale + ridge * (pull @ pull)),
            np.concatenate(([slope.sum()], strength.T @ slope)) / scale
            + 2 * ridge * np.concatenate(([0.0], pull)),
        )

    start = np.concatenate(([0.02], np.ones(clauses.shape[1])))
    bounds = [(1e-4, 1.0)] + [(0.0, 8.0)] * clauses.shape[1]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x[1:]
    joined = 1.0 - np.exp(-(strength @ found))
    return found, curve(truth, joined, weights)
