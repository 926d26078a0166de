from __future__ import annotations

import numpy as np
import pytest

from gatepost.evaluation.measures import NAMES, NAMES_AT, AtThreshold, Measures, measure, measure_at
from gatepost.evaluation.metrics import f1, macro_f1

TRUTH = np.array([1, 0, 1, 1, 0, 0], dtype=bool)
SCORES = np.array([0.9, 0.85, 0.5, 0.1, 0.2, 0.3])
OUTCOMES = np.array(["reject", "reject", "refer", "approve", "approve", "approve"])


def test_f1_by_hand() -> None:
    said = SCORES > 0.4
    assert f1(TRUTH, said) == pytest.approx(2 / 3)
    assert macro_f1(TRUTH, said) == pytest.approx(2 / 3)
    assert f1(np.zeros(3, dtype=bool), np.zeros(3, dtype=bool)) is None
    assert macro_f1(np.ones(3, dtype=bool), np.array([1, 0, 1], dtype=bool)) is None


def test_a_threshold_is_measured() -> None:
    found = measure_at(TRUTH, SCORES, 0.5, rounds=50)
    assert found.accuracy.value == pytest.approx(4 / 6)
    assert found.macro_f1.value == pytest.approx(2 / 3)
    assert found.precision.value == pytest.approx(2 / 3)
    assert found.recall.value == pytest.approx(2 / 3)
    assert measure(TRUTH, SCORES, OUTCOMES, at=0.5, rounds=50).at == found
    assert measure(TRUTH, SCORES, OUTCOMES, rounds=50).at is None


def test_f1_at_the_outcomes() -> None:
    found = measure(TRUTH, SCORES, OUTCOMES, rounds=50)
    assert found.reject_f1.value == pytest.approx(2 / 5)
    assert found.flag_f1.value == pytest.approx(2 / 3)


def test_rows_without_a_score_count_for_the_outcomes_alone() -> None:
    scores = SCORES.copy()
    scores[1] = np.nan
    found = measure(TRUTH, scores, OUTCOMES, rounds=50, clusters=np.arange(6))
    assert (found.rows, found.auc.rows, found.reject_precision.rows) == (6, 5, 2)
    assert found.auc.value == pytest.approx(4 / 6)
    nothing = measure(TRUTH, np.full(6, np.nan), OUTCOMES, rounds=50)
    assert nothing.auc.value is nothing.calibration_error.value is None


def test_every_measure_has_a_name() -> None:
    assert {"rows", "positive", "at", *NAMES} == set(Measures.__struct_fields__)
    assert {"threshold", *NAMES_AT} == set(AtThreshold.__struct_fields__)
