"""How good a network is before it is exported, on validation rows alone: for the log of experiments.

python -m training.encoder.probe --base FILE --data ../shared/data --folder EXPORTED
"""

from __future__ import annotations

import argparse
import os
from collections import defaultdict
from pathlib import Path

import numpy as np

from gatepost.engine.models.encoder import EncoderModel
from gatepost.evaluation.metrics import auc
from training.encoder.goals import SETS, best, chosen, f1, hate_of, toxicity_of
from training.encoder.material import held_back


def main() -> None:
    """Print AUC and best macro-F1 of each set's question, and of hate in the corpus by language."""
    parser = argparse.ArgumentParser(prog="python -m training.encoder.probe", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--most", type=int, default=1000, help="rows of a set")
    asked = parser.parse_args()
    model = EncoderModel.load(asked.folder, threads=os.cpu_count() or 1)
    rows = held_back(asked.data, "valid")
    for name, (score, _) in SETS.items():
        mine, truth = chosen(rows, name)
        mine, truth = mine[: asked.most], truth[: asked.most]
        scores = score(model.score([row.text for row in mine]))
        limit = best(f1, truth, scores)
        print(f"{name:20} {len(mine):5} auc {auc(truth, scores):.3f} f1 {f1(truth, scores >= limit):.3f}")
    by_language = defaultdict(list)
    for row in rows:
        if row.source.startswith("contrast_"):
            by_language[row.language].append(row)
    for language, mine in by_language.items():
        truth = np.array([bool(row.labels["toxicity"]) for row in mine])
        said = model.score([row.text for row in mine])
        hate = np.array([bool(row.labels["abuse"]) for row in mine])
        print(
            f"contrast {language:11} {len(mine):5} toxicity auc {auc(truth, toxicity_of(said)):.3f}"
            f" abuse auc {auc(hate, hate_of(said)):.3f}"
        )


if __name__ == "__main__":
    main()
