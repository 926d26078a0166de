"""A crowd behind one address gets through; who sends without end does not, whatever becomes of tokens."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import structs

from gatepost.web.abuse.browser_token import KNOWN_AFTER, SECOND, BrowserToken, new
from gatepost.web.abuse.layers import Caller, Held, Layers, Shares
from gatepost.web.settings import LimitSettings

NOW = 1_750_000_000 * SECOND
SHIPPED = LimitSettings()
ONE = Caller("address", "network")


def layers() -> Layers:
    shares = Shares(SHIPPED.per_address, SHIPPED.per_network)
    return Layers(SHIPPED.posts_per_minute, SHIPPED.posts_burst, shares)


def test_a_school_behind_one_address_is_not_shut_out() -> None:
    """300 pupils in a lesson's ten minutes, none with a token; each writes three times."""
    limit = layers()
    pupils = [(NOW + number * 2 * SECOND, new(NOW + number * 2 * SECOND)) for number in range(300)]
    for at, _ in pupils:
        assert limit.take(ONE, at) is None
    for again in (1, 2):
        for at, token in pupils:
            later = at + again * KNOWN_AFTER
            assert limit.take(structs.replace(ONE, token=token), later) is None


def test_a_class_that_presses_send_together() -> None:
    limit = layers()
    assert [limit.take(ONE, NOW) for _ in range(35)] == [None] * 35


def test_a_mobile_carrier_with_known_readers_and_an_attacker_at_the_same_address() -> None:
    """Somebody uses up the strangers' part of the address: those who were here before do not notice."""
    limit = layers()
    readers = [structs.replace(ONE, token=new(NOW - KNOWN_AFTER)) for _ in range(100)]
    for second in range(120):
        now = NOW + second * SECOND
        for _ in range(50):
            limit.take(ONE, now)
        assert limit.take(readers[second % 100], now) is None
    held = limit.take(ONE, NOW + 119 * SECOND)
    assert held is not None
    assert held.layer == "address"


def _taken(limit: Layers, callers: Iterator[Caller], minutes: int, a_second: int = 50) -> int:
    taken = 0
    for second in range(minutes * 60):
        for _ in range(a_second):
            taken += limit.take(next(callers), NOW + second * SECOND) is None
    return taken


def test_one_reader_who_sends_without_end() -> None:
    token = new(NOW - KNOWN_AFTER)
    limit = layers()

    def always() -> Iterator[Caller]:
        while True:
            yield structs.replace(ONE, token=token)

    assert _taken(limit, always(), 10) <= SHIPPED.posts_burst + 10 * SHIPPED.posts_per_minute


def test_throwing_tokens_away_gains_nothing() -> None:
    def without() -> Iterator[Caller]:
        while True:
            yield ONE

    def fresh() -> Iterator[Caller]:
        while True:
            yield structs.replace(ONE, token=new(NOW))

    most = SHIPPED.per_address * (SHIPPED.posts_burst + 9 * SHIPPED.posts_per_minute)
    assert _taken(layers(), without(), 9) <= most
    assert _taken(layers(), fresh(), 9) <= most


def test_collected_tokens_meet_the_limit_of_the_network() -> None:
    hoard = [new(NOW - KNOWN_AFTER) for _ in range(5_000)]

    def collected() -> Iterator[Caller]:
        number = 0
        while True:
            number += 1
            where = f"address {number % 250}"
            yield structs.replace(ONE, address=where, token=hoard[number % len(hoard)])

    most = SHIPPED.per_network * (SHIPPED.posts_burst + 5 * SHIPPED.posts_per_minute)
    assert _taken(layers(), collected(), 5, 200) <= most


def test_who_is_held_in_one_layer_uses_up_nothing_in_the_others() -> None:
    limit = Layers(1, 1, Shares(1, 2))
    reader = structs.replace(ONE, token=BrowserToken("a", NOW - KNOWN_AFTER))
    assert limit.take(reader, NOW) is None
    for _ in range(50):
        assert limit.take(reader, NOW) == Held(60, "reader")
    other = structs.replace(ONE, token=BrowserToken("b", NOW - KNOWN_AFTER))
    assert limit.take(other, NOW) is None
    third = structs.replace(ONE, token=BrowserToken("c", NOW - KNOWN_AFTER))
    assert limit.take(third, NOW) == Held(30, "network")


def test_subjects_are_counted_apart() -> None:
    limit = Layers(1, 1, Shares(1, 1))
    assert limit.take(ONE, NOW, "one article") is None
    assert limit.take(ONE, NOW, "another") is None
    assert limit.take(ONE, NOW, "one article") is not None
