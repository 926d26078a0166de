"""A measured value with its 95% interval, and shares: Wilson's interval, narrower belief where rows cluster.

Wilson, E. B. (1927), "Probable inference, the law of succession, and statistical inference", JASA 22.
Clusters: Korn, E. L. and Graubard, B. I. (1998), "Confidence intervals for proportions with small expected
number of positive counts estimated from survey data", Survey Methodology 24 (the effective number of rows).
"""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Truth = NDArray[np.bool_]
Clusters = NDArray[np.int64]
"""Shape (rows,): rows with the same number were drawn together (one thread, one author, one article)."""

_Z = 1.959963984540054
"""Two-sided 95% of the normal distribution."""


class Interval(Struct, frozen=True):
    """A measured value between the ends of its 95% interval; all None where nothing could be measured.

    `low` and `high` alone are None where there is a value but nothing to tell its spread from (one cluster).
    """

    value: float | None
    low: float | None
    high: float | None
    rows: int


def wilson(hits: int, rows: int) -> Interval:
    """The share `hits / rows` with its Wilson score interval."""
    return _wilson(hits / rows, rows, rows) if rows > 0 else Interval(None, None, None, 0)


def share(hits: Truth, of: Truth, clusters: Clusters | None = None) -> Interval:
    """Of the rows where `of` holds, the share where `hits` does; all arrays have shape (rows,).

    With `clusters` the interval is Wilson's at the effective number of rows: rows divided by the design
    effect (never below 1). A share of exactly 0 or 1 shows no spread at all, so there each cluster counts as
    one row.
    """
    rows, found = int(of.sum()), int((hits & of).sum())
    if clusters is None or not rows:
        return wilson(found, rows)
    part = found / rows
    _, owner = np.unique(clusters[of], return_inverse=True)
    sizes, sums = np.bincount(owner), np.bincount(owner, weights=hits[of])
    groups = len(sizes)
    if groups < 2:
        return Interval(part, None, None, rows)
    if part in (0.0, 1.0):
        return _wilson(part, groups, rows)
    variance = groups / (groups - 1) * float(((sums - part * sizes) ** 2).sum()) / rows**2
    effective = rows / max(1.0, variance * rows / (part * (1 - part)))
    return _wilson(part, effective, rows)


def _wilson(part: float, effective: float, rows: int) -> Interval:
    spread = 1.0 + _Z * _Z / effective
    middle = (part + _Z * _Z / (2 * effective)) / spread
    half = _Z * math.sqrt(part * (1 - part) / effective + _Z * _Z / (4 * effective * effective)) / spread
    return Interval(part, max(0.0, middle - half), min(1.0, middle + half), rows)
