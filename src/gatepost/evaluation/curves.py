"""What the plots of a report show: reliability, ROC, precision-recall, and each threshold's price."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from gatepost.evaluation.intervals import Interval, wilson
from gatepost.evaluation.metrics import Scores, Truth, equally_filled

POINTS = 200
"""A curve keeps at most so many points: more cannot be seen."""
GRID = 100

Point = tuple[float, float]


class Bin(Struct, frozen=True):
    """Rows of about the same probability: the mean of what was said, and the share that was positive."""

    said: float
    seen: Interval


class Threshold(Struct, frozen=True):
    """What one threshold would do: approve all that scores below it, or reject all that scores at least it.

    `approved` and `rejected` are shares of all rows; `wrong_approvals` of the rows below, `wrong_rejections`
    of the others, None where there are none.
    """

    threshold: float
    approved: float
    wrong_approvals: float | None
    rejected: float
    wrong_rejections: float | None


class Curves(Struct, frozen=True):
    """`roc`: (false positive rate, true positive rate); `precision_recall`: (recall, precision)."""

    reliability: tuple[Bin, ...]
    roc: tuple[Point, ...]
    precision_recall: tuple[Point, ...]
    thresholds: tuple[Threshold, ...]


def curves(truth: Truth, scores: Scores) -> Curves:
    """All curves of rows, each argument of shape (rows,). Rows whose score is NaN are left out.

    A curve is empty where it does not exist: ROC with one class only, precision-recall without positives.
    """
    told = ~np.isnan(scores)
    truth, scores = truth[told], scores[told]
    if not len(truth):
        return Curves((), (), (), ())
    hits, called = _steps(truth, scores)
    positives, rows = int(truth.sum()), len(truth)
    roc: tuple[Point, ...] = ()
    if 0 < positives < rows:
        roc = ((0.0, 0.0), *_thinned((called - hits) / (rows - positives), hits / positives))
    return Curves(
        reliability=tuple(
            Bin(float(scores[part].mean()), wilson(int(truth[part].sum()), len(part)))
            for part in equally_filled(scores)
        ),
        roc=roc,
        precision_recall=_thinned(hits / positives, hits / called) if positives else (),
        thresholds=_thresholds(truth, scores),
    )


def _steps(truth: Truth, scores: Scores) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each score, highest first: how many positive rows, and how many rows, have it or a higher one."""
    order = np.argsort(-scores, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(scores[order])), len(order) - 1)
    return np.cumsum(truth[order])[ends], ends + 1


def _thinned(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[Point, ...]:
    kept = np.unique(np.linspace(0, len(x) - 1, min(POINTS, len(x))).round().astype(int))
    return tuple(zip(x[kept].tolist(), y[kept].tolist(), strict=True))


def _thresholds(truth: Truth, scores: Scores) -> tuple[Threshold, ...]:
    order = np.sort(scores)
    bad = np.sort(scores[truth])
    told = []
    for threshold in np.arange(GRID + 1) / GRID:
        below = int(np.searchsorted(order, threshold, side="left"))
        wrong = int(np.searchsorted(bad, threshold, side="left"))
        above, right = len(order) - below, len(bad) - wrong
        told.append(
            Threshold(
                threshold=float(threshold),
                approved=below / len(order),
                wrong_approvals=wrong / below if below else None,
                rejected=above / len(order),
                wrong_rejections=(above - right) / above if above else None,
            )
        )
    return tuple(told)
