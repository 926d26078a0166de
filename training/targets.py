"""Rows as the arrays that fitting and calibration need."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gatepost.engine.models.labels import LABELS
from training.fit import Floats, Targets
from training.rows import BAGS, LIKELIEST, PROMOTION, Row
from training.taught import FAINT, Told


def label_states(rows: Sequence[Row]) -> NDArray[np.int8]:
    """1 true, 0 false, -1 unknown. Shape (rows, labels)."""
    states = np.full((len(rows), len(LABELS)), -1, dtype=np.int8)
    column = {label: at for at, label in enumerate(LABELS)}
    for at, row in enumerate(rows):
        for label, holds in row.labels.items():
            states[at, column[label]] = holds
    return states


def targets(rows: Sequence[Row], bag: float, told: Told | None = None) -> tuple[Targets, Floats]:
    """What to learn and the bias to start from (the log-odds of each label's base rate).

    `told`: what the encoder says, for labels that a row's set does not know (`training/taught.py`).
    A rare label's positive rows weigh more, up to four times, or its weights would hardly move from "no".
    """
    states = label_states(rows)
    weight = np.array([row.weight for row in rows], dtype=np.float32)[:, None]
    positive = ((states == 1) * weight).sum(axis=0)
    negative = ((states == 0) * weight).sum(axis=0)
    lift = np.clip(np.sqrt(negative / np.maximum(positive, 1.0)), 1.0, 4.0)
    known = np.where(states >= 0, weight, 0.0) * np.where(states == 1, lift, 1.0)
    # Few posts in the abuse sets advertise: a faint "no" keeps their words from looking like advertising.
    silent = (
        (states < 0) & np.isin(LABELS, PROMOTION) & ~np.array([["promotion" in row.bags] for row in rows])
    )
    known += np.where(silent, 0.1 * weight, 0.0)
    bags = np.zeros((len(rows), len(BAGS)), dtype=np.float32)
    names = list(BAGS)
    for at, row in enumerate(rows):
        for name in row.bags:
            bags[at, names.index(name)] = row.weight * bag
    members = np.array([[label in BAGS[name] for label in LABELS] for name in names])
    # "Toxic, we do not say how": a faint "insult" settles which member of the bag moves first.
    likeliest = LABELS.index(LIKELIEST)
    open_rows = np.array(["abusive" in row.bags for row in rows]) & (states[:, likeliest] < 0)
    known[open_rows, likeliest] = 0.2 * weight[open_rows, 0]
    truth = (states == 1).astype(np.float32)
    truth[open_rows, likeliest] = 1.0
    if told is not None:
        learns = (states < 0) & np.isfinite(told)
        known = np.where(learns, FAINT * weight, known)
        truth = np.where(learns, told, truth)
    bias = np.log(np.maximum(positive * lift, 1.0) / np.maximum(negative, 1.0)).astype(np.float32)
    return Targets(known.astype(np.float32), truth.astype(np.float32), bags, members), bias


def violations(rows: Sequence[Row]) -> NDArray[np.int8]:
    """The proxy of a careful moderator's rejection: 1, 0, or -1 where unknown. Shape (rows,)."""
    return np.array([-1 if row.violation is None else int(row.violation) for row in rows], dtype=np.int8)
