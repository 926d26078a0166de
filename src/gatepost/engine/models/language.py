"""Which language a comment is written in: hashed n-grams again, with diacritics kept.

It knows the languages that there was text to learn from (`codes`) and says `und` for the rest: texts without
letters, letters of scripts it never saw, guesses that are not sure enough, and languages that were learnt
only as others (codes that begin with `und-`: Polish is no Turkish). Where a text mixes languages, `spans`
says which stretch is written in which.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gatepost.engine.models.features import Features, Reading, folding_table
from gatepost.engine.models.language_spans import Span, joined, windows
from gatepost.engine.models.tables import IntegerTable, Weights, read_weights

LAYOUT = "gatepost.language/1"
UNKNOWN = "und"
ENOUGH = 160
"""Code points that are looked at: a language shows itself early, and long texts should not cost more."""

_SCRIPTS = (
    *((0x41, 0x24F), (0x1E00, 0x1EFF)),
    *((0x600, 0x77F), (0x8A0, 0x8FF)),
    *((0x1100, 0x11FF), (0x3131, 0x318F), (0xAC00, 0xD7A3)),
)
"""First and last code point of the blocks of Latin, Arabic and Hangul letters: the scripts it was taught."""


class LanguageIdentifier:
    """Immutable once loaded; safe to use from several threads."""

    def __init__(self, weights: Weights) -> None:
        self.sha256 = weights.sha256
        self.codes: tuple[str, ...] = tuple(json.loads(weights.notes["languages"]))
        self._table = IntegerTable(weights.arrays["table"])
        self._scale = weights.arrays["scale"].astype(np.float64)
        self._bias = weights.arrays["bias"].astype(np.float64)
        self._answers = tuple(UNKNOWN if code.startswith(UNKNOWN) else code for code in self.codes)
        self._sure = float(weights.arrays["sure"][0])
        self._folding = folding_table(weights.arrays["fold_keys"], weights.arrays["fold_values"])

    @classmethod
    def load(cls, path: Path | Traversable | None = None) -> LanguageIdentifier:
        """The identifier of a weights file, by default the shipped one. Raises WeightsUnusable."""
        return cls(read_weights(path, "language.safetensors", LAYOUT))

    def identify(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        """For each text its language code and the probability; ("und", p) where unsure or without letters.

        Independent of the batch: the same answer for a text whatever stands beside it.
        """
        chances = self.probabilities(texts)
        best = chances.argmax(axis=1)
        sure = chances[np.arange(len(texts)), best]
        return [
            (self._answers[code] if p >= self._sure else UNKNOWN, float(p))
            for code, p in zip(best, sure, strict=True)
        ]

    def spans(self, text: str) -> list[Span]:
        """The stretches of a text by language: in order, side by side, from its first letter to its end.

        Cut where the script changes and at the ends of sentences and clauses; a single foreign word or name
        belongs to the stretch around it. Empty where there are no letters.
        """
        return self.spans_of([text])[0]

    def spans_of(self, texts: Sequence[str]) -> list[list[Span]]:
        """`spans` of each text, all windows read in one go; independent of the batch."""
        cuts = [windows(text) for text in texts]
        chances = self.probabilities(
            [text[start:end] for text, pairs in zip(texts, cuts, strict=True) for start, end in pairs]
        )
        spans: list[list[Span]] = []
        at = 0
        for pairs in cuts:
            spans.append(joined(pairs, chances[at : at + len(pairs)], self._answers, self._sure))
            at += len(pairs)
        return spans

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """Shape (len(texts), len(codes)); a row of zeros where no known letters are read."""
        result = np.zeros((len(texts), len(self.codes)), dtype=np.float64)
        for begin in range(0, len(texts), 64):
            result[begin : begin + 64] = self._chunk([composed(text) for text in texts[begin : begin + 64]])
        return result

    def _chunk(self, texts: Sequence[str]) -> NDArray[np.float64]:
        reading = Reading(texts, self._folding)
        features = Features(reading, self._table.bits)
        cuts = features.before[reading.starts]
        sums = self._table.sums(features.buckets, cuts)
        counts = np.diff(cuts).astype(np.float64)
        scores = sums * self._scale / np.sqrt(np.maximum(counts, 1.0))[:, None] + self._bias
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        # Summed column by column: a row's sum must not depend on how many rows there are.
        total = np.zeros(len(texts))
        for column in chances.T:
            total += column
        chances /= total[:, None]
        chances[~_known_script(reading)] = 0.0
        result: NDArray[np.float64] = chances
        return result


def composed(text: str, most: int = ENOUGH) -> str:
    """The beginning of a text with its diacritics joined to their letters, so that `e` + `^` reads as `ê`."""
    head = text[:most]
    return head if head.isascii() else unicodedata.normalize("NFC", head)


def _known_script(reading: Reading) -> NDArray[np.bool_]:
    """Whether a text has letters, at least half of them of a script that was taught. Shape (texts,)."""
    codes = reading.codes
    known = np.zeros(len(codes), dtype=bool)
    for first, last in _SCRIPTS:
        known |= (codes >= first) & (codes <= last)
    sign = ((codes >= 0x2000) & (codes < 0x2C00)) | ((codes >= 0x1F000) & (codes < 0x20000))
    letter = (codes > 0x40) & ~sign
    counted = np.stack((known & letter, letter)).astype(np.int64)
    sums = np.add.reduceat(counted, reading.starts[:-1], axis=1)
    enough: NDArray[np.bool_] = (sums[1] > 0) & (2 * sums[0] >= sums[1])
    return enough
