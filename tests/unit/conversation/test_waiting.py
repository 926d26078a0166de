"""How long a comment may wait: quantiles of unfinished waits, whose waits count, and when nothing is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.houses import home

from gatepost.conversation.attendance.hours import hours
from gatepost.conversation.decide import decide
from gatepost.conversation.sites import Site
from gatepost.conversation.waiting.expecting import ENOUGH, KEPT, SECOND, Waiting
from gatepost.conversation.waiting.quantiles import quantiles
from gatepost.conversation.waiting.records import Wait
from gatepost.vocabulary import Outcome

HOUR = 3_600 * SECOND
DAY = 24 * HOUR
NOW = 20_000 * DAY + 12 * HOUR
SITE = Site("news", "News", ("https://news.example",))


class Kept:
    """A store with these waits."""

    def __init__(self, waits: list[Wait], seen: int = -1) -> None:
        self.held, self.seen, self.looks, self.now = waits, seen, 0, NOW
        self.store = self.waiting = self.attendance = self

    async def waits(self, site: str, since: int, limit: int) -> list[Wait]:
        self.looks += 1
        return self.held

    async def last_seen(self) -> int:
        return self.seen

    def clock(self) -> int:
        return self.now


def ended(seconds: int, hour: int = 12, language: str = "en", days_ago: int = 1) -> Wait:
    return Wait(NOW - days_ago * DAY + (hour - 12) * HOUR, language, seconds * SECOND)


def waiting(kept: Kept) -> Waiting:
    return Waiting(kept)  # type: ignore[arg-type]


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=60), st.floats(0.01, 0.99))
def test_without_unfinished_waits_it_is_the_plain_quantile(lasted: list[int], part: float) -> None:
    (found,) = quantiles([(one, True) for one in lasted], [part])
    assert found is not None
    assert sum(one <= found for one in lasted) / len(lasted) >= part - 1e-9
    assert sum(one < found for one in lasted) / len(lasted) < part + 1e-9


@given(
    st.lists(st.tuples(st.integers(0, 1_000), st.booleans()), min_size=1, max_size=60), st.integers(0, 1_000)
)
def test_a_wait_that_goes_on_never_makes_it_look_quicker(waits: list[tuple[int, bool]], more: int) -> None:
    before = quantiles(waits, [0.5, 0.9])
    after = quantiles([*waits, (more, False)], [0.5, 0.9])
    for one, other in zip(before, after, strict=True):
        assert other is None or (one is not None and one <= other)


def test_a_desk_that_is_behind_does_not_look_quick() -> None:
    quick = [(60, True)] * 30
    assert quantiles(quick, [0.5, 0.9]) == [60, 60]
    assert quantiles([*quick, *[(7_200, False)] * 20], [0.5, 0.9]) == [60, None]
    assert quantiles([*quick, *[(7_200, False)] * 40], [0.5, 0.9]) == [None, None]


async def test_median_and_ninth_decile_of_what_was_waited() -> None:
    kept = Kept([ended(60 * n) for n in range(1, 31)], seen=NOW - 60 * SECOND)
    found = await waiting(kept).of_site(SITE, "en")
    assert found is not None
    assert (found.median_seconds, found.p90_seconds, found.sample) == (900, 1_620, 30)
    assert found.attended
    assert found.hours is None


async def test_too_few_say_nothing() -> None:
    assert await waiting(Kept([ended(60)] * (ENOUGH - 1))).of_site(SITE, "en") is None
    assert await waiting(Kept([])).of_site(SITE, "en") is None


async def test_this_hour_and_this_language_count_where_they_are_enough() -> None:
    noon_en, noon_tr = [ended(100)] * 25, [ended(200, language="tr")] * 25
    night_en = [ended(30_000, hour=2)] * 200
    kept = Kept([*noon_en, *noon_tr, *night_en])
    here = waiting(kept)
    for language, median, sample in (("en", 100, 25), ("tr", 200, 25), ("fa", 100, 50)):
        found = await here.of_site(SITE, language)
        assert found is not None
        assert (found.median_seconds, found.sample) == (median, sample)
    few_at_noon = await waiting(Kept([*night_en, *[ended(5, language="tr")] * 3])).of_site(SITE, "tr")
    assert few_at_noon is not None
    assert few_at_noon.sample == 203


async def test_hours_of_the_day_are_those_of_the_sites_clock() -> None:
    """15:00 in Istanbul is noon UTC; 23:30 and 00:30 lie beside each other."""
    site = Site("news", "News", (), hours=hours("08:00-22:00", "Europe/Istanbul"))
    found = await waiting(Kept([ended(50)] * 20, seen=NOW - HOUR)).of_site(site, "en")
    assert found is not None
    assert found.hours == "08:00-22:00 Europe/Istanbul"
    assert not found.attended
    kept = Kept([ended(70, hour=23)] * 20 + [ended(9_000)] * 40)
    kept.now = NOW + 12 * HOUR
    found = await waiting(kept).of_site(SITE, "en")
    assert found is not None
    assert found.median_seconds == 70


async def test_the_store_is_asked_once_a_minute() -> None:
    kept = Kept([ended(60)] * 30)
    here = waiting(kept)
    for _ in range(50):
        await here.of_site(SITE, "en")
    assert kept.looks == 1
    kept.now += KEPT
    await here.of_site(SITE, "en")
    assert kept.looks == 2


@pytest.mark.parametrize("sent", ["fine", "reject", "refer"])
async def test_only_what_waits_for_a_person_has_an_expectation(tmp_path: Path, sent: str) -> None:
    async with home(tmp_path / "db") as here:
        for _ in range(ENOUGH):
            made = await here.post("refer this")
            here.clock.at += 100 * SECOND
            await decide(here.house, "mina", made.id, Outcome.APPROVE)
        here.clock.at += KEPT
        comment = await here.post(sent)
        found = await here.house.waiting.expected(comment)
        assert (found is not None) == (sent == "refer")
        if found is not None:
            assert found.sample == ENOUGH
            assert 100 <= found.median_seconds <= 102
