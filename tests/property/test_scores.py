"""A score belongs to a text alone: whatever stands beside it in a batch, and in whatever order."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gatepost.engine.models.fast import FastModel
from gatepost.engine.models.labels import CLAUSES, LABELS
from gatepost.engine.models.language import LanguageIdentifier

WORDS = st.sampled_from(
    [
        "you",
        "idiot",
        "kill",
        "merhaba",
        "چۆنی",
        "kurê",
        "می‌خواهم",
        "!!!",
        "👍",
        "a" * 700,
        "\x00",
        "ﷺ",
        "e\u0301",
        "\n",
    ]
)
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(WORDS, max_size=12).map(" ".join),
    st.lists(WORDS, min_size=60, max_size=90).map(" ".join),
)


@pytest.fixture(scope="module")
def model() -> FastModel:
    return FastModel.load()


@pytest.fixture(scope="module")
def languages() -> LanguageIdentifier:
    return LanguageIdentifier.load()


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=9), st.randoms())
def test_scores_do_not_depend_on_batch_mates(model: FastModel, texts: list[str], random: object) -> None:
    alone = np.concatenate([model.score([text]) for text in texts])
    assert (model.score(texts) == alone).all()
    order = list(range(len(texts)))
    random.shuffle(order)  # type: ignore[attr-defined]
    assert (model.score([texts[at] for at in order]) == alone[order]).all()
    assert (model.score(texts * 3) == np.concatenate([alone] * 3)).all()


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=9))
def test_languages_do_not_depend_on_batch_mates(languages: LanguageIdentifier, texts: list[str]) -> None:
    alone = np.concatenate([languages.probabilities([text]) for text in texts])
    assert (languages.probabilities(texts) == alone).all()
    assert (languages.probabilities([*texts, "hello world", *texts])[: len(texts)] == alone).all()


@settings(deadline=None)
@given(TEXTS, st.sampled_from(LABELS))
def test_evidence_lies_in_the_text(model: FastModel, text: str, label: str) -> None:
    spans = model.explain(text, label)
    assert len(spans) <= 5
    assert len(set(spans)) == len(spans)
    assert all(0 <= begin < end <= len(text) for begin, end in spans)


PROBABILITIES = st.dictionaries(st.sampled_from(CLAUSES), st.floats(0, 1))


@settings(deadline=None)
@given(PROBABILITIES, st.sampled_from(CLAUSES), st.floats(0, 1))
def test_violation_never_falls(model: FastModel, said: dict[str, float], clause: str, more: float) -> None:
    raised = {**said, clause: max(said.get(clause, 0.0), more)}
    assert 0.0 <= model.violation(said) <= model.violation(raised) <= 1.0


@settings(deadline=None)
@given(st.floats(0, 1), st.sampled_from([c for c in CLAUSES if c.startswith("abuse.")]))
def test_other_opinions_do_not_count(model: FastModel, toxicity: float, clause: str) -> None:
    said = {clause: 0.4}
    assert model.violation({**said, "toxicity": toxicity, "promotion": toxicity}) == model.violation(said)
