"""Recommend where each clause should refer and where it should reject, measured on held-back rows."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from gatepost.evaluation.metrics import precision

NEVER = 1.01
"""As a reject threshold: the classifier alone never rejects for this clause."""

_PRECISION, _LEAST_ROWS, _RECALL, _SHARE = 0.95, 25, 0.90, 0.12


class Threshold(Struct, frozen=True):
    """Where to refer and to reject, and what that gave: precision, recall, share referred."""

    reject: float
    refer: float
    reject_precision: float | None
    reject_recall: float | None
    refer_precision: float | None
    refer_recall: float | None
    referred: float


def recommend(
    truth: NDArray[np.bool_], probabilities: NDArray[np.float64], least_refer: float = 0.15
) -> Threshold:
    """The lowest threshold (in hundredths) whose precision is at least 95%, above it too; else never.

    Refer: the highest threshold that still finds 90% of the positive rows, but not lower than what would send
    more than 12% of the negative rows to a person.
    """
    grid = np.round(np.arange(0.05, 0.9951, 0.01), 2)
    good = [
        (interval := precision(truth, probabilities >= at)).value is not None
        and (interval.value or 0.0) >= _PRECISION
        and interval.rows >= _LEAST_ROWS
        for at in grid
    ]
    reject = NEVER
    for at, fine in zip(grid[::-1], good[::-1], strict=True):
        if fine:
            reject = float(at)
        elif reject < NEVER:
            break
    found = np.array([(truth & (probabilities >= at)).sum() / max(truth.sum(), 1) for at in grid])
    alarms = np.array([(~truth & (probabilities >= at)).sum() / max((~truth).sum(), 1) for at in grid])
    enough = grid[found >= _RECALL]
    bearable = grid[alarms <= _SHARE]
    refer = float(max(enough[-1] if len(enough) else grid[0], bearable[0] if len(bearable) else grid[-1]))
    # On a site most comments are innocent, far more than in these sets: no lower than these.
    refer = min(max(refer, least_refer), 0.5)
    if reject < NEVER:
        reject = max(reject, 0.8)
    return Threshold(
        reject,
        refer,
        *_at(truth, probabilities >= reject),
        *_at(truth, probabilities >= refer),
        float((probabilities >= refer).mean()),
    )


def _at(truth: NDArray[np.bool_], said: NDArray[np.bool_]) -> tuple[float | None, float | None]:
    hits = int((truth & said).sum())
    return (hits / int(said.sum()) if said.any() else None, hits / int(truth.sum()) if truth.any() else None)
