"""From the encoder's scores to probabilities: on rows held back, scored by the very code that runs later.

Steps: how much the encoder and the fast classifier count (`blend`), what many windows add by chance
(`length`), how far each group of languages lies off (`shift`), a rising curve for each label, and `violation`
from the clauses. Everything is fitted on the split `valid`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from gatepost.engine.guidelines import load as load_guidelines
from gatepost.engine.models.encoder import EncoderModel
from gatepost.engine.models.labels import ABUSE, CLAUSES, KINDS, LABELS
from gatepost.evaluation.metrics import precision
from training.calibrate import curve, violation
from training.encoder.export import GROUPS, Calibration
from training.measure import label_rows
from training.rows import Row
from training.targets import label_states, violations
from training.write import identity_curve

Floats = NDArray[np.float64]
ENOUGH = 40
"""A group's own shift needs this many rows of either kind; with fewer it has none."""

_CALM = 12
"""Innocent texts around one, in the long texts that `length` is fitted on."""


def calibrate(
    rows: Sequence[Row], model: EncoderModel, topic: tuple[NDArray[np.float32], NDArray[np.float16], Floats]
) -> Calibration:
    """`rows` of the split `valid`; `model` with the network and no calibration yet; `topic`: what
    `training.encoder.topic` fitted."""
    own, fast = model.apart([row.text for row in rows])
    states = label_states(rows)
    sources = np.array([row.source for row in rows])
    groups = np.array([group_of(row.language) for row in rows])
    weights = np.array([row.weight for row in rows])
    blend = np.array(
        [
            blended(states[used, at] == 1, own[used, at], fast[used, at], weights[used])
            for at in range(len(LABELS))
            for used in [label_rows(states, sources, at)]
        ]
    )
    raw = own * blend[:, 0] + fast * blend[:, 1]
    length = lengths(rows, states, own, model)
    shift = np.zeros((len(GROUPS), len(LABELS)))
    curves = []
    for column in range(len(LABELS)):
        used = label_rows(states, sources, column)
        truth = states[used, column] == 1
        if not truth.any() or truth.all():
            curves.append(identity_curve())
            continue
        shift[:, column] = shifts(truth, raw[used, column], groups[used])
        moved = raw[used, column] + shift[groups[used], column]
        curves.append(curve(truth, moved, weights[used]))
    moved = raw + shift[groups]
    probabilities = np.stack([curves[at](moved[:, at]) for at in range(len(LABELS))], axis=1)
    probabilities[:, ABUSE] = probabilities[:, [ABUSE, *KINDS]].max(axis=1)
    proxy = violations(rows)
    known = proxy >= 0
    joined = violation(proxy[known] == 1, probabilities[known][:, : len(CLAUSES)], weights[known])
    people = np.array([not source.startswith("contrast_") for source in sources])
    weak = []
    for at, label in enumerate(LABELS):
        used, truth = label_rows(states, sources, at), states[:, at] == 1
        if not carries(label, used, truth, probabilities[:, at]):
            weak.append(label)
            continue
        for group, language in enumerate(GROUPS):
            # What people labelled counts here: sentences made by hand are no proof for a language.
            mine = used & people & (groups == group)
            if not carries(label, mine, truth, probabilities[:, at]):
                weak.append(f"{language}/{label}")
    return Calibration(blend, curves, shift, length, tuple(weak), joined, *topic)


def carries(label: str, used: NDArray[np.bool_], truth: NDArray[np.bool_], probabilities: Floats) -> bool:
    """Is 95% of what the shipped guidelines would reject for this label right, of 40 rows at least?"""
    clause = load_guidelines().by_id.get(label)
    if clause is None or clause.reject is None:
        return False
    said = used & (probabilities >= clause.reject)
    right = precision(truth[used], said[used]).value
    return int(said.sum()) >= ENOUGH and right is not None and right >= 0.95


