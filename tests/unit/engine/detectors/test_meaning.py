"""Likeness of meanings, with vectors made by hand and with the shipped ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gatepost import Engine
from gatepost.engine.detectors.meaning import PASSAGE, PASSAGES, likeness, passages
from gatepost.vocabulary import Article, Context

COMMENT = "The tram line past the harbour would help all of us who walk to work in the rain every day."


class Flat:
    """An embedder for which everything that holds the word `tram` points one way, all else another."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([[1.0, 0.0] if "tram" in text else [0.0, 1.0] for text in texts], dtype=np.float32)

    def expected(self, meant: NDArray[np.float32], count: int, language: str) -> tuple[float, float]:
        return 0.25, 0.25

    def unlike(self, likeness: float, deviation: float) -> float:
        return 0.5


def test_the_likest_passage_counts() -> None:
    article = Article(
        "Budget", "Taxes rise by a tenth next year.\nA tram line past the harbour is planned too."
    )
    assert likeness(COMMENT, Context(article), Flat(), "en") == pytest.approx(3.0)
    assert likeness(COMMENT, Context(Article("Budget", "")), Flat(), "en") == pytest.approx(-1.0)


def test_a_parent_counts_as_a_passage() -> None:
    context = Context(Article("Budget", ""), parent="What about the tram?")
    assert likeness(COMMENT, context, Flat(), "en") == pytest.approx(3.0)


@pytest.mark.parametrize("text", ["", "Well said!", "Tram tram tram."])
def test_short_comments_mean_nothing_by_themselves(text: str) -> None:
    assert likeness(text, Context(Article("Tram", "")), Flat(), "en") is None


def test_without_an_article_there_is_nothing_to_compare() -> None:
    assert likeness(COMMENT, Context(), Flat(), "en") is None
    assert likeness(COMMENT, Context(Article("", "")), Flat(), "en") is None


@given(st.text(max_size=300), st.text(max_size=12_000))
def test_passages_are_few_and_short(title: str, body: str) -> None:
    found = passages(Article(title, body))
    assert len(found) <= PASSAGES + 1
    assert all(found)
    longest = max((len(word) for word in body.split()), default=0)
    assert all(len(one) <= PASSAGE + longest for one in found[1 if title.strip() else 0 :])


def test_chance_finds_something_liker_among_more_passages() -> None:
    embedder = Engine.load().models.embedder
    assert embedder is not None
    meant = embedder.embed([COMMENT])[0]
    means = [embedder.expected(meant, count, "en")[0] for count in (1, 2, 5, 13)]
    assert means == sorted(means)
    assert means[0] < means[-1]
