"""The promise of certified automation, and the exact bounds that it rests on."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.evaluation.certify import (
    begins,
    certify_approvals,
    certify_rejections,
    error_of,
    needed,
    tail,
    upper_bound,
)


def test_how_many_faultless_decisions_are_needed() -> None:
    assert needed(0.01, 0.05) == 299
    assert needed(0.05, 0.05) == 59
    assert needed(0.01, error_of(0.95, 2)) == 366


def test_error_is_shared_so_that_both_hold() -> None:
    assert error_of(0.95, 1) == pytest.approx(0.05)
    assert (1 - error_of(0.95, 2)) ** 2 == pytest.approx(0.95)


@pytest.mark.parametrize(
    ("wrong", "decided", "error", "expected"),
    [  # one-sided Clopper-Pearson limits, as tabulated
        (0, 10, 0.05, 0.2589),
        (1, 10, 0.05, 0.3942),
        (5, 20, 0.025, 0.4910),
        (0, 299, 0.05, 0.00997),
        (10, 1000, 0.05, 0.01691),
        (10, 10, 0.05, 1.0),
        (0, 0, 0.05, 1.0),
    ],
)
def test_upper_bounds_are_exact(wrong: int, decided: int, error: float, expected: float) -> None:
    assert upper_bound(wrong, decided, error) == pytest.approx(expected, abs=6e-5)


@given(st.integers(0, 40), st.integers(1, 60), st.floats(0.001, 0.999))
def test_the_tail_is_the_binomial_sum(wrong: int, decided: int, share: float) -> None:
    exact = math.fsum(
        math.comb(decided, k) * share**k * (1 - share) ** (decided - k)
        for k in range(min(wrong, decided) + 1)
    )
    assert tail(wrong, decided, share) == pytest.approx(exact, abs=1e-9)


@given(st.integers(0, 50), st.integers(1, 500), st.floats(0.01, 0.2))
def test_bounds_hold_the_estimate_and_fall_with_more_right_decisions(
    wrong: int, more: int, error: float
) -> None:
    decided = wrong + more
    bound = upper_bound(wrong, decided, error)
    assert wrong / decided <= bound <= 1.0
    assert upper_bound(wrong, decided + 100, error) <= bound
    assert upper_bound(wrong + 1, decided + 1, error) >= bound


def test_few_comments_certify_nothing() -> None:
    count = 300
    approved = np.ones(count, dtype=bool)
    first = np.arange(count) % 5 == 0
    side = certify_approvals(approved, np.full(count, 0.01), ~approved, first, 0.01, 0.05)
    assert (side.limit, side.decided, side.upper, side.needed) == (None, 0, 1.0, 299)


def test_faultless_comments_certify_every_limit() -> None:
    count = 3000
    random = np.random.default_rng(4)
    violation, first = random.random(count), random.random(count) < 0.2
    approved = np.ones(count, dtype=bool)
    side = certify_approvals(approved, violation, ~approved, first, 0.01, 0.05)
    assert side.limit is not None
    assert side.limit > 0.999
    assert side.wrong == 0
    assert side.upper <= 0.01
    other = certify_rejections(approved, violation, ~approved, first, 0.01, 0.05)
    assert other.limit is not None
    assert other.limit < 0.001


def test_equal_texts_fall_on_one_side_and_a_fifth_begins() -> None:
    texts = [f"comment {n}" for n in range(4000)]
    first = begins(texts)
    assert 0.17 < first.mean() < 0.23
    assert (begins(texts[::-1])[::-1] == first).all()


def test_the_promise_holds_in_a_thousand_draws() -> None:
    """Each draw is a sample of comments whose true chance of being bad is known. Over 1,000 draws both
    certified limits keep their bounds at least as often as promised, within three standard errors."""
    random = np.random.default_rng(2026)
    draws, count, bound, confidence = 1000, 1500, 0.03, 0.9
    error = error_of(confidence, 2)
    # A fine population: the true risk of a limit is its mean over all comments that it decides.
    people = np.sort(random.beta(0.35, 2.2, 200_000))
    risk_below = np.cumsum(people) / np.arange(1, len(people) + 1)
    risk_above = np.cumsum((1 - people)[::-1]) / np.arange(1, len(people) + 1)
    kept = automatic = 0.0
    for _ in range(draws):
        violation = random.choice(people, count)
        bad = random.random(count) < violation
        first = random.random(count) < 0.2
        approved = violation < 0.5
        low = certify_approvals(approved, violation, bad, first, bound, error)
        high = certify_rejections(~approved, violation, ~bad, first, bound, error)
        holds = True
        if low.limit is not None:
            inside = min(np.searchsorted(people, low.limit), np.searchsorted(people, 0.5))
            holds &= bool(risk_below[inside - 1] <= bound)
            automatic += float((approved & (violation < low.limit)).mean())
        if high.limit is not None:
            inside = len(people) - max(np.searchsorted(people, high.limit), np.searchsorted(people, 0.5))
            holds &= bool(risk_above[inside - 1] <= bound)
        kept += holds
    spread = 3 * math.sqrt(confidence * (1 - confidence) / draws)
    assert kept / draws >= confidence - spread
    assert automatic / draws > 0.1
