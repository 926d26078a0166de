"""Windows, the word table, words to show, and the cascade, on their own."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gatepost.engine.models.cascade import CALM, LONG, CascadeModel
from gatepost.engine.models.evidence import MOST_SPANS, words_of
from gatepost.engine.models.labels import LABELS
from gatepost.engine.models.windows import STRIDE, WINDOW, Pieces
from gatepost.engine.models.words import BLOCK, WordTable, packed


@given(st.integers(0, 2000))
def test_windows_cover_every_piece_and_overlap(count: int) -> None:
    windows = list(Pieces(np.zeros(count, np.int64), np.zeros((count, 2), np.int64)).windows())
    assert windows[0][0] == 0
    assert windows[-1][1] == count
    for (first, last), (following, _) in itertools.pairwise(windows):
        assert last - first == WINDOW
        assert following == first + STRIDE
    assert len(windows) <= 1 + count // STRIDE


@given(st.integers(1, 5), st.integers(1, 4), st.integers(0, 2**32 - 1))
def test_a_table_gives_back_what_it_was_made_of(pieces: int, blocks: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    nibbles = random.integers(0, 256, (pieces, blocks, BLOCK // 2)).astype(np.uint8)
    nibbles[:, :, 0] &= 0xF0  # some weight of every block is the largest: -8
    scales = random.uniform(0.001, 0.1, (pieces, blocks)).astype(np.float16)
    table = WordTable(nibbles, scales)
    weights = table(np.arange(pieces))
    assert weights.shape == (pieces, blocks * BLOCK)
    assert (WordTable(*packed(weights))(np.arange(pieces)) == weights).all()


def test_a_table_is_near_any_weights() -> None:
    weights = np.random.default_rng(1).standard_normal((40, 384)).astype(np.float32)
    near = WordTable(*packed(weights))(np.arange(40))
    # The weight opposite to the largest one has no step of its own: less than a step and a half off.
    assert np.abs(near - weights).max() < 0.19 * np.abs(weights).max()
    assert WordTable(*packed(np.zeros((1, 32), np.float32)))(np.array([0])).tolist() == [[0.0] * 32]


def test_a_table_of_the_wrong_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        WordTable(np.zeros((2, 3, 16), np.uint8), np.zeros((2, 4), np.float16))


def spans(text: str, marked: Mapping[str, float]) -> list[str]:
    """Words shown of `text`, when each word is one piece with the mark that `marked` gives it."""
    places, marks, at = [], [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        places.append((start, at))
        marks.append(marked.get(word, -9.0))
    shown = words_of(text, np.array(places).reshape(-1, 2), np.array(marks, np.float32))
    return [text[start:end] for start, end in shown]


def test_the_strongest_word_comes_first_without_its_punctuation() -> None:
    assert spans('well, "idiot!" you fool.', {'"idiot!"': 3.0, "fool.": 2.7}) == ["idiot", "fool"]


def test_weak_words_beside_strong_ones_are_not_shown() -> None:
    assert spans("a fool and idiot", {"idiot": 4.0, "fool": -1.0}) == ["idiot"]
    assert spans("a fool and idiot", {"idiot": 4.0, "fool": 3.0}) == ["idiot"]


def test_neighbours_are_one_span() -> None:
    assert spans("go kill yourself now", {"kill": 2.0, "yourself": 2.5}) == ["kill yourself"]


def test_without_marks_the_strongest_word_is_shown() -> None:
    assert spans("nothing to see", {"see": -6.0}) == ["see"]
    assert spans("... !!!", {}) == []


@given(st.text(max_size=80), st.integers(0, 2**32 - 1))
def test_words_lie_in_the_text(text: str, seed: int) -> None:
    random = np.random.default_rng(seed)
    cuts = sorted({0, len(text), *random.integers(0, len(text) + 1, 6).tolist()})
    places = np.array(list(itertools.pairwise(cuts))).reshape(-1, 2)
    shown = words_of(text, places, random.normal(0, 3, len(places)).astype(np.float32))
    assert len(shown) <= MOST_SPANS
    for start, end in shown:
        assert 0 <= start < end <= len(text)
        assert text[start].isalnum()
        assert text[end - 1].isalnum()


class Said:
    """A classifier that answers by the first letter: `b` is bad for sure."""

    refer_only: frozenset[str] = frozenset()

    def __init__(self, name: str, bad: float) -> None:
        self.name, self.sha256, self._bad = name, name * 8, bad
        self.asked: list[str] = []

    def score(self, texts: Sequence[str], languages: Sequence[str] | None = None) -> NDArray[np.float64]:
        self.asked += texts
        return np.array([[self._bad if text[0] == "b" else 0.01] * len(LABELS) for text in texts])

    def explain(self, text: str, label: str) -> list[tuple[int, int]]:
        return [(0, 1)]

    def violation(self, probabilities: Mapping[str, float | None]) -> float:
        return max(value or 0.0 for value in probabilities.values())


def test_the_encoder_reads_only_what_is_in_doubt() -> None:
    fast, encoder = Said("fast", 0.5), Said("slow", 0.9)
    cascade = CascadeModel(fast, encoder, frozenset({"en"}))
    texts = ["calm", "bad", "calm in an unmeasured language", "c" * (LONG + 1)]
    scores = cascade.score(texts, ["en", "en", "fa", "en"])
    assert encoder.asked == texts[1:]
    assert scores[:, 0].tolist() == [0.01, 0.9, 0.01, 0.01]
    assert cascade.score([]).shape[0] == 0
    assert 0.01 < CALM < 0.5
