"""The encoder's promise: a score belongs to a text alone, to the bit, however it is read."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.test_scores import TEXTS

from gatepost.engine.models.encoder import EncoderModel
from gatepost.engine.models.labels import LABELS


@pytest.fixture(scope="module")
def model() -> EncoderModel:
    return EncoderModel.load()


@pytest.fixture(scope="module")
def threaded() -> EncoderModel:
    return EncoderModel.load(threads=3)


@settings(deadline=None, max_examples=25)
@given(st.lists(TEXTS, min_size=1, max_size=7), st.integers(0, 1000))
def test_scores_are_equal_in_any_batch_order_and_thread(
    model: EncoderModel, threaded: EncoderModel, texts: list[str], seed: int
) -> None:
    alone = np.concatenate([model.score([text]) for text in texts])
    assert (model.score(texts) == alone).all()
    order = random.Random(seed).sample(range(len(texts)), len(texts))
    assert (model.score([texts[at] for at in order]) == alone[order]).all()
    assert (threaded.score(texts * 2) == np.concatenate([alone] * 2)).all()
    assert (threaded.embed(texts) == model.embed(texts)).all()


@settings(deadline=None, max_examples=50)
@given(TEXTS, st.sampled_from(LABELS))
def test_evidence_lies_in_the_text(model: EncoderModel, text: str, label: str) -> None:
    spans = model.explain(text, label)
    assert len(spans) <= 5
    assert len(set(spans)) == len(spans)
    assert all(0 <= begin < end <= len(text) for begin, end in spans)