def blended(truth: NDArray[np.bool_], own: Floats, fast: Floats, weights: Floats) -> Floats:
    """How much each of two scores counts, shape (2,), none below 0: logistic regression, both sides of the
    truth alike heavy."""
    if not truth.any() or truth.all():
        return np.array([1.0, 0.0])
    heavy = weights * np.where(truth, 0.5 / weights[truth].sum(), 0.5 / weights[~truth].sum())
    scores = np.stack([own, fast, np.ones(len(own))], axis=1)

    def loss(at: Floats) -> tuple[float, Floats]:
        p = 1.0 / (1.0 + np.exp(-np.clip(scores @ at, -30, 30)))
        value = -(heavy * np.where(truth, np.log(p + 1e-12), np.log(1 - p + 1e-12))).sum()
        return value, scores.T @ (heavy * (p - truth))

    bounds = [(0.0, None), (0.0, None), (None, None)]
    found: Floats = minimize(loss, np.array([1.0, 0.0, 0.0]), jac=True, bounds=bounds, method="L-BFGS-B").x
    return found[:2]


def group_of(language: str) -> int:
    return GROUPS.index(language if language in GROUPS else "other")


def shifts(truth: NDArray[np.bool_], raw: Floats, groups: NDArray[np.int64]) -> Floats:
    """How far each group's scores lie off the common line, in units of the score. Shape (groups,).

    Maximum likelihood of one logistic line with an offset a group, each pulled towards 0.
    """
    own = [
        at
        for at in range(len(GROUPS))
        if min((truth & (groups == at)).sum(), (~truth & (groups == at)).sum()) >= ENOUGH
    ]
    place = np.full(len(GROUPS), -1)
    place[own] = np.arange(len(own))
    mine = place[groups]

    def loss(at: Floats) -> tuple[float, Floats]:
        slope, base, offset = np.exp(at[0]), at[1], at[2:]
        line = slope * (raw + np.where(mine >= 0, offset[mine], 0.0)) + base
        p = 1.0 / (1.0 + np.exp(-np.clip(line, -30, 30)))
        value = -np.where(truth, np.log(p + 1e-12), np.log(1 - p + 1e-12)).sum()
        error = p - truth
        pull = np.bincount(mine[mine >= 0], error[mine >= 0], minlength=len(own)) * slope
        inside = (error * (raw + np.where(mine >= 0, offset[mine], 0.0))).sum() * slope
        return value + 4.0 * offset @ offset, np.concatenate(([inside, error.sum()], pull + 8.0 * offset))

    found = minimize(loss, np.zeros(2 + len(own)), jac=True, method="L-BFGS-B").x
    result = np.zeros(len(GROUPS))
    result[own] = found[2:]
    return result


def lengths(rows: Sequence[Row], states: NDArray[np.int8], raw: Floats, model: EncoderModel) -> Floats:
    """By how much the highest of many windows of innocent text lies above one window's, for each e-fold of
    windows. Shape (labels,), never below 0."""
    random = np.random.default_rng(5)
    innocent = [at for at in range(len(rows)) if (states[at] != 1).all() and rows[at].violation is not True]
    texts, starts = [], []
    for _ in range(400):
        first = rows[innocent[int(random.integers(len(innocent)))]]
        alike = [at for at in random.choice(innocent, 300) if rows[at].language == first.language][:_CALM]
        if len(alike) < _CALM:
            continue
        texts.append("\n".join(rows[at].text for at in alike))
        starts.append(alike)
    windows = np.array([model.windows(text) for text in texts])
    long, _ = model.apart(texts)
    one = raw[innocent].mean(axis=0)
    many = windows >= 3
    rise = (long[many] - one).mean(axis=0) / np.log(windows[many]).mean()
    # Half of it: the windows of one text are alike, and what must not be missed is missed by too much of it.
    result: Floats = np.maximum(0.0, 0.5 * rise)
    return result
