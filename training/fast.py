"""`python -m training.fast --data FOLDER`: from public sets to shipped weights, measured and described."""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path
from typing import Any

import msgspec

from gatepost.engine.models.fast import FastModel
from training.card import card
from training.classifier import train_classifier
from training.collect import collect
from training.measure import (
    count_rows,
    measure_labels,
    measure_plain,
    measure_suites,
    measure_violation,
    thresholds,
    to_json,
)
from training.places import CARDS, WEIGHTS

LOGS = Path(__file__).parent / "logs"


def _log(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
    LOGS.mkdir(exist_ok=True)
    with (LOGS / "fast.log").open("a", encoding="utf-8") as log:
        log.write(line + "\n")


def main() -> None:
    """Train what is asked for, then measure the model and write the card."""
    parser = argparse.ArgumentParser(prog="python -m training.fast", description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="the folder that holds en/, ar/, language_id/ ..."
    )
    parser.add_argument("--train", choices=("classifier", "nothing"), default="classifier")
    parser.add_argument(
        "--weights", type=Path, default=WEIGHTS, help="where the weights are written and read"
    )
    parser.add_argument("--cards", type=Path, default=CARDS, help="where fast.md and fast.json are written")
    parser.add_argument("--taught", type=Path, help="what training.taught wrote: learn from the encoder too")
    asked = parser.parse_args()
    if not (asked.data / "lexicons").is_dir():
        parser.error(f"{asked.data} is not the data folder: training/README.md says how to make it")
    file = asked.weights / "fast.safetensors"

    rows, left = collect(asked.data)
    _log(f"{len(rows)} rows; {sum(left.values())} near-duplicates left")
    lost = LOGS / "quantisation.json"
    if asked.train == "classifier":
        loss = train_classifier(rows, file, log=_log, teacher=asked.taught)
        LOGS.mkdir(exist_ok=True)
        lost.write_bytes(msgspec.json.encode(loss))

    model = FastModel.load(file)
    test = [row for row in rows if row.split == "test"]
    at = thresholds(rows, model)
    measured: dict[str, Any] = {
        "files": {
            file.name: {"bytes": file.stat().st_size, "sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
        },
        "data": count_rows(rows),
        "thresholds": at,
        "labels": measure_labels(test, model, at),
        "violation": measure_violation(test, model),
        "plain": measure_plain(test, model, at),
        "suites": measure_suites(asked.data, model),
        "quantisation": msgspec.json.decode(lost.read_bytes(), type=float) if lost.exists() else 0.0,
    }
    asked.cards.mkdir(parents=True, exist_ok=True)
    (asked.cards / "fast.md").write_text(card(measured), "utf-8")
    (asked.cards / "fast.json").write_bytes(to_json(measured))
    _log(f"wrote {asked.cards / 'fast.md'}")


if __name__ == "__main__":
    main()
