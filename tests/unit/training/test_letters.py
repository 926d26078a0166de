from __future__ import annotations

import tomllib
from collections import Counter

from training.letters import FOREIGN, OUT, SCRIPTS, character, costs, held_back, words

from gatepost.engine.detectors.gibberish import _tables


def test_what_was_seen_costs_less_than_what_was_not() -> None:
    table = costs(Counter({"aba": 50, "abab": 5}), "abc")
    assert table.shape == (4, 4, 4)
    assert table[0, 0, 1] < table[0, 0, 2] < 10
    assert table[1, 2, 1] < table[1, 2, 3]
    assert (table > 0).all()


def test_links_and_mentions_teach_nothing() -> None:
    assert words("See https://x.example/qwz and @qwz, dear FRIENDS of ours.") == [
        "see",
        "and",
        "dear",
        "friends",
        "of",
    ]
    assert any(held_back(str(number)) for number in range(100))


def test_the_shipped_table_is_whole_and_its_costs_are_read_as_they_were_written() -> None:
    read = tomllib.loads(OUT.read_text("utf-8"))
    _, scripts, _ = _tables()
    assert set(scripts) == set(SCRIPTS) <= set(read)
    for name, script in scripts.items():
        size = len(read[name]["letters"]) + 1
        assert script.costs.shape == (size, size, size)
        assert script.costs.min() >= 0.0
        first = read[name]["costs"].split("\n")[0]
        assert [character(round(cost / read["step"])) for cost in script.costs[0, 0]] == list(first)


def test_foreign_words_are_in_plain_letters() -> None:
    for line in FOREIGN.read_text("utf-8").splitlines():
        assert line.startswith("#") or line.replace(" ", "").isalpha()
        assert line.startswith("#") or line.isascii()
