from __future__ import annotations

import numpy as np
import pytest

from gatepost.evaluation.intervals import share, wilson


def test_wilson_by_known_values() -> None:
    interval = wilson(8, 10)
    assert (interval.value, interval.rows) == (0.8, 10)
    assert interval.low == pytest.approx(0.4902, abs=1e-4)
    assert interval.high == pytest.approx(0.9433, abs=1e-4)
    assert wilson(0, 20).low == 0.0
    assert wilson(20, 20).high == 1.0
    assert wilson(0, 0).value is None


def test_share_counts_only_where_it_is_asked_for() -> None:
    hits, of = np.array([1, 1, 0, 0], dtype=bool), np.array([1, 0, 1, 1], dtype=bool)
    assert share(hits, of) == wilson(1, 3)
    assert share(hits, np.zeros(4, dtype=bool)).value is None


def test_rows_that_say_the_same_count_once() -> None:
    hits = np.repeat(np.random.default_rng(1).random(40) < 0.4, 10)
    everything, clusters = np.ones(400, dtype=bool), np.repeat(np.arange(40), 10)
    together, alone = share(hits, everything, clusters), share(hits, everything)
    assert together.value == alone.value
    assert together.low is not None
    assert together.high is not None
    once = wilson(int(hits[::10].sum()), 40)
    assert together.low == pytest.approx(once.low, abs=0.01)
    assert together.high == pytest.approx(once.high, abs=0.01)


def test_clusters_of_one_row_change_nothing_much() -> None:
    hits = np.arange(300) % 3 == 0
    everything = np.ones(300, dtype=bool)
    assert share(hits, everything, np.arange(300)).low == pytest.approx(share(hits, everything).low, abs=1e-3)


def test_a_share_without_spread_counts_clusters() -> None:
    hits, everything = np.zeros(100, dtype=bool), np.ones(100, dtype=bool)
    assert share(hits, everything, np.arange(100) // 20).high == wilson(0, 5).high
    one = share(hits, everything, np.zeros(100, dtype=np.int64))
    assert (one.value, one.low, one.high, one.rows) == (0.0, None, None, 100)
