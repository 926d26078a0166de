"""Which stretch of time a period means."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.conversation.figures.months import micro
from gatepost.conversation.figures.periods import PERIODS, PeriodWrong, scope_of
from gatepost.conversation.figures.records import DAY, HOUR, Scope

NOON = micro(date(2026, 11, 23)) + 12 * HOUR + 5


def test_days_are_whole_days_until_now() -> None:
    week = scope_of("7d", NOON)
    assert week == Scope(micro(date(2026, 11, 17)), NOON, DAY)
    assert week.steps == 7
    assert scope_of("30d", NOON).steps == 30
    assert scope_of("90d", NOON, site="s", language="ar").site == "s"


def test_hours_are_whole_hours_until_now() -> None:
    day = scope_of("24h", NOON)
    assert (day.step, day.steps) == (HOUR, 24)
    assert day.begins(23) == NOON - 5


def test_a_range_holds_both_days_and_ends_now_at_the_latest() -> None:
    scope = scope_of("range", NOON, "2026-11-01", "2026-11-10")
    assert (scope.since, scope.until) == (micro(date(2026, 11, 1)), micro(date(2026, 11, 11)))
    assert scope_of("range", NOON, "2026-11-01", "2026-12-31").until == NOON
    assert scope_of("range", NOON, "2026-11-23", "2026-11-23").step == HOUR
    assert scope_of("range", NOON, "2025-12-01", "2026-12-01").steps == 358


@pytest.mark.parametrize(
    ("period", "first", "last", "key"),
    [
        ("", "", "", "period"),
        ("range", "", "2026-11-01", "day"),
        ("range", "2026-13-01", "2026-11-01", "day"),
        ("range", "١٢", "2026-11-01", "day"),
        ("range", "2026-11-02", "2026-11-01", "order"),
        ("range", "2026-11-24", "2026-11-25", "future"),
        ("range", "2020-11-24", "2026-11-25", "long"),
        ("range", "0001-01-01", "0001-01-02", "day"),
        ("range", "9999-12-31", "9999-12-31", "day"),
    ],
)
def test_wrong_ones_are_named(period: str, first: str, last: str, key: str) -> None:
    with pytest.raises(PeriodWrong) as wrong:
        scope_of(period, NOON, first, last)
    assert wrong.value.key == key


@given(st.sampled_from(PERIODS[:-1]), st.integers(DAY * 100, DAY * 40_000))
def test_steps_fill_the_period(period: str, now: int) -> None:
    scope = scope_of(period, now)
    assert scope.begins(0) == scope.since
    assert scope.begins(scope.steps - 1) < scope.until or now % scope.step == 0
    assert scope.begins(scope.steps) >= scope.until
