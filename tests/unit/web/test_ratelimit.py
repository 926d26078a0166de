from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.web.ratelimit import MICROSECONDS, RateLimit

STEPS = st.lists(st.integers(0, 30 * MICROSECONDS), min_size=1, max_size=200)


@given(steps=STEPS, per_minute=st.integers(1, 600), burst=st.integers(1, 20))
def test_never_more_than_the_burst_and_the_rate_together(
    steps: list[int], per_minute: int, burst: int
) -> None:
    """In any stretch of time, at most burst + rate x time pass; and who waits as told passes."""
    limit = RateLimit(per_minute, burst)
    now, passed = 0, 0
    for step in steps:
        now += step
        wait = limit.take("one", now)
        passed += wait == 0
        assert passed <= burst + per_minute * now / 60 / MICROSECONDS + 1e-6
        if wait:
            now += wait * MICROSECONDS
            assert limit.take("one", now) == 0
            passed += 1


def test_a_full_burst_then_a_wait_in_whole_seconds() -> None:
    limit = RateLimit(per_minute=30, burst=3)
    assert [limit.take("a", 0) for _ in range(4)] == [0, 0, 0, 2]
    assert limit.take("b", 0) == 0
    assert limit.take("a", 2 * MICROSECONDS) == 0


def test_a_clock_that_steps_back_gives_nothing_away_and_locks_nobody_out() -> None:
    limit = RateLimit(per_minute=60, burst=1)
    assert limit.take("a", 3_600 * MICROSECONDS) == 0
    wait = limit.wait("a", 0)
    assert wait == 1
    assert limit.take("a", 0) == wait
    assert limit.take("a", wait * MICROSECONDS) == 0


def test_memory_is_bounded_and_the_oldest_are_forgotten() -> None:
    limit = RateLimit(per_minute=1, burst=1, capacity=100)
    for number in range(1_000):
        limit.take(str(number), number)
    assert len(limit) == 100
    assert limit.take("999", 1_000) > 0
    assert limit.take("0", 1_000) == 0


@pytest.mark.parametrize("wrong", [(0, 1, 1), (1, 0, 1), (1, 1, 0)])
def test_impossible_limits_are_refused(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="needs"):
        RateLimit(*wrong)
