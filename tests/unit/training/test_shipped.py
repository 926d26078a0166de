"""What was rounded to be shipped comes back as weights: the numpy part, on a layer made for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from training.encoder.shipped import layers_of, matrix_of, pieces_in, words_of

from gatepost.engine.models import weights as shipped

STEPS = 63
FOLDER = Path(shipped.__file__).parent


def rounded(
    weight: NDArray[np.float32], smooth: NDArray[np.float32] | None, few: list[int]
) -> dict[str, Any]:
    """What `training/encoder/graph.py` stores of a layer `own` with weights (in, out), in its own words."""
    stored: dict[str, Any] = {"own.bias": np.zeros(weight.shape[1], np.float32)}
    scaled = weight if smooth is None else weight * smooth[:, None]
    size = np.maximum(np.abs(scaled).max(axis=0), 1e-12) / STEPS
    stored["own.weight"] = np.clip(np.rint(scaled / size), -STEPS, STEPS).astype(np.int8)
    stored["own.scale"] = size.astype(np.float32)
    if smooth is not None:
        stored["own.smooth"] = (1.0 / smooth).astype(np.float32)
    if few:
        stored["own.outliers"] = np.array(few)
        stored["own.beside"] = weight[few]
    return stored


@pytest.mark.parametrize("smoothed", [False, True])
@pytest.mark.parametrize("few", [[], [1, 5]])
def test_weights_come_back_within_half_a_step(smoothed: bool, few: list[int]) -> None:
    random = np.random.default_rng(4)
    weight = random.normal(size=(12, 7)).astype(np.float32)
    smooth = np.exp(random.normal(size=12)).astype(np.float32) if smoothed else None
    stored = rounded(weight, smooth, few)
    again = matrix_of("own", stored)
    half = stored["own.scale"][None, :] / 2 / (1.0 if smooth is None else smooth[:, None])
    assert (np.abs(again - weight) <= half * 1.001).all()
    assert np.array_equal(again[few], weight[few])
    state = layers_of(stored)
    assert state["own.weight"].shape == (7, 12)
    assert state.keys() == {"own.weight", "own.bias"}


def test_what_was_shipped_in_full_comes_back_to_the_bit() -> None:
    weight = np.arange(6, dtype=np.float32).reshape(2, 3)
    norm = np.ones(3, np.float32)
    state = layers_of({"head.weight": weight, "norm.weight": norm, "places": weight, "scale.heads": norm})
    assert np.array_equal(state["head.weight"], weight.T)
    assert np.array_equal(state["norm.weight"], norm)
    assert state.keys() == {"head.weight", "norm.weight", "places"}


def test_whole_numbers_without_their_size_are_refused() -> None:
    with pytest.raises(ValueError, match=r"own\.weight"):
        matrix_of("own", {"own.weight": np.ones((2, 2), np.int8)})


def test_the_shipped_words_and_pieces_are_read_in_order() -> None:
    words = words_of(FOLDER)
    known = tuple((piece, 0.0) for piece in ("</s>", "<unk>", "<s>", "<pad>"))
    assert words.shape == (100_000, 384)
    assert np.isfinite(words).all()
    with pytest.raises(ValueError, match="the base has no piece"):
        pieces_in(FOLDER, known)
