"""From a model's raw number to a probability: a rising line through fixed points, fitted on held-out rows."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray


class Curve:
    """A piecewise linear, strictly rising map from scores to probabilities.

    `x` and `p`: shape (points,), both strictly rising. Below the first and above the last point the
    probability stays there. Plain sums and products only, so a value does not depend on its neighbours.
    """

    def __init__(self, x: NDArray[np.float64], p: NDArray[np.float64]) -> None:
        if (
            x.ndim != 1
            or x.shape != p.shape
            or len(x) < 2
            or (np.diff(x) <= 0).any()
            or (np.diff(p) <= 0).any()
        ):
            raise ValueError(
                "a calibration curve needs at least two points, both coordinates strictly rising"
            )
        self.x = x
        self.p = p
        self._slope = np.diff(p) / np.diff(x)
        self._lists = (x.tolist(), p.tolist(), self._slope.tolist())

    def at(self, score: float) -> float:
        """The probability of one score: what `__call__` gives, without the cost of an array."""
        x, p, slope = self._lists
        below = min(max(bisect_right(x, score) - 1, 0), len(slope) - 1)
        line: float = (score - x[below]) * slope[below] + p[below]
        least, most = float(p[0]), float(p[-1])
        return min(max(line, least), most)

    def __call__(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        """Probabilities of any shape of scores, the same shape."""
        at = np.clip(np.searchsorted(self.x, scores, side="right") - 1, 0, len(self._slope) - 1)
        line = (scores - self.x[at]) * self._slope[at] + self.p[at]
        result: NDArray[np.float64] = np.clip(line, self.p[0], self.p[-1])
        return result
