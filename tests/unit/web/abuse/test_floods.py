from __future__ import annotations

import random

import pytest

from gatepost.web.abuse.floods import AT_ONCE, Floods

NOW = 1_750_000_000_000_000
LONG = "Vote against the bridge now, all of you, before the council sells the whole town to its friends."
SHORT = "Down with it!"


@pytest.mark.parametrize("text", [LONG, SHORT, "👎👎👎", "نه!", "\ud800"])
def test_the_eleventh_copy_has_to_wait(text: str) -> None:
    floods = Floods()
    waits = [floods.wait("news", text, NOW) for _ in range(AT_ONCE + 2)]
    assert waits == [0] * AT_ONCE + [60, 60]
    assert floods.wait("shop", text, NOW) == 0
    assert floods.wait("news", text, NOW + 60_000_000) == 0


@pytest.mark.parametrize("text", [LONG, SHORT])
def test_copies_that_were_dressed_up_are_the_same(text: str) -> None:
    floods = Floods()
    dressed = [text, text.upper(), text.replace(" ", "  "), text.replace("o", "ο"), text + "!!!"]
    waits = [floods.wait("news", one, NOW) for _ in range(4) for one in dressed]
    assert waits[:AT_ONCE] == [0] * AT_ONCE
    assert all(waits[AT_ONCE:])


def test_a_few_changed_words_are_the_same() -> None:
    floods = Floods()
    for _ in range(AT_ONCE):
        floods.wait("news", LONG, NOW)
    assert floods.wait("news", LONG.replace("friends", "mates"), NOW) > 0


def test_what_others_say_meanwhile_is_not_touched() -> None:
    floods = Floods()
    for _ in range(1_000):
        floods.wait("news", LONG, NOW)
        floods.wait("news", SHORT, NOW)
    chance = random.Random(7)
    for _ in range(500):
        words = ["".join(chance.choices("abcdefgilmnoprstu", k=chance.randint(2, 9))) for _ in range(12)]
        assert floods.wait("news", " ".join(words), NOW) == 0
