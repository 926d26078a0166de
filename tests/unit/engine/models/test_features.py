from __future__ import annotations

import numpy as np
import pytest

from gatepost.engine.models.features import (
    BOUNDARY,
    CLASS_SHIFT,
    COLUMNS,
    SYMBOL,
    WORD,
    Features,
    Reading,
    folding_table,
)

ENTRIES = {
    ord(" "): BOUNDARY << CLASS_SHIFT | 32,
    ord("\n"): BOUNDARY << CLASS_SHIFT | 32,
    ord("."): BOUNDARY << CLASS_SHIFT | 32,
    ord("!"): SYMBOL << CLASS_SHIFT | ord("!"),
    ord("'"): 0,
    ord("A"): WORD << CLASS_SHIFT | ord("a"),
}


@pytest.fixture(scope="module")
def table() -> np.ndarray:
    return folding_table(np.array(list(ENTRIES), np.uint32), np.array(list(ENTRIES.values()), np.uint32))


def read(texts: list[str], table: np.ndarray) -> list[str]:
    reading = Reading(texts, table)
    letters = "".join(map(chr, reading.codes))
    return [letters[a:b] for a, b in zip(reading.starts[:-1], reading.starts[1:], strict=True)]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("", " "),
        ("...", " "),
        ("one two", " one two "),
        ("  one.two ", " one two "),
        ("don't", " dont "),
        ("A", " a "),
        ("noooooo", " noo "),
        ("wow!!!!", " wow ! "),
        ("a!b", " a ! b "),
        ("see soon", " see soon "),
    ],
)
def test_texts_are_folded_into_tokens(text: str, seen: str, table: np.ndarray) -> None:
    assert read([text], table) == [seen]


def test_neighbours_do_not_touch(table: np.ndarray) -> None:
    texts = ["aa", "", "aab", "!", "!", "x\n"]
    assert read(texts, table) == [read([text], table)[0] for text in texts]


def test_tokens_know_their_text_and_place(table: np.ndarray) -> None:
    reading = Reading(["one two", "", "!x"], table)
    assert reading.tokens.tolist() == [1, 5, 11, 13]
    assert reading.token_texts.tolist() == [0, 0, 2, 2]


def test_positions_lead_back_to_the_original(table: np.ndarray) -> None:
    text = "don't  nooooo!"
    reading = Reading([text], table)
    back = [text[at] if at >= 0 else " " for at in reading.original]
    assert "".join(back) == " dont noo ! "


def grams(text: str) -> int:
    """Count by hand what `Features` should find in one text: grams in words, words, pairs of words."""
    words = text.split()
    inside = sum(max(0, len(word) + 2 - n + 1) for word in words for n in (2, 3, 4, 5))
    return inside + len(words) + max(0, len(words) - 1)


@pytest.mark.parametrize("text", ["", "a", "ab", "one", "one two three", "i am he"])
def test_every_gram_is_there_once(text: str, table: np.ndarray) -> None:
    assert len(Features(Reading([text], table), 19).buckets) == grams(text)


def test_buckets_fit_the_table_and_differ_by_order(table: np.ndarray) -> None:
    features = Features(Reading(["one two", "two one"], table), 12)
    assert features.buckets.max() < 1 << 12
    first, second = Features(Reading(["one two"], table), 19), Features(Reading(["two one"], table), 19)
    alike = set(first.buckets.tolist()) & set(second.buckets.tolist())
    assert len(alike) == len(first.buckets) - 1  # all but the pair of words


def test_columns_say_what_a_feature_is(table: np.ndarray) -> None:
    columns = Features(Reading(["one two"], table), 19).columns
    assert np.bincount(columns, minlength=COLUMNS).tolist() == [8, 6, 4, 2, 2, 1]


def test_very_long_words_are_told_apart(table: np.ndarray) -> None:
    one, other = "ab" * 90 + "x", "ab" * 90 + "y"
    a, b = Features(Reading([one], table), 19), Features(Reading([other], table), 19)
    assert a.buckets[a.columns == 4] != b.buckets[b.columns == 4]
