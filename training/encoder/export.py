"""The three files of the shipped encoder: the network, everything else that is numbers, and the tokenizer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gatepost.engine.models.calibration import Curve
from gatepost.engine.models.encoder import LAYOUT
from gatepost.engine.models.labels import CLAUSES, LABELS
from gatepost.engine.models.words import packed
from training.encoder.base import Base, Floats
from training.encoder.data import TOKENS
from training.encoder.graph import STEPS, model
from training.encoder.network import Encoder
from training.encoder.vocabulary import tokenizer_of
from training.write import identity_curve, write

GROUPS = ("en", "ar", "tr", "fa", "ckb", "kmr", "other")
"""Languages that are calibrated apart. Portuguese, French and Korean apart did harm: experiment 15."""

KINDS = {
    "profanity": "profanity",
    "vulgarity": "profanity",
    "threat": "threat",
    "personal-attack": "personal-attack",
    "abuse": "abuse",
    "promotion": "promotion",
    "toxicity": "any",
}
"""Which marks show a clause's words."""


@dataclass(frozen=True)
class Calibration:
    """`blend` (labels, 2): how much the encoder's and the fast classifier's scores count; `curves` a label;
    `shift` (groups, labels) is added to scores first; `length` (labels,): by how much the encoder's fall for
    each e-fold of windows; `refer_only`: labels whose precision carries no rejection; `violation`: weights of
    the clauses and the curve; `topic` (384, dimensions) turns a meaning to its subject, `background` (groups,
    passages, dimensions) is what chance would find, and `unlike` (3,) weighs it: see `EncoderModel`."""

    blend: NDArray[np.float64] = field(default_factory=lambda: np.tile([1.0, 0.0], (len(LABELS), 1)))
    curves: list[Curve] = field(default_factory=lambda: [identity_curve()] * len(LABELS))
    shift: NDArray[np.float64] = field(default_factory=lambda: np.zeros((len(GROUPS), len(LABELS))))
    length: NDArray[np.float64] = field(default_factory=lambda: np.zeros(len(LABELS)))
    refer_only: tuple[str, ...] = LABELS
    violation: tuple[NDArray[np.float64], Curve] = field(
        default_factory=lambda: (np.ones(len(CLAUSES)), identity_curve())
    )
    topic: NDArray[np.float32] = field(default_factory=lambda: np.eye(384, dtype=np.float32))
    background: NDArray[np.float16] = field(
        default_factory=lambda: np.zeros((len(GROUPS), 8, 384), dtype=np.float16)
    )
    unlike: NDArray[np.float64] = field(default_factory=lambda: np.array([12.0, 0.4, -8.0]))


def export_network(
    net: Encoder, base: Base, folder: Path, peaks: Mapping[str, Floats], steps: int | None = STEPS
) -> None:
    """`encoder.onnx`; `peaks`: see `peaks_of`; `steps` None writes float32, to see what integers cost."""
    folder.mkdir(parents=True, exist_ok=True)
    state: Mapping[str, Any] = {name: tensor.numpy() for name, tensor in net.state_dict().items()}
    (folder / "encoder.onnx").write_bytes(model(state, base.layers, base.heads, peaks, steps))


def export_tokenizer(base: Base, keep: list[int], folder: Path) -> None:
    """`encoder.tokenizer.json`, without the spaces of a pretty print."""
    described = json.loads(tokenizer_of([base.pieces[at] for at in keep]).to_str())
    text = json.dumps(described, ensure_ascii=False, separators=(",", ":"))
    (folder / "encoder.tokenizer.json").write_text(text, "utf-8")


def export_numbers(base: Base, keep: list[int], folder: Path, calibration: Calibration, fast: str) -> None:
    """`encoder.safetensors`, which names the network and the fast classifier that it belongs to by hash."""
    nibbles, scales = packed(base.arrays["embeddings.word_embeddings.weight"][keep])
    network = (folder / "encoder.onnx").read_bytes()
    tokenizer = (folder / "encoder.tokenizer.json").read_bytes()
    weights, joined = calibration.violation
    arrays: dict[str, NDArray[Any]] = {
        "nibbles": nibbles,
        "scales": scales,
        "blend": calibration.blend,
        "curve_x": np.stack([curve.x for curve in calibration.curves]),
        "curve_p": np.stack([curve.p for curve in calibration.curves]),
        "shift": calibration.shift,
        "topic": calibration.topic.astype(np.float32),
        "background": calibration.background.astype(np.float16),
        "unlike": calibration.unlike.astype(np.float64),
        "length": calibration.length,
        "violation_weights": weights.astype(np.float64),
        "violation_x": joined.x,
        "violation_p": joined.p,
    }
    notes = {
        "layout": LAYOUT,
        "labels": json.dumps(LABELS),
        "groups": json.dumps(GROUPS),
        "refer_only": json.dumps(calibration.refer_only),
        "kinds": json.dumps({label: TOKENS.index(kind) for label, kind in KINDS.items()}),
        "network": hashlib.sha256(network).hexdigest(),
        "fast": fast,
        "tokenizer": hashlib.sha256(tokenizer).hexdigest(),
    }
    write(folder / "encoder.safetensors", arrays, notes)
