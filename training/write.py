"""Quantise to int8 and write the weights files, the same bytes for the same numbers."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save

from gatepost.engine.models.calibration import Curve
from gatepost.engine.models.fast import LAYOUT
from gatepost.engine.models.labels import CLAUSES, LABELS
from gatepost.engine.models.tables import SUMS
from training.calibrate import POINTS


def quantise(
    weights: NDArray[np.float32], clip: float = 0.9999
) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
    """int8 steps and the size of a step for each column; the largest 1e-4 of the used weights are cut.

    `weights`: shape (buckets, columns). Returns the same shape and (columns,).
    """
    scale = np.empty(weights.shape[1], dtype=np.float64)
    steps = np.empty(weights.shape, dtype=np.int8)
    for column in range(weights.shape[1]):
        size = np.abs(weights[:, column])
        used = size[size > 0]
        top = float(np.quantile(used, clip)) if len(used) else 1.0
        scale[column] = max(top, 1e-6) / 127
        steps[:, column] = np.clip(np.rint(weights[:, column] / scale[column]), -127, 127)
    return steps, scale


def write(path: Path, arrays: dict[str, NDArray[Any]], notes: dict[str, str]) -> None:
    """A safetensors file in one go: never a half-written one under the real name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    ordered = {name: np.ascontiguousarray(arrays[name]) for name in sorted(arrays)}
    part.write_bytes(_sorted_header(save(ordered, metadata=notes)))
    part.replace(path)
    if (path.parent / SUMS).exists():
        write_sums(path.parent)


def write_sums(folder: Path) -> None:
    """`SHA256SUMS` of the weights in `folder`, which loading them compares with."""
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}"
        for file in sorted(folder.iterdir())
        if file.suffix in (".safetensors", ".onnx", ".json")
    ]
    (folder / SUMS).write_text("\n".join(lines) + "\n", "ascii")


def _sorted_header(raw: bytes) -> bytes:
    """The notes in a fixed order: the library writes them in the changing order of a hash map."""
    size = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + size])
    header["__metadata__"] = dict(sorted(header.get("__metadata__", {}).items()))
    text = json.dumps(dict(sorted(header.items())), separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + raw[8 + size :]


def identity_curve() -> Curve:
    """Stands in before calibration: raw scores through a logistic shape."""
    x = np.linspace(-8.0, 8.0, POINTS)
    return Curve(x, 1.0 / (1.0 + np.exp(-x)))


def write_fast(
    path: Path,
    table: tuple[NDArray[np.int8], NDArray[np.float64]],
    bias: NDArray[np.float32],
    folding: tuple[NDArray[np.uint32], NDArray[np.uint32]],
    curves: list[Curve] | None = None,
    violation: tuple[NDArray[np.float64], Curve] | None = None,
) -> None:
    """The classifier's file. Without curves: a stand-in, to measure raw scores by the run-time code."""
    curves = curves or [identity_curve()] * len(LABELS)
    weights, joined = violation or (np.ones(len(CLAUSES)), identity_curve())
    arrays: dict[str, NDArray[Any]] = {
        "table": table[0],
        "scale": table[1],
        "bias": bias.astype(np.float64),
        "fold_keys": folding[0],
        "fold_values": folding[1],
        "curve_x": np.stack([c.x for c in curves]),
        "curve_p": np.stack([c.p for c in curves]),
        "violation_weights": weights.astype(np.float64),
        "violation_x": joined.x,
        "violation_p": joined.p,
    }
    write(path, arrays, {"layout": LAYOUT, "labels": json.dumps(LABELS)})
