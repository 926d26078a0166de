"""The encoder: a small many-lingual transformer that reads what is meant, one text at a time.

The hashed classifier, which knows more words and names than 100,000 pieces hold, has a say beside it: its
scores and the encoder's are added, weighed by label, before they become probabilities.

A text is cut into windows, and each window is read alone, without padding and on one thread. So a score
depends on the text and nothing else: not on batch mates, their order, or how many threads read beside it.
"""

from __future__ import annotations

import hashlib
import json
import math
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
from gatepost.engine.models.evidence import NEAR, NEAR_PROMOTION, words_of
from gatepost.engine.models.fast import FastModel
from gatepost.engine.models.labels import ABUSE, CLAUSES, KINDS, LABELS, column
from gatepost.engine.models.tables import Weights, WeightsUnusable, read_weights
from gatepost.engine.models.violation import Violation
from gatepost.engine.models.windows import BOS, EOS, PieceReader
from gatepost.engine.models.words import WordTable

LAYOUT = "gatepost.encoder/1"
REMEMBERED = 256
"""Readings that are kept, so that evidence and meaning of a text just scored cost nothing."""

FARTHEST = 8.0
"""Log-odds beyond which the fast classifier is no surer."""

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

    def __init__(
        self, weights: Weights, network: bytes, tokenizer: bytes, fast: FastModel, threads: int = 1
    ) -> None:
        notes = weights.notes
        if json.loads(notes.get("labels", "[]")) != list(LABELS):
            raise WeightsUnusable("the weights are for other labels; train them again with this version")
        for part, raw in (("network", network), ("tokenizer", tokenizer)):
            if notes.get(part) != hashlib.sha256(raw).hexdigest():
                raise WeightsUnusable(f"the encoder's {part} is not that of its weights; fetch all anew")
        if notes.get("fast") != fast.sha256:
            raise WeightsUnusable("the encoder is calibrated beside other fast.safetensors; fetch all anew")
        arrays = weights.arrays
        self._fast = fast
        self._blend = arrays["blend"]
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
        self._topic = arrays["topic"]
        self._background = arrays["background"].astype(np.float32)
        self._unlike = arrays["unlike"].tolist()
        self._violation = Violation(
            dict(zip(CLAUSES, arrays["violation_weights"].tolist(), strict=True)),
            Curve(arrays["violation_x"], arrays["violation_p"]),
        )
        self._pool = ThreadPoolExecutor(threads, "encoder") if threads > 1 else None
        self.read = lru_cache(maxsize=REMEMBERED)(self._read_anew)
        """`read(text)`: everything that one text is read as; the last ones are remembered."""

    @classmethod
    def load(
        cls, folder: Path | Traversable | None = None, threads: int = 1, fast: FastModel | None = None
    ) -> EncoderModel:
        """The model of a folder with `encoder.onnx`, `encoder.safetensors` and `encoder.tokenizer.json`, by
        default the shipped one, beside `fast`, by default the shipped one. `threads` texts are read at once.
        Raises WeightsUnusable."""
        where = files("gatepost.engine.models.weights") if folder is None else folder
        own = None if folder is None else where / "encoder.safetensors"
        weights = read_weights(own, "encoder.safetensors", LAYOUT)
        try:
            network = (where / "encoder.onnx").read_bytes()
            tokenizer = (where / "encoder.tokenizer.json").read_bytes()
        except OSError as why:
            raise WeightsUnusable(f"a part of the encoder is missing: {why}; reinstall gatepost") from why
        return cls(weights, network, tokenizer, fast or FastModel.load(), threads)

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
        """Scores before calibration (log-odds), shape (len(texts), len(LABELS)): both models', weighed."""
        own, other = self.apart(texts)
        joined: Floats = own * self._blend[:, 0] + other * self._blend[:, 1]
        return joined

    def apart(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """What the encoder and the fast classifier say, each (len(texts), len(LABELS)), log-odds."""
        read = self._pool.map(self.read, texts) if self._pool else map(self.read, texts)
        own = np.array([one.scores[: len(LABELS)] for one in read]).reshape(len(texts), len(LABELS))
        # Without a word to read the fast classifier says minus infinity.
        return own, np.clip(self._fast.raw(texts), -FARTHEST, FARTHEST)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """What each text is about: shape (len(texts), dimensions), rows of length 1. Texts on one subject
        point the same way, in whatever language and whether they are friendly or not."""
        read = self._pool.map(self.read, texts) if self._pool else map(self.read, texts)
        # Row by row: a product of matrices may round otherwise for another number of rows.
        told = [_unit(one.meaning @ self._topic) for one in read]
        return np.array(told, dtype=np.float32).reshape(len(texts), self._topic.shape[1])

    def expected(self, meant: NDArray[np.float32], count: int, language: str) -> tuple[float, float]:
        """What the cosine with the likest of `count` (1 or more) passages on other subjects would be: mean
        and standard deviation, from passages in `language` that nobody comments on."""
        group = self._groups.get(language, self._groups["other"])
        found = np.sort(self._background[group] @ meant).astype(np.float64)
        below = (np.arange(len(found) + 1) / len(found)) ** count
        return float(found @ np.diff(below)), max(float(found.std()), 1e-6)

    def unlike(self, likeness: float, deviation: float) -> float:
        """The probability that two texts are on different subjects, 0..1, from how much liker than chance
        they are and what their words tell (`detectors/relevance.py`; 0 where words tell nothing)."""
        by_meaning, by_words, base = self._unlike
        return 1.0 / (1.0 + math.exp(min(by_meaning * likeness + by_words * deviation + base, 700.0)))

    def explain(self, text: str, label: str) -> list[tuple[int, int]]:
        """The words that show `label`, as code point spans of `text`, strongest first, at most five.

        Raises ValueError for a label that the model does not have.
        """
        kind = LABELS[column(label)].partition(".")[0]
        read = self.read(text)
        near = NEAR_PROMOTION if kind == "promotion" else NEAR
        return words_of(text, read.places, read.marks[:, self._kinds[kind]], near)

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
        return Read(top, marks, pieces.places, _unit(np.mean(meanings, axis=0)))


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    return vector / max(float(np.linalg.norm(vector)), 1e-12)


def _session(network: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
    except Exception as why:  # the library raises its own kinds for a damaged file
        raise WeightsUnusable(f"encoder.onnx cannot be loaded: {why}; fetch or train it again") from why
