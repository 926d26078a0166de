"""Everything the encoder's card says, measured on rows that neither training nor calibration has seen.

    python -m training.encoder.measure --data ../shared/data [--weights FOLDER] [--out FILE]

Thresholds are fixed on validation rows first; only then are test rows and suites opened, once, in this order.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks import neutral_identity

from gatepost.engine.models.encoder import EncoderModel
from gatepost.engine.models.fast import FastModel
from gatepost.engine.models.labels import LABELS
from gatepost.evaluation.metrics import auc, bootstrap
from training.collect import collect
from training.encoder.goals import limits, measure_sets, measure_suite
from training.encoder.material import contrast_rows
from training.encoder.reader import reader
from training.encoder.span_goals import gold_spans, measure_spans
from training.encoder.trade_off import trade_off
from training.measure import (
    EVALUATION_ONLY,
    count_rows,
    measure_labels,
    measure_plain,
    measure_violation,
    scores_of,
    thresholds,
    to_json,
)
from training.places import CARDS, WEIGHTS
from training.rows import Row

CARD = CARDS / "encoder.json"
Measured = dict[str, Any]


def main() -> None:
    """Measure and write the numbers; `python -m training.encoder.card` makes the page of them."""
    parser = argparse.ArgumentParser(prog="python -m training.encoder.measure", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--out", type=Path, default=CARD)
    asked = parser.parse_args()
    model = reader(asked.weights)
    marked, toxic = gold_spans(asked.data)
    rows = [*collect(asked.data)[0], *contrast_rows()]
    valid = [row for row in rows if row.split == "valid"]
    at = limits(valid, model, marked)
    recommended = thresholds(valid, model)
    trade = trade_off(valid, FastModel.load(), model)
    _say(f"fixed on validation rows: hate {dict(at.hate)}, marks {at.marks}, {dict(at.sets)}")
    test = [row for row in rows if row.split == "test"]
    measured: Measured = {
        "files": {
            name: {"bytes": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}
            for name in ("encoder.onnx", "encoder.safetensors", "encoder.tokenizer.json")
            for raw in [(asked.weights / name).read_bytes()]
        },
        "data": count_rows(rows),
        "limits": {"hate": dict(at.hate), "marks": asdict(at.marks), "sets": dict(at.sets)},
        "refer_only": sorted(model.refer_only),
        "thresholds": recommended,
        "labels": measure_labels(test, model, recommended),
        "violation": measure_violation(test, model),
        "plain": measure_plain(test, model, recommended),
        "sets": measure_sets(test, model, at),
        "spans": measure_spans(test, model, at, marked, toxic),
        "corpus": measure_corpus(test, model),
        "trade_off": trade,
    }
    _say("test rows measured; now the suites")
    measured["suites"] = {
        name: measure_suite(asked.data, file, hateful, model, at)
        for name, (file, hateful) in EVALUATION_ONLY.items()
    }
    if asked.weights == WEIGHTS:
        measured["neutral"] = neutral_identity.measure()  # the whole engine as it ships
    asked.out.write_bytes(to_json(measured))
    _say(f"wrote {asked.out}")


def measure_corpus(rows: Sequence[Row], model: EncoderModel) -> Measured:
    """AUC of `toxicity` and of `violation` on the corpus's test part, whose grammars, words and targets are
    in no training row, by language."""
    measured: Measured = {}
    for source in sorted({row.source for row in rows if row.source.startswith("contrast_")}):
        mine = [row for row in rows if row.source == source]
        scores = scores_of(mine, model)
        toxic = np.array([bool(row.labels["toxicity"]) for row in mine])
        bad = np.array([bool(row.violation) for row in mine])
        said = np.array([model.violation(dict(zip(LABELS, row, strict=True))) for row in scores.tolist()])
        measured[source.removeprefix("contrast_")] = {
            "rows": len(mine),
            "toxicity_auc": bootstrap(auc, toxic, scores[:, LABELS.index("toxicity")]),
            "violation_auc": bootstrap(auc, bad, said),
        }
    return measured


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
