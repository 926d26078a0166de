"""Names for readers without one: the same all day, another one tomorrow, and never the address."""

from __future__ import annotations

from gatepost.web.strangers import DAY, Strangers

NOON = 20_000 * DAY + DAY // 2


def test_a_stranger_has_one_name_a_day() -> None:
    strangers = Strangers()
    first = strangers.name("192.0.2.1", NOON)
    assert strangers.name("192.0.2.1", NOON + DAY // 2 - 1) == first
    assert strangers.name("192.0.2.2", NOON) != first
    assert first.startswith("day.")


def test_yesterdays_name_cannot_be_made_again() -> None:
    strangers = Strangers()
    first = strangers.name("192.0.2.1", NOON)
    assert strangers.name("192.0.2.1", NOON + DAY) != first
    assert strangers.name("192.0.2.1", NOON) != first  # the key of that day is gone


def test_another_server_gives_other_names() -> None:
    assert Strangers().name("192.0.2.1", NOON) != Strangers().name("192.0.2.1", NOON)
