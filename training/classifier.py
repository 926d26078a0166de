"""Learn, quantise and calibrate the classifier from rows; the run-time code measures its own raw scores."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gatepost.engine.models.calibration import Curve
from gatepost.engine.models.fast import FastModel
from gatepost.engine.models.features import folding_table
from gatepost.engine.models.labels import CLAUSES, LABELS
from gatepost.evaluation.metrics import auc
from training.augment import mixed
from training.calibrate import curve, violation
from training.fit import Floats, Plan, fit
from training.folding import folding
from training.matrix import matrix
from training.rows import Row
from training.targets import label_states, targets, violations
from training.taught import taught
from training.write import identity_curve, quantise, write_fast

BITS = 19
Quantised = tuple[NDArray[np.int8], NDArray[np.float64]]
PLAN = Plan()


def calibrated(states: NDArray[np.int8], raw: NDArray[np.float64], rows: Sequence[Row]) -> list[Curve]:
    """A curve a label, on the sets that label it both ways and on plain text.

    A set that never says "threat" would only teach that nobody threatens in its language.
    """
    sources = np.array([row.source for row in rows])
    weights = np.array([row.weight for row in rows])
    curves = []
    for column in range(len(LABELS)):
        both = {s for s in set(sources.tolist()) if (states[sources == s, column] == 1).any()}
        read = np.isfinite(raw[:, column])  # a text without words has no score
        used = (
            read
            & (states[:, column] >= 0)
            & np.isin(sources, [*both, *(s for s in set(sources) if s.startswith("plain_"))])
        )
        truth = states[used, column] == 1
        enough = truth.any() and not truth.all()
        curves.append(curve(truth, raw[used, column], weights[used]) if enough else identity_curve())
    return curves


def train_classifier(
    rows: Sequence[Row],
    out: Path,
    plan: Plan = PLAN,
    bits: int = BITS,
    log: Callable[[str], None] = print,
    teacher: Path | None = None,
) -> float:
    """Train on the rows of split `train`, calibrate on `valid`, write `out`. `teacher`: what
    `training.taught` wrote.

    Returns what storing 8-bit weights changed: the AUC of `toxicity` on `valid`, stored less unstored.
    """
    learn = [*(row for row in rows if row.split == "train"), *mixed(rows)]
    check = [row for row in rows if row.split == "valid"]
    folded = folding(keep_diacritics=False)
    features = matrix([row.text for row in learn], folding_table(*folded), bits)
    log(f"{features.shape[0]} rows, {features.nnz} features")
    aim, bias = targets(learn, plan.bag, taught(learn, teacher))
    weights, bias = fit(
        features, aim, bias, plan, lambda epoch, _w, _b: log(f"epoch {epoch + 1} of {plan.epochs}")
    )
    table = quantise(weights)
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "draft.safetensors"
        write_fast(draft, table, bias, folded)
        raw = FastModel.load(draft).raw([row.text for row in check])
        curves = calibrated(label_states(check), raw, check)
        write_fast(draft, table, bias, folded, curves)
        probabilities = FastModel.load(draft).score([row.text for row in check])
    proxy = violations(check)
    known = proxy >= 0
    said = np.array([row.weight for row in check])[known]
    joined = violation(proxy[known] == 1, probabilities[known][:, : len(CLAUSES)], said)
    write_fast(out, table, bias, folded, curves, joined)
    log("violation weights " + ", ".join(f"{c} {w:.2f}" for c, w in zip(CLAUSES, joined[0], strict=True)))
    return _loss(
        check, weights, bias, table, matrix([row.text for row in check], folding_table(*folded), bits)
    )


def _loss(rows: Sequence[Row], weights: Floats, bias: Floats, table: Quantised, features: Any) -> float:
    column = LABELS.index("toxicity")
    states = label_states(rows)[:, column]
    truth = states[states >= 0] == 1

    def quality(of: NDArray[Any]) -> float:
        scores = (features @ of + bias[column]).astype(np.float64)
        return auc(truth, scores[states >= 0]) or 0.0

    return quality(table[0][:, column] * table[1][column]) - quality(weights[:, column])
