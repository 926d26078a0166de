"""`python -m training.fast --data FOLDER`: from public sets to shipped weights, measured and described."""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path
from typing import Any

import msgspec

from gatepost.engine.models.fast import FastModel
from gatepost.engine.models.language import LanguageIdentifier
from training.card import card
from training.classifier import train_classifier
from training.collect import collect
from training.languages import lines, train_languages
from training.measure import (
    count_rows,
    measure_labels,
    measure_languages,
    measure_plain,
    measure_suites,
    measure_violation,
    thresholds,
    to_json,
)

ROOT = Path(__file__).parent.parent
WEIGHTS = ROOT / "src/gatepost/engine/models/weights"
CARDS = ROOT / "docs/model-cards"
LOGS = Path(__file__).parent / "logs"


def _log(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
    LOGS.mkdir(exist_ok=True)
    with (LOGS / "fast.log").open("a", encoding="utf-8") as log:
        log.write(line + "\n")


def main() -> None:
    """Train what is asked for, then measure both models and write the card."""
    parser = argparse.ArgumentParser(prog="python -m training.fast", description=__doc__)
    parser.add_argument(
        "--data", type=Path, required=True, help="the folder that holds en/, ar/, language_id/ ..."
    )
    parser.add_argument("--train", choices=("both", "classifier", "languages", "nothing"), default="both")
    parser.add_argument(
        "--weights", type=Path, default=WEIGHTS, help="where the weights are written and read"
    )
    parser.add_argument("--cards", type=Path, default=CARDS, help="where fast.md and fast.json are written")
    asked = parser.parse_args()
    if not (asked.data / "lexicons").is_dir():
        parser.error(f"{asked.data} is not the data folder: training/README.md says how to make it")
    files = {
        "classifier": asked.weights / "fast.safetensors",
        "languages": asked.weights / "language.safetensors",
    }

    rows, left = collect(asked.data)
    _log(f"{len(rows)} rows; {sum(left.values())} near-duplicates left")
    every = list(lines(asked.data))
    lost = LOGS / "quantisation.json"
    if asked.train in ("both", "classifier"):
        loss = train_classifier(rows, files["classifier"], log=_log)
        LOGS.mkdir(exist_ok=True)
        lost.write_bytes(msgspec.json.encode(loss))
    if asked.train in ("both", "languages"):
        train_languages(every, files["languages"], log=_log)

    model, languages = FastModel.load(files["classifier"]), LanguageIdentifier.load(files["languages"])
    test = [row for row in rows if row.split == "test"]
    at = thresholds(rows, model)
    measured: dict[str, Any] = {
        "files": {
            path.name: {"bytes": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
            for path in files.values()
        },
        "data": count_rows(rows),
        "thresholds": at,
        "labels": measure_labels(test, model, at),
        "violation": measure_violation(test, model),
        "plain": measure_plain(test, model, at),
        "suites": measure_suites(asked.data, model),
        "languages": measure_languages(every, languages),
        "quantisation": msgspec.json.decode(lost.read_bytes(), type=float) if lost.exists() else 0.0,
    }
    asked.cards.mkdir(parents=True, exist_ok=True)
    (asked.cards / "fast.md").write_text(card(measured), "utf-8")
    (asked.cards / "fast.json").write_bytes(to_json(measured))
    _log(f"wrote {asked.cards / 'fast.md'}")


if __name__ == "__main__":
    main()
