"""The fast classifier first; the encoder reads only what the fast one is not sure about.

A choice for sites with more comments than cores: what it saves and what it misses is measured in the
encoder's model card. A text's scores depend on the text alone here too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gatepost.engine.models.labels import LABELS

CALM = 0.06
"""Below this chance of a violation the fast classifier's word is taken that a text is innocent. Chosen on
validation rows (`training/encoder/trade_off.py`)."""

MEASURED = frozenset({"en", "tr"})
"""Languages in which the fast model was measured well enough to be sure of anything."""

LONG = 600
"""Longer texts, in code points, are always read by the encoder: one bad sentence hides in many good ones."""


class Model(Protocol):
    """What a step of the cascade does: see `FastModel` and `EncoderModel`."""

    @property
    def name(self) -> str: ...

    @property
    def sha256(self) -> str: ...

    @property
    def refer_only(self) -> frozenset[str]: ...

    def score(self, texts: Sequence[str], languages: Sequence[str] | None = None) -> NDArray[np.float64]: ...

    def explain(self, text: str, label: str) -> list[tuple[int, int]]: ...

    def violation(self, probabilities: Mapping[str, float | None]) -> float: ...


class CascadeModel:
    """Immutable; safe to use from several threads. `known`: languages in which the fast model may be sure."""

    name = "cascade"

    def __init__(self, fast: Model, encoder: Model, known: frozenset[str] = MEASURED) -> None:
        self._fast = fast
        self._encoder = encoder
        self._known = known
        self.sha256 = f"{fast.sha256[:4]}{encoder.sha256[:4]}"
        self.refer_only = encoder.refer_only

    def score(self, texts: Sequence[str], languages: Sequence[str] | None = None) -> NDArray[np.float64]:
        """Calibrated probabilities, shape (len(texts), len(LABELS))."""
        told = ["und"] * len(texts) if languages is None else languages
        scores = self._fast.score(texts, told)
        doubt = [at for at, row in enumerate(scores) if not self._sure(texts[at], told[at], row)]
        if doubt:
            scores[doubt] = self._encoder.score([texts[at] for at in doubt], [told[at] for at in doubt])
        return scores

    def _sure(self, text: str, language: str, row: NDArray[np.float64]) -> bool:
        if language not in self._known or len(text) > LONG or not np.isfinite(row).all():
            return False
        return self._fast.violation(dict(zip(LABELS, row.tolist(), strict=True))) < CALM

    def explain(self, text: str, label: str) -> list[tuple[int, int]]:
        """The words that show `label`, as the encoder sees them: the fast model ends innocent texts only."""
        return self._encoder.explain(text, label)

    def violation(self, probabilities: Mapping[str, float | None]) -> float:
        """The probability that a careful moderator would reject, on the encoder's scale."""
        return self._encoder.violation(probabilities)
