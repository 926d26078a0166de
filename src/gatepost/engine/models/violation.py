"""One number for ranking: how likely a careful moderator rejects, from the probabilities of the clauses."""

from __future__ import annotations

from collections.abc import Mapping

from gatepost.engine.models.calibration import Curve


class Violation:
    """`weights` by clause, all >= 0; `curve` over 1 - prod((1 - p) ** weight)."""

    def __init__(self, weights: Mapping[str, float], curve: Curve) -> None:
        self._weights = dict(weights)
        self._curve = curve

    def __call__(self, probabilities: Mapping[str, float | None]) -> float:
        """0..1; never falls when a clause's probability rises. Clauses that are missing or None count as 0;
        what is no clause of the model is not looked at."""
        innocent = 1.0
        for clause, weight in self._weights.items():
            innocent *= (1.0 - min(max(probabilities.get(clause) or 0.0, 0.0), 1.0)) ** weight
        return self._curve.at(1.0 - innocent)
