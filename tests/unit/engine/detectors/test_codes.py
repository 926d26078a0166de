"""Order numbers and rooms are no words in disguise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gatepost import Engine
from gatepost.engine.detectors.codes import Code, code_like


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("Order F4G-2231 arrived", "F4G", Code.SURE),
        ("ticket XF4G99", "F4G", Code.SURE),
        ("room B/F4G/12", "F4G", Code.SURE),
        ("My id is F4G", "F4G", Code.MAYBE),
        ("YOU F4G", "F4G", Code.NO),
        ("you f4g", "f4g", Code.NO),
        ("what SH1T", "SH1T", Code.NO),
        ("a $H1T", "$H1T", Code.NO),
        ("F4Gs all", "F4G", Code.NO),
    ],
)
def test_codes(text: str, word: str, expected: Code) -> None:
    start = text.index(word)
    assert code_like(text, start, start + len(word)) is expected


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_any_stretch_of_any_text_is_answered(text: str, one: int, two: int) -> None:
    start, end = sorted((min(one, len(text)), min(two, len(text))))
    assert code_like(text, start, end) in Code


def test_a_code_passes_and_a_disguise_does_not() -> None:
    engine = Engine.load(kind="fast")
    assert engine.screen("Order F4G-2231 arrived yesterday.").outcome == "approve"
    assert engine.screen("you f4g").outcome == "reject"
    assert engine.screen("My id is F4G, please look.").outcome == "refer"
