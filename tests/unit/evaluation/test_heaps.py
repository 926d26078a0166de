"""Calibration from sums says what calibration from rows says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.evaluation.heaps import Heap, calibration_error, reliability

ROWS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60)


def heaps_of(rows: list[tuple[float, bool]], bins: int = 10) -> list[Heap]:
    return [Heap(min(bins - 1, int(said * bins)), 1, said, int(seen)) for said, seen in rows]


@given(ROWS)
def test_as_from_single_rows(rows: list[tuple[float, bool]]) -> None:
    by_bin: dict[int, list[tuple[float, bool]]] = {}
    for said, seen in rows:
        by_bin.setdefault(min(9, int(said * 10)), []).append((said, seen))
    gaps = [abs(sum(said for said, _ in part) - sum(seen for _, seen in part)) for part in by_bin.values()]
    found = calibration_error(heaps_of(rows), rounds=5)
    assert found.rows == len(rows)
    if not rows:
        assert found.value is None
        return
    assert found.value == pytest.approx(sum(gaps) / len(rows), abs=1e-9)
    bins = dict(reliability(heaps_of(rows)))
    assert set(bins) == set(by_bin)
    for number, part in by_bin.items():
        assert bins[number].said == pytest.approx(sum(said for said, _ in part) / len(part), abs=1e-9)
        assert bins[number].seen.value == pytest.approx(sum(seen for _, seen in part) / len(part))
        assert bins[number].seen.rows == len(part)


def test_the_interval_is_near_zero_for_honest_probabilities_and_holds_the_gap_of_others() -> None:
    random = np.random.default_rng(3)
    said = random.random(20_000)
    honest = list(zip(said.tolist(), (random.random(20_000) < said).tolist(), strict=True))
    found = calibration_error(heaps_of(honest))
    assert found.low is not None
    assert found.low < 0.005
    boasting = list(zip(said.tolist(), (random.random(20_000) < said / 2).tolist(), strict=True))
    found = calibration_error(heaps_of(boasting))
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0.25 < found.high
    assert found == calibration_error(heaps_of(boasting))
