from __future__ import annotations

from gatepost.web.abuse.tide import CALM, MINUTE, SECOND, Tide

NOW = 1_750_000_020 * SECOND  # the beginning of a minute


def pour(tide: Tide, a_minute: int, minutes: int, begin: int) -> tuple[int, bool]:
    """So many submissions a minute, evenly; when it ended, and whether it was an attack at the end."""
    high = False
    for number in range(a_minute * minutes):
        high = tide.came(begin + number * MINUTE // a_minute)
    return begin + minutes * MINUTE, high


def test_below_the_floor_nothing_is_an_attack() -> None:
    tide = Tide(60, 5)
    now, high = pour(tide, 59, 30, NOW)
    assert not high
    assert 5 < tide.ordinary < 59
    assert not tide.is_high(now)


def test_an_attack_begins_within_a_minute_and_ends_after_five_calm_ones() -> None:
    tide = Tide(60, 5, ordinary=2.0)
    began = next(n for n in range(1_000) if tide.came(NOW + n * SECOND // 10))
    assert began == 60
    now = NOW + began * SECOND // 10
    assert tide.is_high(now + CALM)
    assert not tide.is_high(now + CALM + 1)


def test_it_does_not_flicker() -> None:
    """Between half of the threshold and the threshold an attack goes on, but none begins."""
    tide = Tide(60, 5)
    now, high = pour(tide, 45, 10, NOW)
    assert not high
    now, high = pour(tide, 200, 2, now)
    assert high
    now, high = pour(tide, 45, 20, now)
    assert high
    now, _ = pour(tide, 20, 7, now)
    assert not tide.is_high(now)
    _, high = pour(tide, 45, 10, now)
    assert not high


def test_a_busy_site_is_measured_by_its_own_ordinary_level() -> None:
    tide = Tide(60, 5, ordinary=100.0)
    now, high = pour(tide, 300, 10, NOW)
    assert not high
    _, high = pour(tide, 900, 2, now)
    assert high


def test_an_attack_does_not_become_ordinary() -> None:
    tide = Tide(60, 5, ordinary=10.0)
    now, high = pour(tide, 500, 120, NOW)
    assert high
    assert tide.ordinary <= 10.5
    assert tide.is_high(now)


def test_the_ordinary_level_follows_the_hours_and_quiet_ones_count() -> None:
    tide = Tide(60, 5)
    now, _ = pour(tide, 40, 24 * 60, NOW)
    assert 39 < tide.ordinary < 41
    tide.came(now + 24 * 60 * MINUTE)
    assert tide.ordinary < 0.1


def test_switched_off() -> None:
    tide = Tide(0, 5)
    assert not any(tide.came(NOW) for _ in range(10_000))


def test_a_clock_that_steps_back_makes_no_attack_and_ends_one_in_time() -> None:
    """Before, all that came until the clock had caught up counted as of one moment."""
    tide = Tide(60, 5)
    now, _ = pour(tide, 45, 10, NOW)
    _, high = pour(tide, 45, 50, now - 60 * MINUTE)
    assert not high
    now, high = pour(tide, 200, 2, now)
    assert high
    now, _ = pour(tide, 10, 7, now - 60 * MINUTE)
    assert not tide.is_high(now)
