from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatepost.engine.models.language import LanguageIdentifier
from gatepost.engine.models.language_spans import MOST_WINDOWS, joined, windows

MIXED = st.text(
    st.sampled_from(list("abcdeşçîê ابتثجکەێڵ가나다абв.,!?،؟\n\t 0123👍‌")) | st.characters(), max_size=300
)


@given(MIXED)
def test_windows_lie_side_by_side_and_hold_the_whole_text(text: str) -> None:
    cuts = windows(text)
    if cuts:
        assert cuts[0][0] == 0
        assert cuts[-1][1] == len(text)
        assert all(start < end for start, end in cuts)
        assert all(one[1] == two[0] for one, two in pairwise(cuts))
    else:
        assert not any(char.isalpha() for char in text)


@pytest.mark.parametrize(
    "text", ["a ب " * 5_000, "abcdefgh ابتثجحخد " * 1_000, "ab. " * 5_000, "word " * 4_000, "a" * 20_000]
)
def test_long_texts_have_few_windows(text: str) -> None:
    assert 0 < len(windows(text)) <= 3 * MOST_WINDOWS


def test_short_doubtful_windows_follow_their_neighbours() -> None:
    cuts = [(0, 20), (20, 30), (30, 50)]
    chances = np.array([[0.95, 0.05], [0.4, 0.6], [0.95, 0.05]])
    assert [span.code for span in joined(cuts, chances, ["en", "tr"], 0.3)] == ["en"]
    chances[1] = [0.001, 0.999]
    chances[2] = [0.001, 0.999]
    assert [(span.start, span.code) for span in joined(cuts, chances, ["en", "tr"], 0.3)] == [
        (0, "en"),
        (20, "tr"),
    ]


def test_a_window_in_an_unknown_script_is_und() -> None:
    chances = np.array([[0.9, 0.1], [0.0, 0.0]])
    spans = joined([(0, 9), (9, 12)], chances, ["en", "tr"], 0.3)
    assert [(span.start, span.end, span.code) for span in spans] == [(0, 9, "en"), (9, 12, "und")]


MIXES = [
    (
        "The new bridge is a disgrace, nobody asked us. لم يسأل أحد سكان الحي عن رأيهم في الجسر الجديد",
        ["en", "ar"],
    ),
    (
        "سوپاس بۆ ئەم هەواڵە، زۆر باش بوو. Thank you very much for this article, it was well written.",
        ["ckb", "en"],
    ),
    (
        "Belediye yolu üç aydır yapmadı, herkes şikayetçi. Ev rê sê meh in ku nehatiye çêkirin, em aciz in.",
        ["tr", "kmr"],
    ),
    (
        "I asked them about it twice and nobody answered me. Никто не ответил на наш вопрос о новом мосте",
        ["en", "und"],
    ),
    ("I read it on the bus this morning and I agree with every word of it.", ["en"]),
    ("شركة Samsung أعلنت عن هاتفها الجديد اليوم في مدينة دبي بحضور الصحافة", ["ar"]),
]


@pytest.mark.parametrize(("text", "codes"), MIXES)
def test_each_stretch_is_told(languages: LanguageIdentifier, text: str, codes: list[str]) -> None:
    spans = languages.spans(text)
    assert [span.code for span in spans] == codes
    assert (spans[0].start, spans[-1].end) == (0, len(text))


@settings(deadline=None, max_examples=60)
@given(MIXED)
def test_spans_are_in_order_and_apart(languages: LanguageIdentifier, text: str) -> None:
    spans = languages.spans(text)
    assert all(one.end == two.start and one.code != two.code for one, two in pairwise(spans))
    assert all(0.0 <= span.probability <= 1.0 for span in spans)


@pytest.mark.parametrize("text", ["", "   ", "123 !!!", "👍"])
def test_nothing_read_has_no_spans(languages: LanguageIdentifier, text: str) -> None:
    assert languages.spans(text) == []
