"""Teach the language identifier: `python -m training.languages --data FOLDER` makes weights and card.

Classes are the languages there is text for (`language_lines.py`) and groups of others that are answered by
`und`. Short pieces are learnt as well as whole lines, because comments are short (`language_pieces.py`).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from gatepost.engine.models.features import folding_table
from gatepost.engine.models.language import LAYOUT, LanguageIdentifier
from training.folding import folding
from training.language_card import write_card
from training.language_lines import Line, apart, declarations, lines, phrases, word_strings
from training.language_pieces import LONGEST, cut, piece
from training.matrix import matrix
from training.places import CARDS, WEIGHTS
from training.registries import FetchError
from training.write import quantise, write

BITS = 17
FIRST_SIX = ("en", "ar", "ckb", "kmr", "tr", "fa")
WANTED = {
    **dict.fromkeys(FIRST_SIX, 2.0),
    **{"kmr": 2.6, "ckb": 2.2},
    **dict.fromkeys(("sdh", "hac", "zza", "glk", "kas", "bal"), 0.7),
}
"""How much a language weighs; all others 1."""

SURE = 0.45
"""Below this probability the answer is `und`."""

SOURCE_WEIGHT = {"phrases": 8.0, "klpt": 0.5, "nltkaz": 0.5, "wordfreq": 0.7}
SEED = 20
EPOCHS = 6
DECAY = 5e-7
"""Pulls every used weight towards 0; twenty times more made three words of Kurmanji 8 points worse."""


def _examples(taught: Sequence[Line], seed: int) -> tuple[list[str], list[str], NDArray[np.float32]]:
    random = np.random.default_rng(seed)
    texts: list[str] = []
    codes: list[str] = []
    kinds: list[float] = []
    for line in taught:
        pieces = cut(line, random)
        texts += pieces
        codes += [line.language] * len(pieces)
        kinds += [SOURCE_WEIGHT.get(line.source, 1.0)] * len(pieces)
    names, place, counts = np.unique(np.array(codes), return_inverse=True, return_counts=True)
    # Rows of a language with much text weigh less each, so that languages count more alike.
    wanted = np.array([WANTED.get(str(name), 1.0) for name in names])
    weights = (wanted / np.sqrt(counts))[place] * np.array(kinds)
    return texts, codes, (weights / weights.mean()).astype(np.float32)


def _softmax_fit(
    features: sparse.csr_matrix,
    truth: NDArray[np.int64],
    classes: int,
    weights: NDArray[np.float32],
    epochs: int,
    seed: int,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Multinomial logistic regression by AdaGrad. Weights (buckets, classes) and bias (classes,)."""
    rows, buckets = features.shape
    table = np.zeros((buckets, classes), dtype=np.float32)
    squares = np.full_like(table, 1e-3)
    bias = np.zeros(classes, dtype=np.float32)
    random = np.random.default_rng(seed)
    for epoch in range(epochs):
        order = random.permutation(rows)
        rate = np.float32(0.5 * (1.0 - epoch / epochs))
        for begin in range(0, rows, 1024):
            chosen = np.sort(order[begin : begin + 1024])
            part = features[chosen]
            used, place = np.unique(part.indices, return_inverse=True)
            local = sparse.csr_matrix(
                (part.data, place.astype(np.int32), part.indptr), shape=(len(chosen), len(used))
            )
            mine = table[used]
            scores = np.asarray(local @ mine) + bias
            scores -= scores.max(axis=1, keepdims=True)
            chances = np.exp(scores)
            chances /= chances.sum(axis=1, keepdims=True)
            chances[np.arange(len(chosen)), truth[chosen]] -= 1.0
            slope = (chances * weights[chosen, None]).astype(np.float32)
            step = np.asarray(local.T @ slope, dtype=np.float32) + np.float32(DECAY * len(chosen)) * mine
            grown = squares[used] + step * step
            squares[used] = grown
            table[used] = mine - rate * step / np.sqrt(grown)
            bias -= rate * np.float32(0.002) * slope.sum(axis=0)
    return table, bias


