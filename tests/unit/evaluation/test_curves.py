from __future__ import annotations

import numpy as np
import pytest

from gatepost.evaluation.curves import POINTS, curves
from gatepost.evaluation.metrics import auc


def test_curves_by_hand() -> None:
    found = curves(np.array([0, 0, 1, 1], dtype=bool), np.array([0.1, 0.4, 0.35, 0.8]))
    assert found.roc == ((0, 0), (0, 0.5), (0.5, 0.5), (0.5, 1), (1, 1))
    assert found.precision_recall == ((0.5, 1), (0.5, 0.5), (1, pytest.approx(2 / 3)), (1, 0.5))


def test_each_threshold_has_its_price() -> None:
    steps = curves(np.array([0, 0, 1, 1], dtype=bool), np.array([0.1, 0.4, 0.35, 0.8])).thresholds
    assert len(steps) == 101
    at = steps[35]
    assert at.threshold == 0.35
    assert (at.approved, at.wrong_approvals, at.rejected) == (0.25, 0.0, 0.75)
    assert at.wrong_rejections == pytest.approx(1 / 3)
    assert (steps[0].approved, steps[0].wrong_approvals, steps[100].wrong_rejections) == (0.0, None, None)


def test_curves_are_short_and_keep_their_area() -> None:
    random = np.random.default_rng(5)
    holds = random.random(5000) < 0.2
    scores = random.normal(size=5000) + holds
    found = curves(holds, scores)
    assert len(found.roc) <= POINTS + 1
    assert found.roc[-1] == (1.0, 1.0)
    x, y = np.array(found.roc).T
    area = float(((y[1:] + y[:-1]) / 2 * np.diff(x)).sum())
    assert area == pytest.approx(auc(holds, scores), abs=0.002)


def test_reliability_covers_every_row_once() -> None:
    said = np.linspace(0, 1, 100)
    bins = curves(said > 0.5, said).reliability
    assert sum(one.seen.rows for one in bins) == 100
    assert [one.said for one in bins] == sorted(one.said for one in bins)


def test_what_does_not_exist_is_empty() -> None:
    one_kind = curves(np.ones(3, dtype=bool), np.array([0.1, 0.2, 0.3]))
    assert one_kind.roc == ()
    assert one_kind.precision_recall
    nothing = curves(np.ones(2, dtype=bool), np.full(2, np.nan))
    assert nothing.thresholds == nothing.reliability == ()
