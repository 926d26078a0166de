"""The fast classifier: hashed n-grams, one linear score a label, calibrated. numpy only, exact to the bit.

Longer texts are read in windows that overlap by half, and the highest score counts, so that a threat at the
very end of 20,000 letters is seen.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gatepost.engine.models.calibration import Curve
from gatepost.engine.models.features import COLUMNS, Features, Reading, folding_table
from gatepost.engine.models.labels import ABUSE, CLAUSES, KINDS, LABELS, THREAT, column
from gatepost.engine.models.tables import IntegerTable, Weights, WeightsUnusable, read_weights
from gatepost.engine.models.violation import Violation

LAYOUT = "gatepost.fast/1"
WHOLE = 200
"""Folded letters of a text that is read in one piece; longer ones are read in windows."""

STRIDE = 40
"""Folded letters from one window to the next."""

WIDE, NARROW = 5, 2
"""Strides in a window; `threat` is looked for in narrow ones too, about a sentence long, because the calm
words around a threat would outvote it. For other labels that costs more in false alarms than it finds."""

CHUNK = 16_384
"""Code points that are read at once: enough to share the cost of a call, few enough to stay in the cache."""

MOST_SPANS = 5
_MATTERS = 0.2
"""A word is evidence when it adds at least this share of what the strongest word adds."""


class FastModel:
    """Immutable once loaded; safe to use from several threads."""

    name = "fast"
    refer_only = frozenset(
        {"abuse", *(LABELS[at] for at in KINDS), "promotion.commercial", "promotion.personal", "toxicity"}
    )
    """Its measured precision does not carry a rejection here. Advertising it learned from videos' comments
    and short messages, where a link says more than under news."""

    def __init__(self, weights: Weights) -> None:
        if json.loads(weights.notes.get("labels", "[]")) != list(LABELS):
            raise WeightsUnusable("the weights are for other labels; train them again with this version")
        arrays = weights.arrays
        self.sha256 = weights.sha256
        self._table = IntegerTable(arrays["table"])
        self._scale = arrays["scale"].astype(np.float64)
        self._bias = arrays["bias"].astype(np.float64)
        self._folding = folding_table(arrays["fold_keys"], arrays["fold_values"])
        self._curves = [Curve(x, p) for x, p in zip(arrays["curve_x"], arrays["curve_p"], strict=True)]
        self._violation = Violation(
            dict(zip(CLAUSES, arrays["violation_weights"].tolist(), strict=True)),
            Curve(arrays["violation_x"], arrays["violation_p"]),
        )

    @classmethod
    def load(cls, path: Path | Traversable | None = None) -> FastModel:
        """The model of a weights file, by default the shipped one. Raises WeightsUnusable."""
        return cls(read_weights(path, "fast.safetensors", LAYOUT))

    def score(self, texts: Sequence[str], languages: Sequence[str] | None = None) -> NDArray[np.float64]:
        """Calibrated probabilities, shape (len(texts), len(LABELS)), equal to the bit in any batch.

        `languages` are not looked at: one curve serves them all.
        """
        raw = self.raw(texts)
        probabilities = np.empty_like(raw)
        for at, curve in enumerate(self._curves):
            probabilities[:, at] = curve(raw[:, at])
        probabilities[:, ABUSE] = probabilities[:, [ABUSE, *KINDS]].max(axis=1)
        return probabilities

    def raw(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Scores before calibration (log-odds of the training mix), shape (len(texts), len(LABELS))."""
        result = np.empty((len(texts), len(LABELS)), dtype=np.float64)
        begin, size = 0, 0
        for at, text in enumerate(texts):
            size += len(text) + 1
            if size >= CHUNK or at + 1 == len(texts):
                result[begin : at + 1] = self._raw_chunk(texts[begin : at + 1])
                begin, size = at + 1, 0
        return result

    def _raw_chunk(self, texts: Sequence[str]) -> NDArray[np.float64]:
        reading = Reading(texts, self._folding)
        features = Features(reading, self._table.bits)
        cuts, firsts = windows(reading.starts)
        stretches = features.before[cuts]
        sums = self._table.sums(features.buckets, stretches)
        counts = np.diff(stretches).astype(np.float64)
        if len(firsts) == len(sums):
            return self._scores(sums, counts)
        wide = self._windowed(sums, counts, firsts, WIDE)
        narrow = self._windowed(sums, counts, firsts, NARROW)
        wide[:, THREAT] = np.maximum(wide[:, THREAT], narrow[:, THREAT])
        return wide

    def _windowed(
        self, sums: NDArray[np.float64], counts: NDArray[np.float64], firsts: NDArray[np.int64], width: int
    ) -> NDArray[np.float64]:
        """The highest score of each text over windows of so many strides. Shape (texts, labels)."""
        begins, ends = spans(firsts, len(sums), width)
        totals = np.concatenate((np.zeros((1, sums.shape[1])), np.cumsum(sums, axis=0)))
        sizes = np.concatenate(([0.0], np.cumsum(counts)))
        scores = self._scores(totals[ends] - totals[begins], sizes[ends] - sizes[begins])
        starts = np.searchsorted(begins, firsts)
        windowed: NDArray[np.float64] = np.maximum.reduceat(scores, starts, axis=0)
        return windowed

    def _scores(self, sums: NDArray[np.float64], counts: NDArray[np.float64]) -> NDArray[np.float64]:
        scores: NDArray[np.float64] = (
            sums * self._scale / np.sqrt(np.maximum(counts, 1.0))[:, None] + self._bias
        )
        scores[counts == 0] = -np.inf  # nothing was read, so nothing speaks against the text
        return scores

    def explain(self, text: str, label: str) -> list[tuple[int, int]]:
        """The words that drove `label`, as code point spans of `text`, strongest first, at most five.

        Only words that raise the score and matter beside the strongest one. Empty when no word raises it.
        Raises ValueError for a label that the model does not have.
        """
        chosen = column(label)
        reading = Reading([text], self._folding)
        features = Features(reading, self._table.bits)
        if not len(reading.tokens):
            return []
        weights = self._table.rows(features.buckets)[:, chosen].astype(np.float64)
        at = np.repeat(np.arange(len(reading.codes)), np.diff(features.before))
        owner = np.clip(np.searchsorted(reading.tokens - 1, at, side="right") - 1, 0, None)
        shared = features.columns == COLUMNS - 1
        gains = np.bincount(owner, np.where(shared, weights / 2, weights), minlength=len(reading.tokens))
        gains += np.bincount(
            np.minimum(owner[shared] + 1, len(gains) - 1), weights[shared] / 2, minlength=len(gains)
        )
        begin, end = self._best_window(reading, features, weights, NARROW if chosen == THREAT else WIDE)
        gains[(reading.tokens < begin) | (reading.tokens >= end)] = 0
        best = gains.max()
        if best <= 0:
            return []
        original = reading.original
        ends = np.append(reading.tokens[1:], len(original)) - 2
        strongest = np.argsort(-gains, kind="stable")[:MOST_SPANS]
        return [
            (int(original[reading.tokens[word]]), int(original[ends[word]]) + 1)
            for word in strongest
            if gains[word] >= _MATTERS * best
        ]

    @staticmethod
    def _best_window(
        reading: Reading, features: Features, weights: NDArray[np.float64], width: int
    ) -> tuple[int, int]:
        """The positions of the window that scored highest for the one label that `weights` are of."""
        cuts, firsts = windows(reading.starts)
        begins, ends = spans(firsts, len(cuts) - 1, width)
        total = np.concatenate(([0.0], np.cumsum(weights)))
        first, last = features.before[cuts[begins]], features.before[cuts[ends]]
        best = int(np.argmax((total[last] - total[first]) / np.sqrt(np.maximum(last - first, 1))))
        return int(cuts[begins[best]]), int(cuts[ends[best]])

    def violation(self, probabilities: Mapping[str, float | None]) -> float:
        """The probability that a careful moderator would reject: see `Violation`."""
        return self._violation(probabilities)


def spans(firsts: NDArray[np.int64], strides: int, width: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Windows of `width` strides, none over two texts; a text with fewer strides is one window.

    `firsts`: the first stride of each text. Returns first and end stride of each window, in order.
    """
    limits = np.append(firsts[1:], strides)
    end_of = np.repeat(limits, limits - firsts)
    begin_of = np.repeat(firsts, limits - firsts)
    at = np.arange(strides)
    begins = at[(at == begin_of) | (at + width <= end_of)]
    return begins, np.minimum(begins + width, end_of[begins])


def windows(starts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Cut texts into strides. `starts`: shape (texts + 1,), positions.

    Returns the cuts, shape (strides + 1,), and the first stride of each text, shape (texts,).
    """
    lengths = np.diff(starts)
    if not len(lengths) or lengths.max() <= WHOLE:
        return starts, np.arange(len(lengths))
    strides = np.where(lengths <= WHOLE, 1, -(-lengths // STRIDE))
    firsts = np.concatenate(([0], np.cumsum(strides)[:-1]))
    within = np.arange(int(strides.sum())) - np.repeat(firsts, strides)
    cuts = np.repeat(starts[:-1], strides) + within * STRIDE
    return np.append(cuts, starts[-1]), firsts
