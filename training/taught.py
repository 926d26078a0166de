"""What the encoder says of training rows, for the fast classifier to learn where the sets say nothing.

    python -m training.taught --data ../shared/data --out var/encoder/taught.npz [--rows 120000]

A set that labels insults does not say whether its rows promote something; the encoder has an opinion on
everything. Its probabilities are soft targets (distillation: Hinton, Vinyals, Dean 2015, arXiv 1503.02531),
faint ones, for labels that are unknown; what a set says stands above what the encoder thinks.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gatepost.engine.models.labels import LABELS
from training.rows import Row

FAINT = 0.3
"""Weight of what the encoder says beside what a set says."""

Told = NDArray[np.float32]


def keys(texts: Sequence[str]) -> NDArray[np.uint64]:
    """64 bits of SHA-256 for each text."""
    digests = (hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8] for text in texts)
    return np.array([int.from_bytes(digest, "big") for digest in digests], dtype=np.uint64)


def taught(rows: Sequence[Row], file: Path | None) -> Told:
    """The encoder's probabilities, shape (rows, labels), NaN where it was not asked."""
    told = np.full((len(rows), len(LABELS)), np.nan, dtype=np.float32)
    if file is not None:
        kept = np.load(file)
        place = {key: at for at, key in enumerate(kept["keys"].tolist())}
        for at, key in enumerate(keys([row.text for row in rows]).tolist()):
            if key in place:
                told[at] = kept["told"][place[key]]
    return told


def main() -> None:
    """Ask the encoder about training rows: all of our own corpus, and of the public sets a draw."""
    from gatepost.engine.models.encoder import EncoderModel
    from training.collect import collect
    from training.encoder.material import contrast_rows

    parser = argparse.ArgumentParser(prog="python -m training.taught", description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=40_000, help="how many of the public sets")
    asked = parser.parse_args()
    model = EncoderModel.load(threads=os.cpu_count() or 1)
    public = [row for row in collect(asked.data)[0] if row.split == "train" and len(row.text) < 300]
    own = [row for row in contrast_rows() if row.split == "train"]
    order = np.random.default_rng(8).permutation(len(public))[: asked.rows]
    some = [*own, *(public[at] for at in np.sort(order))]
    told = np.empty((len(some), len(LABELS)), dtype=np.float16)
    for first in range(0, len(some), 1000):
        part = some[first : first + 1000]
        told[first : first + len(part)] = model.score(
            [row.text for row in part], [row.language for row in part]
        )
        print(f"{first + len(part)} of {len(some)}", file=sys.stderr, flush=True)
    np.savez_compressed(asked.out, keys=keys([row.text for row in some]), told=told)


if __name__ == "__main__":
    main()
