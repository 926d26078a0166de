"""Measures of ranking, decision and calibration. numpy only.

`truth` is a boolean array, `scores` floats of the same shape (rows,). A measure that the rows cannot answer
(one class only, no row) is None, never a made-up number.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gatepost.evaluation.bootstrap import Measure, bootstrap
from gatepost.evaluation.intervals import Clusters, Interval, Truth, share, wilson

__all__ = [
    "Interval", "Measure", "Scores", "Truth", "auc", "average_precision", "bootstrap", "brier",
    "calibration_error", "equally_filled", "f1", "macro_f1", "precision", "recall", "wilson",
]  # fmt: skip

Scores = NDArray[np.float64]
BINS = 15
"""Of the calibration error and of the reliability diagram."""


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


def calibration_error(truth: Truth, probabilities: Scores, bins: int = BINS) -> float | None:
    """Expected calibration error: mean gap of said and seen frequency over equally filled bins.

    Naeini, M. P. et al. (2015), "Obtaining well calibrated probabilities using Bayesian binning", AAAI;
    equally filled bins as in Nixon, J. et al. (2019), "Measuring calibration in deep learning". Noise adds
    to it: with few rows in a bin even honest probabilities get an error above 0.
    """
    if not len(truth):
        return None
    gaps = [
        abs(float(truth[part].mean()) - float(probabilities[part].mean())) * len(part)
        for part in equally_filled(probabilities, bins)
    ]
    return float(sum(gaps) / len(truth))


def equally_filled(scores: Scores, bins: int = BINS) -> list[NDArray[np.int64]]:
    """Row numbers in at most `bins` parts, from the lowest scores to the highest, of about equal size."""
    return np.array_split(np.argsort(scores, kind="stable"), max(1, min(bins, len(scores))))


def brier(truth: Truth, probabilities: Scores) -> float | None:
    """Mean squared distance of the probability from what was true."""
    return float(np.mean((probabilities - truth) ** 2)) if len(truth) else None


def f1(truth: Truth, said: Truth) -> float | None:
    """Harmonic mean of precision and recall. None where no row is positive and none was called so."""
    either = int(truth.sum()) + int(said.sum())
    return 2 * int((truth & said).sum()) / either if either else None


def macro_f1(truth: Truth, said: Truth) -> float | None:
    """F1 of the positive and of the negative rows, averaged. None where only one of the two occurs."""
    positive, negative = f1(truth, said), f1(~truth, ~said)
    if positive is None or negative is None or truth.all() or not truth.any():
        return None
    return (positive + negative) / 2


def precision(truth: Truth, said: Truth, clusters: Clusters | None = None) -> Interval:
    """Of the rows that were called positive, how many are."""
    return share(truth, said, clusters)


def recall(truth: Truth, said: Truth, clusters: Clusters | None = None) -> Interval:
    """Of the positive rows, how many were called so."""
    return share(said, truth, clusters)
