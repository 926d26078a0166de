"""Thresholds with a promise: how much the engine may decide alone so that it is hardly ever wrong.

Learn then test (Angelopoulos, Bates, Candès, Jordan and Lei 2021, "Learn then Test: Calibrating Predictive
Algorithms to Achieve Risk Control", arXiv 2110.01052) with exact binomial tests in a fixed sequence:

1. A fifth of the labelled comments, drawn by a hash of their text, only says where to begin: at the strictest
   limit that leaves enough decisions to certify anything. It is not looked at again.
2. On the others each limit of a grid, from there on to laxer ones, is tested against "wrong decisions are
   more than the bound among what it lets the engine decide". The first that is not refuted ends the walk.

The grid is fixed beforehand, so the chance that any certified limit breaks its bound is at most `error`,
whatever the engine and however few the comments, as long as they are a uniform sample of all comments.
Approvals and rejections are different comments, so both bounds hold jointly when each side errs with at most
1 - sqrt(confidence).
"""

from __future__ import annotations

import hashlib
import math

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Truth = NDArray[np.bool_]
Scores = NDArray[np.float64]

GRID = tuple(float(at) for at in 1.0 / (1.0 + np.exp(-np.linspace(-7.6, 7.6, 305))))
"""Limits that are tried, rising: evenly spaced log-odds from 0.0005 to 0.9995."""

BEGINS = 0.2
"""The share of the comments that only chooses where to begin."""

SPARE = 1.15
"""So many more decisions than needed the first limit should leave, lest chance leave too few."""


class Side(Struct, frozen=True):
    """What was certified of one side. `limit` None: nothing. `wrong` of `decided` tested comments were
    decided wrongly; `upper` bounds the true share; `needed`: faultless decisions that certify at least."""

    limit: float | None
    decided: int
    wrong: int
    upper: float
    needed: int


def needed(bound: float, error: float) -> int:
    """The fewest decisions, all right, that refute "more than `bound` are wrong": 299 for 1% at 5%."""
    return math.ceil(math.log(error) / math.log1p(-bound))


def error_of(confidence: float, sides: int) -> float:
    """What each of 1 or 2 sides may err so that all promises hold with `confidence`."""
    return 1.0 - math.pow(confidence, 1.0 / sides)


def tail(wrong: int, decided: int, share: float) -> float:
    """P(X <= wrong) of a binomial X of `decided` draws with `share`: the p-value of "at least `share`"."""
    if wrong >= decided:
        return 1.0
    if share >= 1.0:
        return 0.0
    if share <= 0.0:
        return 1.0
    odds = math.log(share) - math.log1p(-share)
    term = decided * math.log1p(-share)
    terms = [term]
    for k in range(wrong):
        term += math.log(decided - k) - math.log(k + 1) + odds
        terms.append(term)
    largest = max(terms)
    return min(1.0, math.exp(largest) * math.fsum(math.exp(one - largest) for one in terms))


def upper_bound(wrong: int, decided: int, error: float) -> float:
    """The one-sided exact upper limit of the share (Clopper and Pearson 1934): the largest share that
    `wrong` of `decided` do not refute at `error`. 1 where nothing was decided."""
    if wrong >= decided:
        return 1.0
    low, high = wrong / decided, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if tail(wrong, decided, middle) > error else (low, middle)
    return high


def begins(texts: list[str]) -> Truth:
    """Which comments only choose where to begin. Shape (texts,); equal texts fall on one side."""
    firsts = [hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[0] for text in texts]
    return np.array([first < 256 * BEGINS for first in firsts], dtype=bool)


def certify_approvals(
    approved: Truth, violation: Scores, bad: Truth, first: Truth, bound: float, error: float
) -> Side:
    """The laxest certified `approve_below`. All arrays have shape (comments,): what the engine would approve,
    its `violation`, whether that would be wrong, and which comments only choose where to begin."""
    return _walk(approved, violation, bad, first, bound, error, GRID, below=True)


def certify_rejections(
    rejected: Truth, violation: Scores, innocent: Truth, first: Truth, bound: float, error: float
) -> Side:
    """The laxest certified `reject_from`; see `certify_approvals`."""
    return _walk(rejected, violation, innocent, first, bound, error, GRID[::-1], below=False)


def _walk(
    decided: Truth,
    violation: Scores,
    wrong: Truth,
    first: Truth,
    bound: float,
    error: float,
    grid: tuple[float, ...],
    below: bool,
) -> Side:
    least = needed(bound, error)
    limits = np.array(grid)

    def inside(rows: Truth) -> NDArray[np.int64]:
        """How many of `rows` each limit lets the engine decide. Shape (grid,)."""
        under = np.searchsorted(np.sort(violation[rows]), limits)
        return under if below else int(rows.sum()) - under

    scale = int((~first).sum()) / max(int(first.sum()), 1)
    enough = np.flatnonzero(inside(decided & first) * scale >= SPARE * least)
    best = Side(None, 0, 0, 1.0, least)
    if not len(enough):
        return best
    counts, slips = inside(decided & ~first), inside(decided & ~first & wrong)
    for at in range(int(enough[0]), len(grid)):
        count, slip = int(counts[at]), int(slips[at])
        if tail(slip, count, bound) > error:
            break
        best = Side(grid[at], count, slip, 0.0, least)
    return msgspec.structs.replace(best, upper=upper_bound(best.wrong, best.decided, error))
