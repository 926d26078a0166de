"""The shipped files read back as a network that can learn on.

What a training run leaves in full precision is not kept for ever; what is shipped is. Its whole numbers
become weights again (each within half a step of what was trained: a 126th of the largest of its column), the
columns that SmoothQuant scaled are scaled back, and the outlier columns, which are shipped in float32, take
the place of their rounded copies. The word table is the base's own, exactly.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gatepost.engine.models.encoder import LAYOUT
from gatepost.engine.models.tables import read_weights
from gatepost.engine.models.words import WordTable

if TYPE_CHECKING:  # to undo the rounding numpy suffices; a network needs PyTorch
    from training.encoder.base import Base
    from training.encoder.network import Encoder

Floats = NDArray[np.float32]
_CHUNK = 4096


def constants(network: bytes) -> dict[str, NDArray[Any]]:
    """The arrays of an ONNX file by name."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load_model_from_string(network).graph
    return {one.name: numpy_helper.to_array(one) for one in graph.initializer}


def layers_of(arrays: Mapping[str, NDArray[Any]]) -> dict[str, Floats]:
    """The state of `network.Encoder` but for its words, by name, float32, matrices (out, in).

    `arrays`: the constants that `graph.model` wrote, in whole numbers or in float32. Raises ValueError for a
    matrix of whole numbers without its scale.
    """
    state: dict[str, Floats] = {}
    for name, array in arrays.items():
        owner, _, kind = name.rpartition(".")
        if name == "places" or kind == "bias":
            state[name] = array.astype(np.float32)
        elif kind == "weight":
            whole = matrix_of(owner, arrays) if array.ndim == 2 else array
            state[name] = np.ascontiguousarray(whole.T if array.ndim == 2 else whole, dtype=np.float32)
    return state


def matrix_of(owner: str, arrays: Mapping[str, NDArray[Any]]) -> Floats:
    """The weights (in, out) of one linear layer as they were before `graph.Graph.linear` rounded them."""
    stored = arrays[f"{owner}.weight"]
    if stored.dtype != np.int8:
        return stored.astype(np.float32)
    if f"{owner}.scale" not in arrays:
        raise ValueError(f"{owner}.weight is whole numbers, and nothing says of which size")
    weight: Floats = stored.astype(np.float32) * arrays[f"{owner}.scale"]
    if f"{owner}.smooth" in arrays:
        weight *= arrays[f"{owner}.smooth"][:, None]
    if f"{owner}.outliers" in arrays:
        weight[arrays[f"{owner}.outliers"]] = arrays[f"{owner}.beside"]
    return weight


def words_of(folder: Path) -> Floats:
    """The word table of `encoder.safetensors`, shape (pieces, 384). Raises WeightsUnusable."""
    arrays = read_weights(folder / "encoder.safetensors", "encoder.safetensors", LAYOUT).arrays
    table = WordTable(arrays["nibbles"], arrays["scales"])
    every = np.arange(table.pieces)
    return np.concatenate([table(every[at : at + _CHUNK]) for at in range(0, table.pieces, _CHUNK)])


def pieces_in(folder: Path, known: tuple[tuple[str, float], ...]) -> list[int]:
    """Which of the base's `known` pieces the shipped tokenizer reads with, in its order. Raises ValueError
    where it knows a piece that the base does not."""
    vocabulary = json.loads((folder / "encoder.tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    place = {piece: at for at, (piece, _) in reversed(list(enumerate(known)))}
    strange = [piece for piece, _ in vocabulary if piece not in place]
    if strange:
        raise ValueError(f"the base has no piece {strange[0]!r}: give the base that the encoder came from")
    return [place[piece] for piece, _ in vocabulary]


def digest(folder: Path) -> str:
    """SHA-256 of the network's file: what a stage names that begins with shipped weights."""
    return hashlib.sha256((folder / "encoder.onnx").read_bytes()).hexdigest()


def shipped_state(folder: Path) -> dict[str, Floats]:
    """Everything that `network.Encoder` holds, read back from the shipped files of `folder`."""
    state = layers_of(constants((folder / "encoder.onnx").read_bytes()))
    return {"words.weight": words_of(folder), **state}


def from_shipped(folder: Path, base: Base, outputs: int, tokens: int) -> Encoder:
    """The network of the shipped files, ready to be trained further; `base` lends its shape."""
    import torch

    from training.encoder.network import from_base

    net = from_base(base, pieces_in(folder, base.pieces), outputs, tokens)
    state = shipped_state(folder)
    net.load_state_dict({name: torch.tensor(array) for name, array in state.items()})
    return net
