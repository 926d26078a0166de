"""Fit the linear scores of all labels together: masked logistic loss plus noisy-or bags, by AdaGrad.

Seeded and single-threaded arithmetic in a fixed order, so two runs on one machine give the same weights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Report = Callable[[int, Floats, Floats], None]


@dataclass(frozen=True)
class Plan:
    """How to learn. `decay` pulls every used weight towards 0; `bag` weighs a bag beside a label."""

    epochs: int = 3
    batch: int = 512
    rate: float = 0.5
    decay: float = 2e-6
    bag: float = 1.5
    seed: int = 20


@dataclass(frozen=True)
class Targets:
    """What is known of each row.

    `known`: (rows, labels), weight of each label's loss, 0 where unknown. `truth`: (rows, labels), 0 or 1.
    `bags`: (rows, bags), weight of each bag. `members`: (bags, labels), which labels a bag is made of.
    """

    known: Floats
    truth: Floats
    bags: Floats
    members: NDArray[np.bool_]


def _sigmoid(z: Floats) -> Floats:
    result: Floats = (1.0 / (1.0 + np.exp(-np.clip(z, -30, 30)))).astype(np.float32)
    return result


def gradient(
    scores: Floats, known: Floats, truth: Floats, bags: Floats, members: NDArray[np.bool_]
) -> Floats:
    """Of the summed loss by the scores, shape (rows, labels).

    A bag says "at least one of these": -log(1 - prod(1 - p)), whose slope at a member is -p Q / (1 - Q).
    """
    p = _sigmoid(scores)
    slope = known * (p - truth)
    for bag, inside in enumerate(members):
        rows = np.flatnonzero(bags[:, bag])
        if not len(rows):
            continue
        mine = p[np.ix_(rows, inside)]
        none = np.prod(1.0 - mine, axis=1, keepdims=True)
        pull = -mine * none / np.maximum(1.0 - none, 1e-4)
        slope[np.ix_(rows, inside)] += bags[rows, bag : bag + 1] * pull
    return slope.astype(np.float32)


def fit(
    features: sparse.csr_matrix, targets: Targets, bias: Floats, plan: Plan, report: Report | None = None
) -> tuple[Floats, Floats]:
    """Weights, shape (buckets, labels), and bias, shape (labels,). `bias` is where the bias starts."""
    rows, buckets = features.shape
    labels = targets.truth.shape[1]
    weights = np.zeros((buckets, labels), dtype=np.float32)
    squares = np.full((buckets, labels), 1e-3, dtype=np.float32)
    bias = bias.astype(np.float32).copy()
    bias_squares = np.ones(labels, dtype=np.float32)
    random = np.random.default_rng(plan.seed)
    for epoch in range(plan.epochs):
        order = random.permutation(rows)
        rate = np.float32(plan.rate * (1.0 - epoch / plan.epochs))
        for begin in range(0, rows, plan.batch):
            chosen = np.sort(order[begin : begin + plan.batch])
            part = features[chosen]
            used, place = np.unique(part.indices, return_inverse=True)
            local = sparse.csr_matrix(
                (part.data, place.astype(np.int32), part.indptr), shape=(len(chosen), len(used))
            )
            mine = weights[used]
            slope = gradient(
                np.asarray(local @ mine) + bias,
                targets.known[chosen],
                targets.truth[chosen],
                targets.bags[chosen],
                targets.members,
            )
            step = np.asarray(local.T @ slope, dtype=np.float32) + np.float32(plan.decay * len(chosen)) * mine
            grown = squares[used] + step * step
            squares[used] = grown
            weights[used] = mine - rate * step / np.sqrt(grown)
            pull = slope.sum(axis=0)
            bias_squares += pull * pull
            bias -= rate * np.float32(0.1) * pull / np.sqrt(bias_squares)
        if report is not None:
            report(epoch, weights, bias)
    return weights, bias
