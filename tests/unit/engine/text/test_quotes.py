"""Quoted stretches of a text: marks of many scripts, nested, left open, block quotes; always linear."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost.engine.text.quotes import quoted_spans

MARKS = "«»‹›“”„‟「」『』《》〈〉‘’‚\"'`>\n a.ب"


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('He said "you pig" and left', ['"you pig"']),
        ("قال «اخرس» ومضى", ["«اخرس»"]),
        ("Er sagte „du Esel“ und »du Ochse«", ["„du Esel“", "»du Ochse«"]),
        ("“x “y” z” w", ["“x “y” z”"]),
        ("彼は「ばか」と言った", ["「ばか」"]),
        ("He wrote 'you pig' on the wall, didn't he", ["'you pig'"]),
        ("the dogs' day, isn't it, the cats' night", []),
        ("don’t, can’t and won’t", []),
        ("He said ‘don’t be a pig’ to her", ["‘don’t be a pig’"]),
        ("> you are a pig\nand that is rude", ["> you are a pig"]),
        ("a > b and c > d", []),
        ('an open " mark', []),
        ("“never closed", []),
        ('"a" b "c"', ['"a"', '"c"']),
    ],
)
def test_what_is_quoted(text: str, quoted: list[str]) -> None:
    assert [text[start:end] for start, end in quoted_spans(text)] == quoted


@given(st.text(alphabet=MARKS, max_size=200))
def test_spans_are_in_order_apart_and_inside(text: str) -> None:
    last = 0
    for start, end in quoted_spans(text):
        assert last <= start < end <= len(text)
        last = end


@given(st.text(max_size=60).filter(lambda text: not set(text) & set(MARKS[:23])))
def test_what_stands_between_marks_is_quoted_whole(inside: str) -> None:
    assert quoted_spans(f"x «{inside}» y") == [(2, len(inside) + 4)]


@pytest.mark.parametrize("mark", ["«", '"', "'a", "“a”", '"«', "> \n", "»«"])
def test_a_long_row_of_marks_costs_no_more_than_its_length(mark: str) -> None:
    """Eight times the text in far less than 64 times the time, whatever else the machine does."""

    def seconds(length: int) -> float:
        text = (mark * length)[:length]
        tries = []
        for _ in range(3):
            before = process_time()
            quoted_spans(text)
            tries.append(process_time() - before)
        return min(tries)

    assert seconds(20_000) < 24 * max(seconds(2_500), 0.002)
