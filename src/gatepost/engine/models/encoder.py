"""The encoder: a small many-lingual transformer that reads what is meant, one text at a time.

A text is cut into windows, and each window is read alone, without padding and on one thread. So a score
depends on the text and nothing else: not on batch mates, their order, or how many threads read beside it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from gatepost.engine.models.calibration import Curve
from gatepost.engine.models.evidence import words_of
from gatepost.engine.models.labels import ABUSE, CLAUSES, KINDS, LABELS, column
from gatepost.engine.models.tables import Weights, WeightsUnusable, read_weights
from gatepost.engine.models.violation import Violation
from gatepost.engine.models.windows import BOS, EOS, PieceReader
from gatepost.engine.models.words import WordTable

LAYOUT = "gatepost.encoder/1"
REMEMBERED = 256
"""Readings that are kept, so that evidence and meaning of a text just scored cost nothing."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Read:
    """What one text was read as: `scores` (outputs,) before calibration, the highest of its windows;
    `marks` (pieces, kinds), logits; `places` (pieces, 2); `meaning` (384,) of length 1."""

    scores: Floats
    marks: NDArray[np.float32]
    places: NDArray[np.int64]
    meaning: NDArray[np.float32]


class EncoderModel:
    """Immutable once loaded; safe to use from several threads."""

    name = "encoder"

    def __init__(self, weights: Weights, network: bytes, tokenizer: bytes, threads: int = 1) -> None:
        notes = weights.notes
        if json.loads(notes.get("labels", "[]")) != list(LABELS):
            raise WeightsUnusable("the weights are for other labels; train them again with this version")
        for part, raw in (("network", network), ("tokenizer", tokenizer)):
            if notes.get(part) != hashlib.sha256(raw).hexdigest():
                raise WeightsUnusable(f"the encoder's {part} is not that of its weights; fetch all anew")
        arrays = weights.arrays
        self.sha256 = weights.sha256
        self._reader = PieceReader.load(tokenizer)
        self._words = WordTable(arrays["nibbles"], arrays["scales"])
        self._session = _session(network)
        self._curves = [Curve(x, p) for x, p in zip(arrays["curve_x"], arrays["curve_p"], strict=True)]
        self._groups = {code: at for at, code in enumerate(json.loads(notes["groups"]))}
        self._shift = arrays["shift"]
        self._length = arrays["length"]
        self.refer_only = frozenset(json.loads(notes["refer_only"]))
        self._kinds: dict[str, int] = json.loads(notes["kinds"])
        self._violation = Violation(
            dict(zip(CLAUSES, arrays["violation_weights"].tolist(), strict=True)),
            Curve(arrays["violation_x"], arrays["violation_p"]),
        )
        self._pool = ThreadPoolExecutor(threads, "encoder") if threads > 1 else None
        self.read = lru_cache(maxsize=REMEMBERED)(self._read_anew)
        """`read(text)`: everything that one text is read as; the last ones are remembered."""

    @classmethod
    def load(cls, folder: Path | Traversable | None = None, threads: int = 1) -> EncoderModel:
        """The model of a folder with `encoder.onnx`, `encoder.safetensors` and `encoder.tokenizer.json`, by
        default the shipped one. `threads` texts are read at once. Raises WeightsUnusable."""
        where = files("gatepost.engine.models.weights") if folder is None else folder
        weights = read_weights(where / "encoder.safetensors", "encoder.safetensors", LAYOUT)
        try:
            network = (where / "encoder.onnx").read_bytes()
            tokenizer = (where / "encoder.tokenizer.json").read_bytes()
        except OSError as why:
            raise WeightsUnusable(f"a part of the encoder is missing: {why}; reinstall gatepost") from why
        return cls(weights, network, tokenizer, threads)

    def score(self, texts: Sequence[str], languages: Sequence[str] | None = None) -> Floats:
        """Calibrated probabilities, shape (len(texts), len(LABELS)), equal to the bit in any batch.

        `languages`: the detected codes, whose groups are calibrated apart; unknown without them.
        """
        raw = self.raw(texts)
        if languages is not None:
            raw = raw + self._shift[[self._groups.get(code, self._groups["other"]) for code in languages]]
        probabilities = np.empty_like(raw)
        for at, curve in enumerate(self._curves):
            probabilities[:, at] = curve(raw[:, at])
        probabilities[:, ABUSE] = probabilities[:, [ABUSE, *KINDS]].max(axis=1)
        return probabilities

    def raw(self, texts: Sequence[str]) -> Floats:
        """Scores before calibration (log-odds), shape (len(texts), len(LABELS))."""
        read = self._pool.map(self.read, texts) if self._pool else map(self.read, texts)
        return np.array([one.scores[: len(LABELS)] for one in read]).reshape(len(texts), len(LABELS))

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """What each text is about: shape (len(texts), 384), rows of length 1."""
        read = self._pool.map(self.read, texts) if self._pool else map(self.read, texts)
        return np.array([one.meaning for one in read], dtype=np.float32).reshape(len(texts), -1)

    def explain(self, text: str, label: str) -> list[tuple[int, int]]:
        """The words that show `label`, as code point spans of `text`, strongest first, at most five.

        Raises ValueError for a label that the model does not have.
        """
        kind = LABELS[column(label)].partition(".")[0]
        read = self.read(text)
        return words_of(text, read.places, read.marks[:, self._kinds[kind]])

    def windows(self, text: str) -> int:
        """In how many windows a text is read."""
        return sum(1 for _ in self._reader.read(text).windows())

    def violation(self, probabilities: Mapping[str, float | None]) -> float:
        """The probability that a careful moderator would reject: see `Violation`."""
        return self._violation(probabilities)

    def _read_anew(self, text: str) -> Read:
        pieces = self._reader.read(text)
        marks = np.full((len(pieces.ids), max(self._kinds.values()) + 1), -np.inf, dtype=np.float32)
        scores, meanings = [], []
        for first, last in pieces.windows():
            ids = np.concatenate(([BOS], pieces.ids[first:last], [EOS]))
            said, tokens, meaning = self._session.run(None, {"words": self._words(ids)})
            scores.append(said[0].astype(np.float64))
            meanings.append(meaning[0])
            np.maximum(marks[first:last], tokens[1:-1], out=marks[first:last])
        # The highest of many windows is high by chance now and then: more windows must show more.
        top = np.max(scores, axis=0)
        top[: len(LABELS)] -= self._length * np.log(len(scores))
        middle = np.mean(meanings, axis=0)
        return Read(top, marks, pieces.places, middle / max(float(np.linalg.norm(middle)), 1e-12))


def _session(network: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
    except Exception as why:  # the library raises its own kinds for a damaged file
        raise WeightsUnusable(f"encoder.onnx cannot be loaded: {why}; fetch or train it again") from why
