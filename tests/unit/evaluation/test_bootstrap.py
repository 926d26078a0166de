from __future__ import annotations

import numpy as np
import pytest

from gatepost.evaluation.bootstrap import bootstrap
from gatepost.evaluation.metrics import auc, calibration_error


def share(truth: np.ndarray, said: np.ndarray) -> float | None:
    return float(truth.mean()) if len(truth) else None


def test_it_is_repeatable_and_holds_the_value() -> None:
    random = np.random.default_rng(3)
    holds = random.random(400) < 0.3
    scores = random.random(400) + 0.5 * holds
    one, two = bootstrap(auc, holds, scores), bootstrap(auc, holds, scores)
    assert one == two
    assert one.value is not None
    assert one.low is not None
    assert one.high is not None
    assert one.low < one.value < one.high
    assert bootstrap(auc, holds, scores, seed=8) != one


def test_it_is_as_wide_as_theory_says() -> None:
    holds = np.arange(900) % 3 == 0
    found = bootstrap(share, holds, holds, rounds=2000)
    assert found.low is not None
    assert found.high is not None
    half = 1.96 * np.sqrt(1 / 3 * 2 / 3 / 900)
    assert found.high - found.low == pytest.approx(2 * half, rel=0.1)


def test_whole_clusters_are_drawn() -> None:
    holds = np.repeat(np.arange(30) % 3 == 0, 30)
    clusters = np.repeat(np.arange(30), 30)
    alone = bootstrap(share, holds, holds)
    together = bootstrap(share, holds, holds, clusters=clusters)
    assert together.value == alone.value
    assert together.low is not None
    assert together.high is not None
    assert alone.low is not None
    assert alone.high is not None
    assert together.high - together.low > 4 * (alone.high - alone.low)


def test_one_cluster_tells_no_spread() -> None:
    found = bootstrap(share, np.array([True, False]), np.zeros(2), clusters=np.zeros(2, dtype=np.int64))
    assert (found.value, found.low, found.high) == (0.5, None, None)


def test_a_centred_interval_holds_a_value_that_noise_raises() -> None:
    random = np.random.default_rng(4)
    said = random.random(60)
    holds = random.random(60) < said
    found = bootstrap(calibration_error, holds, said, centred=True)
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low < found.value < found.high


def test_nothing_is_drawn_from_nothing() -> None:
    assert bootstrap(auc, np.array([True]), np.array([0.3])).value is None
