"""Teach the language identifier from plain text and from comments, calm and rude: whole lines and pieces.

Classes are the languages there is text for: lines of `language_id/` and the texts of the labelled sets.
Short pieces are learnt too, because comments are short; copies without diacritics, because people type so.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from gatepost.engine.models.features import folding_table
from gatepost.engine.models.language import LAYOUT, LanguageIdentifier, composed
from training.collect import part_of, read_items, read_lines
from training.folding import folding
from training.matrix import matrix
from training.sources import SOURCES
from training.write import quantise, write

BITS = 17
FIRST_SIX = ("en", "ar", "ckb", "kmr", "tr", "fa")
PLAIN = {
    "ckb-Arab": "ckb", "ckb-Latn": "ckb", "ckb_informal_cordi": "ckb", "ckb_wergor_text_arab": "ckb",
    "ckb_wergor_text_latn": "ckb", "kmr-Arab": "kmr", "kmr-Latn": "kmr", "sdh-Arab": "sdh", "hac-Arab": "hac",
    "hac": "hac", "zza-Latn": "zza", "zza-Latn-wiki": "zza", "ara-Arab": "ar", "arb": "ar", "fas-Arab": "fa",
    "fas": "fa", "tur-Latn": "tr", "bal": "bal", "brh": "brh", "glk": "glk", "kas": "kas", "trw": "trw",
    "urd": "ur",
}  # fmt: skip
MOST_A_SET = 4_000
LONGEST = 400
"""Code points of a line that are learnt from."""
SURE = 0.3
"""Below this probability the answer is `und`."""
_STRIPPED = frozenset({"kmr", "tr", "ckb", "zza", "fr", "de", "pt"})
"""Languages that people also type without diacritics."""


@dataclass(frozen=True)
class Line:
    """A text of a known language; `source` is its file, `split` as in `collect.part_of`."""

    text: str
    language: str
    source: str
    split: str


def lines(data: Path) -> Iterator[Line]:
    """All texts, in a fixed order."""
    for name, code in PLAIN.items():
        for text in read_lines(data / f"language_id/{name}.txt.gz"):
            yield Line(text, code, name, part_of(text))
    for pair in read_lines(data / "language_id/ckb_wergor_word_pairs.tsv.gz"):
        for word in pair.split("\t"):
            yield Line(word, "ckb", "ckb_wergor_word_pairs", part_of(pair))
    for source in SOURCES:
        taken = 0
        for item in read_items(data / source.file):
            text = item["text"].replace("@user", " ").strip()
            if len(text) < 8 or taken >= MOST_A_SET:
                continue
            taken += 1
            yield Line(text, item["lang"].split("-")[0], source.name, part_of(text))


def piece(text: str, words: int, random: np.random.Generator) -> str:
    """So many neighbouring words of a text, from anywhere in it; the whole when it is shorter."""
    split = text.split()
    if len(split) <= words:
        return text
    begin = int(random.integers(0, len(split) - words + 1))
    return " ".join(split[begin : begin + words])


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn").replace(
        "ı", "i"
    )


def _examples(taught: Sequence[Line], seed: int) -> tuple[list[str], list[str], NDArray[np.float32]]:
    random = np.random.default_rng(seed)
    texts: list[str] = []
    codes: list[str] = []
    for line in taught:
        versions = [
            line.text,
            piece(line.text, int(random.integers(1, 4)), random),
            piece(line.text, int(random.integers(3, 9)), random),
        ]
        if line.language in _STRIPPED:
            versions.append(_bare(piece(line.text, int(random.integers(2, 13)), random)))
        texts += [composed(v, LONGEST) for v in versions]
        codes += [line.language] * len(versions)
    names, place, counts = np.unique(np.array(codes), return_inverse=True, return_counts=True)
    # Each language counts alike, the first newsrooms' six twice as much as their neighbours.
    wanted = np.array(
        [
            2.0 if name in FIRST_SIX else 1.0 if name in {"de", "fr", "pt", "ko", "ur"} else 0.7
            for name in names
        ]
    )
    weights = (wanted / np.sqrt(counts))[place]
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
            step = np.asarray(local.T @ slope, dtype=np.float32) + np.float32(1e-5 * len(chosen)) * mine
            grown = squares[used] + step * step
            squares[used] = grown
            table[used] = mine - rate * step / np.sqrt(grown)
            bias -= rate * np.float32(0.002) * slope.sum(axis=0)
    return table, bias


def train_languages(
    every: Sequence[Line],
    out: Path,
    bits: int = BITS,
    epochs: int = 5,
    seed: int = 20,
    log: Callable[[str], None] = print,
) -> LanguageIdentifier:
    """Train on the lines of split `train`, write `out`, and return it as it will be loaded."""
    texts, codes, weights = _examples([line for line in every if line.split == "train"], seed)
    names = sorted(set(codes))
    truth = np.array([names.index(code) for code in codes], dtype=np.int64)
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
    write(out, arrays, {"layout": LAYOUT, "languages": json.dumps(names)})
    return LanguageIdentifier.load(out)
