"""How far words alone go: a bag of words and word pairs, trained on one part, asked about the other.

A high figure would mean that words betray the answer (a shortcut in the grammars); near one half means that
the test part asks for more than words.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from training.corpus.schema import Example

ROWS = 1 << 18
EPOCHS = 6
_WORD = re.compile(r"\w+")


def features(text: str) -> NDArray[np.int64]:
    """Hashed words and pairs of words, each once."""
    words = _WORD.findall(text.casefold())
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    return np.array(sorted({zlib.crc32(each.encode("utf-8")) % ROWS for each in (*words, *pairs)}))


def probe(examples: Sequence[Example]) -> dict[str, tuple[float, int]]:
    """Accuracy and number of test examples: over all, and for each stance. Logistic regression, AdaGrad."""
    train = [(features(one.text), float(one.violating)) for one in examples if one.part == "train"]
    weights, squares, bias = np.zeros(ROWS), np.full(ROWS, 1e-6), 0.0
    random = np.random.default_rng(0)
    for _ in range(EPOCHS):
        for index in random.permutation(len(train)):
            rows, wanted = train[index]
            error = 1 / (1 + np.exp(-(weights[rows].sum() + bias))) - wanted
            squares[rows] += error * error
            weights[rows] -= 0.3 * error / np.sqrt(squares[rows])
            bias -= 0.01 * error
    right: dict[str, list[bool]] = defaultdict(list)
    for one in examples:
        if one.part == "test":
            hit = bool((weights[features(one.text)].sum() + bias > 0) == one.violating)
            right["all"].append(hit)
            right[one.stance].append(hit)
    return {name: (float(np.mean(hits)), len(hits)) for name, hits in right.items()}
