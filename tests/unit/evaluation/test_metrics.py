from __future__ import annotations

import numpy as np
import pytest

from gatepost.evaluation.metrics import (
    auc,
    average_precision,
    bootstrap,
    brier,
    calibration_error,
    precision,
    recall,
    wilson,
)


def truth(*values: int) -> np.ndarray:
    return np.array(values, dtype=bool)


def test_auc_by_hand() -> None:
    assert auc(truth(0, 0, 1, 1), np.array([0.1, 0.4, 0.35, 0.8])) == pytest.approx(0.75)
    assert auc(truth(0, 1), np.array([0.5, 0.5])) == pytest.approx(0.5)


def test_auc_counts_pairs() -> None:
    random = np.random.default_rng(1)
    holds, scores = random.random(60) < 0.4, np.round(random.random(60), 1)
    pairs = [(a > b) + (a == b) / 2 for a in scores[holds] for b in scores[~holds]]
    assert auc(holds, scores) == pytest.approx(np.mean(pairs))


def test_average_precision_by_hand() -> None:
    assert average_precision(truth(1, 0, 1), np.array([0.9, 0.8, 0.7])) == pytest.approx((1 + 2 / 3) / 2)
    # Ties are one step: their order in the file must not matter.
    assert average_precision(truth(1, 0), np.array([0.5, 0.5])) == pytest.approx(0.5)
    assert average_precision(truth(0, 1), np.array([0.5, 0.5])) == pytest.approx(0.5)


def test_what_cannot_be_measured_is_none() -> None:
    assert auc(truth(1, 1), np.array([0.1, 0.2])) is None
    assert average_precision(truth(0, 0), np.array([0.1, 0.2])) is None
    assert calibration_error(truth(), np.array([])) is None
    assert brier(truth(), np.array([])) is None
    assert bootstrap(auc, truth(0), np.array([0.3])).value is None
    assert wilson(0, 0).value is None


def test_calibration_error_of_honest_and_of_boasting_scores() -> None:
    random = np.random.default_rng(2)
    said = random.random(20_000)
    holds = random.random(20_000) < said
    honest, boasting = calibration_error(holds, said), calibration_error(holds, said**0.2)
    assert honest is not None
    assert honest < 0.02
    assert boasting is not None
    assert boasting > 0.2


def test_brier_by_hand() -> None:
    assert brier(truth(1, 0), np.array([0.8, 0.4])) == pytest.approx((0.04 + 0.16) / 2)


def test_precision_and_recall() -> None:
    holds, said = truth(1, 1, 1, 0), truth(1, 0, 0, 1)
    assert precision(holds, said).value == 0.5
    assert recall(holds, said).value == pytest.approx(1 / 3)