def _sharpened(every: Sequence[Line], model: LanguageIdentifier, seed: int) -> float:
    """By how much all scores are to be stretched, so that on validation pieces the probabilities are true."""
    random = np.random.default_rng(seed)
    codes = {code: column for column, code in enumerate(model.codes)}
    held = [line for line in every if line.split == "valid" and line.language in codes]
    if not held:
        return 1.0
    texts = [piece(line.text, words, random) for words in (1, 3, 3, 200) for line in held]
    truth = np.array([codes[line.language] for line in held] * 4)
    chances = model.probabilities(texts)
    read = chances.any(axis=1)
    scores, truth = np.log(np.maximum(chances[read], 1e-12)), truth[read]

    def loss(stretch: float) -> float:
        said = scores * stretch
        return float((np.log(np.exp(said).sum(axis=1)) - said[np.arange(len(truth)), truth]).mean())

    return min((round(float(stretch), 2) for stretch in np.arange(0.5, 3.0, 0.05)), key=loss)


def train_languages(
    every: Sequence[Line],
    out: Path,
    bits: int = BITS,
    epochs: int = EPOCHS,
    seed: int = SEED,
    log: Callable[[str], None] = print,
) -> LanguageIdentifier:
    """Train on the lines of split `train`, write `out`, and return it as it will be loaded.

    Lines of split `valid` calibrate the probabilities; others are not read.
    """
    texts, codes, weights = _examples([line for line in every if line.split == "train"], seed)
    names = sorted(set(codes))
    place = {name: column for column, name in enumerate(names)}
    truth = np.array([place[code] for code in codes], dtype=np.int64)
    folded = folding(keep_diacritics=True)
    features = matrix(texts, folding_table(*folded), bits)
    log(f"languages: {len(texts)} pieces of {len(names)} languages, at most {LONGEST} code points each")
    table, bias = _softmax_fit(features, truth, len(names), weights, epochs, seed)
    steps, scale = quantise(table)
    arrays: dict[str, NDArray[Any]] = {
        "table": steps,
        "scale": scale,
        "bias": bias.astype(np.float64),
        "sure": np.array([SURE]),
        "fold_keys": folded[0],
        "fold_values": folded[1],
    }
    notes = {"layout": LAYOUT, "languages": json.dumps(names)}
    write(out, arrays, notes)
    stretch = _sharpened(every, LanguageIdentifier.load(out), seed)
    log(f"languages: scores stretched by {stretch}")
    write(out, {**arrays, "scale": scale * stretch, "bias": arrays["bias"] * stretch}, notes)
    return LanguageIdentifier.load(out)


def everything(data: Path) -> list[Line]:
    """All lines to train, choose and test on, near-duplicates on one side. Raises FetchError."""
    return apart([*lines(data), *declarations(), *word_strings(SEED), *phrases()])


def main() -> None:
    """Train, unless asked not to; measure; write the card."""
    parser = argparse.ArgumentParser(prog="python -m training.languages", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds language_id/ ...")
    parser.add_argument("--train", choices=("languages", "nothing"), default="languages")
    weights = WEIGHTS / "language.safetensors"
    parser.add_argument("--weights", type=Path, default=weights, help="the file to write and read")
    parser.add_argument("--cards", type=Path, default=CARDS, help="where language.md and .json are written")
    asked = parser.parse_args()
    if not (asked.data / "language_id").is_dir():
        parser.error(f"{asked.data} is not the data folder: training/README.md says how to make it")
    try:
        every = everything(asked.data)
    except FetchError as why:
        parser.error(str(why))
    if asked.train == "languages":
        train_languages(every, asked.weights, log=lambda line: print(line, file=sys.stderr, flush=True))
    write_card(every, asked.data, asked.weights, asked.cards)


if __name__ == "__main__":
    main()
