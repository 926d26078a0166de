"""What processes tell each other: tokens that were taken, the strangers' key, who sits at the desk."""

from __future__ import annotations

import pytest

from gatepost.web.ratelimit import RateLimit
from gatepost.web.seats import REMEMBERED, Seats
from gatepost.web.strangers import DAY, Strangers

NOON = 20_000 * DAY + DAY // 2
SECOND = 1_000_000


def test_what_another_process_gave_is_gone_here_as_well() -> None:
    here, there = RateLimit(60, 3), RateLimit(60, 3)
    here.told = lambda key: there.taken_elsewhere(key, 0)
    there.told = lambda key: here.taken_elsewhere(key, 0)
    answers = [limit.take("a", 0) for limit in (here, there, here, there, here)]
    assert answers == [0, 0, 0, 1, 1]
    assert here.take("b", 0) == 0


def test_what_two_gave_in_the_same_moment_is_owed() -> None:
    here, there = RateLimit(60, 3), RateLimit(60, 3)
    given = [limit.take("a", 0) for limit in (here, there) for _ in range(3)]
    assert given == [0] * 6
    for limit in (here, there):
        for _ in range(3):
            limit.taken_elsewhere("a", 0)
    # Three too many were given: in the long run nobody gets more than a token a second.
    assert [here.wait("a", second * SECOND) for second in range(5)] == [4, 3, 2, 1, 0]
    for _ in range(100):
        here.taken_elsewhere("a", 0)
    assert here.wait("a", 0) == 4  # and it does not grow without end


def test_strangers_are_the_same_on_every_process_from_the_second_word_on() -> None:
    old, young, youngest = Strangers(), Strangers(), Strangers()
    old.name("x", NOON)
    young.name("x", NOON + 1)
    youngest.name("x", NOON + 2)
    assert old.heard(young.said(NOON + 3), NOON + 3)  # the older one answers
    assert not young.heard(old.said(NOON + 3), NOON + 3)
    assert not young.heard(old.said(NOON + 3), NOON + 3)
    assert not youngest.heard(young.said(NOON + 3), NOON + 3)
    for at in (NOON + 4, NOON + DAY, NOON + 3 * DAY):
        names = {one.name("192.0.2.1", at) for one in (old, young, youngest)}
        assert len(names) == 1
    with pytest.raises(ValueError, match="Expected"):
        old.heard('["x"]', NOON)


def test_who_sits_at_another_process_s_desk_is_there_until_it_falls_silent() -> None:
    seats, said = Seats(), []
    seats.changed = lambda: said.append(list(seats.here))
    seats.sit("ann")
    seats.heard("other", ["bo", "ann"], NOON)
    assert (seats.people, seats.here) == (["ann", "bo"], ["ann"])
    seats.heard("third", ["cy"], NOON + REMEMBERED + 1)
    assert seats.people == ["ann", "cy"]
    seats.heard("third", [], NOON + REMEMBERED + 2)
    seats.rise("ann")
    assert seats.people == []
    assert said == [["ann"], []]
