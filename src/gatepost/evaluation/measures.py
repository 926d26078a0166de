"""What is measured on a set of rows: ranking, outcomes, calibration, and one threshold if it is asked for."""

from __future__ import annotations

from functools import partial

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from gatepost.evaluation import metrics
from gatepost.evaluation.bootstrap import bootstrap
from gatepost.evaluation.intervals import Clusters, Interval, share
from gatepost.vocabulary import Outcome

ROUNDS = 1000
"""Draws of each bootstrap."""


class AtThreshold(Struct, frozen=True):
    """Calling positive what scores `threshold` or more, whatever the engine's outcomes are."""

    threshold: float
    accuracy: Interval
    macro_f1: Interval
    f1: Interval
    precision: Interval
    recall: Interval


class Measures(Struct, frozen=True):
    """What was measured on some rows. A positive row is one that should be rejected.

    Intervals are 95%: Wilson for shares, bootstrap over rows for ranking, F1 and calibration.
    `wrong_approvals`: of the approvals, the share that is positive; `wrong_rejections`: of the rejections,
    the share that is negative. `false_alarms`: of the negative rows, the share rejected. `decided`: share no
    person sees. `reject_*` count rejections alone, `flag_*` rejections and referrals.
    """

    rows: int
    positive: int
    auc: Interval
    average_precision: Interval
    reject_precision: Interval
    reject_recall: Interval
    reject_f1: Interval
    flag_precision: Interval
    flag_recall: Interval
    flag_f1: Interval
    decided: Interval
    wrong_approvals: Interval
    wrong_rejections: Interval
    false_alarms: Interval
    calibration_error: Interval
    at: AtThreshold | None = None


NAMES = {
    "auc": "AUC",
    "average_precision": "average precision",
    "reject_precision": "precision of rejections",
    "reject_recall": "recall of rejections",
    "reject_f1": "F1 of rejections",
    "flag_precision": "precision of rejections and referrals",
    "flag_recall": "recall of rejections and referrals",
    "flag_f1": "F1 of rejections and referrals",
    "decided": "decided without a person",
    "wrong_approvals": "wrong approvals (share of approvals)",
    "wrong_rejections": "wrong rejections (share of rejections)",
    "false_alarms": "innocent comments rejected",
    "calibration_error": "calibration error",
}
"""Every measure and what people call it, in the order in which they are shown."""

NAMES_AT = {
    "accuracy": "accuracy",
    "macro_f1": "macro-F1",
    "f1": "F1",
    "precision": "precision",
    "recall": "recall",
}


def measure(
    truth: NDArray[np.bool_],
    scores: NDArray[np.float64],
    outcomes: NDArray[np.str_],
    clusters: Clusters | None = None,
    at: float | None = None,
    rounds: int = ROUNDS,
) -> Measures:
    """Measures of rows. Each array has shape (rows,); `outcomes` holds `approve`, `refer`, `reject`.

    A score that is NaN says nothing: its row counts in what the outcomes measure, not in ranking,
    calibration and threshold. `clusters`: see `Clusters`. `at`: a threshold to measure besides.
    """
    reject = outcomes == Outcome.REJECT.value
    approve = outcomes == Outcome.APPROVE.value
    told = ~np.isnan(scores)
    drawn = partial(bootstrap, rounds=rounds, clusters=clusters)
    holds, ranked = truth[told], scores[told]
    groups = None if clusters is None else clusters[told]
    among = partial(bootstrap, rounds=rounds, clusters=groups)
    return Measures(
        rows=len(truth),
        positive=int(truth.sum()),
        auc=among(metrics.auc, holds, ranked),
        average_precision=among(metrics.average_precision, holds, ranked),
        reject_precision=metrics.precision(truth, reject, clusters),
        reject_recall=metrics.recall(truth, reject, clusters),
        reject_f1=drawn(metrics.f1, truth, reject),
        flag_precision=metrics.precision(truth, ~approve, clusters),
        flag_recall=metrics.recall(truth, ~approve, clusters),
        flag_f1=drawn(metrics.f1, truth, ~approve),
        decided=share(reject | approve, np.ones_like(truth), clusters),
        wrong_approvals=metrics.precision(truth, approve, clusters),
        wrong_rejections=metrics.precision(~truth, reject, clusters),
        false_alarms=metrics.recall(~truth, reject, clusters),
        calibration_error=among(metrics.calibration_error, holds, ranked, centred=True),
        at=None if at is None else measure_at(holds, ranked, at, groups, rounds),
    )


def measure_at(
    truth: NDArray[np.bool_],
    scores: NDArray[np.float64],
    threshold: float,
    clusters: Clusters | None = None,
    rounds: int = ROUNDS,
) -> AtThreshold:
    """How good the call "positive from `threshold` on" is. Each array has shape (rows,)."""
    said = scores >= threshold
    return AtThreshold(
        threshold=threshold,
        accuracy=share(truth == said, np.ones_like(truth), clusters),
        macro_f1=bootstrap(metrics.macro_f1, truth, said, rounds, clusters=clusters),
        f1=bootstrap(metrics.f1, truth, said, rounds, clusters=clusters),
        precision=metrics.precision(truth, said, clusters),
        recall=metrics.recall(truth, said, clusters),
    )
