"""From a trained network to the shipped files, calibrated on held-back rows.

    python -m training.encoder.ship --base FILE --data ../shared/data --work var/encoder [--out FOLDER]

Measuring and the model card are `python -m training.encoder.card`: so that thresholds and curves stand fixed
on validation rows before a test row or a suite is opened.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from gatepost.engine.models.fast import FastModel
from training.encoder.__main__ import load
from training.encoder.base import read_base
from training.encoder.calibration import calibrate
from training.encoder.export import Calibration, export_network, export_numbers, export_tokenizer
from training.encoder.material import held_back
from training.encoder.peaks import peaks_of
from training.encoder.reader import reader
from training.encoder.stages import STAGES
from training.encoder.topic import fit
from training.encoder.vocabulary import tokenizer_of
from training.places import WEIGHTS

SAMPLE = 400
"""Training texts on which the sizes of the layers' inputs are looked at."""


def main() -> None:
    """Write the three files."""
    parser = argparse.ArgumentParser(prog="python -m training.encoder.ship", description=__doc__)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--stage", default=STAGES[-1].name)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    base = read_base(asked.base)
    net, keep = load(asked.work, asked.stage, base)
    export_tokenizer(base, keep, asked.out)
    tokenizer = tokenizer_of([base.pieces[at] for at in keep])
    read = [row.text for row in held_back(asked.data, "train")]
    sample = np.random.default_rng(9).choice(len(read), SAMPLE, replace=False)
    export_network(net, base, asked.out, peaks_of(net, tokenizer, [read[at] for at in sample]))
    fast = FastModel.load()
    export_numbers(base, keep, asked.out, Calibration(), fast.sha256)
    bare = reader(asked.out)
    fitted = calibrate(held_back(asked.data, "valid"), bare, fit(asked.data, bare))
    export_numbers(base, keep, asked.out, fitted, fast.sha256)
    for file in sorted(asked.out.glob("encoder.*")):
        print(f"{file}  {file.stat().st_size:,} bytes", file=sys.stderr)
    print(f"refer only: {', '.join(fitted.refer_only)}", file=sys.stderr)


if __name__ == "__main__":
    main()
