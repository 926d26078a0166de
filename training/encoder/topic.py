"""What texts are about, from the encoder's meanings: a linear head, fitted to pairs that belong together.

The raw cosines of the base model live between 0.7 and 1 and say more of tone than of subject. A comment and
what it stands under or answers shall be likelier than the comment and what others stand under (InfoNCE, van
den Oord et al. 2018, arXiv 1807.03748). Parts are cut by subject: no subject of one part is in another.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize

from gatepost.engine.detectors.meaning import PASSAGE, words_in
from gatepost.engine.detectors.relevance import bounded, compare
from gatepost.engine.guidelines import load
from gatepost.engine.models.encoder import EncoderModel
from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Article, Context
from training.encoder.export import GROUPS
from training.encoder.material import held_back
from training.encoder.pairs import Pair, pairs

Floats = NDArray[np.float64]
DIMENSIONS, HEAT, ROUNDS, BATCH = 96, 0.07, 40, 256
BACKGROUND = 128
"""So many passages on other subjects are kept for each group of languages."""

OFF = 0.1
"""The share of comments that are taken to be off their subject; pairs are made half and half."""


def fit(data: Path, model: EncoderModel) -> tuple[NDArray[np.float32], NDArray[np.float16], Floats]:
    """The head, shape (384, dimensions), passages that chance would find, and the weights of likeness and
    words: see `EncoderModel.expected` and `unlike`."""
    found = list(pairs(data))
    subjects, comments = (
        _meanings([getattr(pair, side) for pair in found], model) for side in ("subject", "comment")
    )
    head = _head(found, subjects, comments)
    background = _background(data, found, head, model)
    told = copy(model)
    told._topic, told._background = head, background.astype(np.float32)
    return head, background, _weights([pair for pair in found if pair.part == "valid"], told)


def _background(
    data: Path, found: Sequence[Pair], head: NDArray[np.float32], model: EncoderModel
) -> NDArray[np.float16]:
    """Plain sentences of each language; for English what training comments stand under and innocent sentences
    of our corpus, for other languages the former. Shape (groups, BACKGROUND, dimensions)."""
    random = np.random.default_rng(6)
    texts: dict[str, list[str]] = {language: [] for language in (*GROUPS, "ko")}
    innocent: list[str] = []
    for pair in found:
        if pair.part == "train":
            texts[pair.language].append(pair.subject[:PASSAGE])
    for row in held_back(data, "train"):
        if row.source.startswith("plain_") and row.language in GROUPS and row.language != "en":
            texts[row.language].append(row.text[:PASSAGE])
        elif row.source == "contrast_en" and row.violation is False:
            innocent.append(row.text[:PASSAGE])
    texts["en"] = [*texts["en"][: len(innocent)], *innocent[: len(texts["en"])]]
    texts["other"] = [*texts["ko"], *texts["en"][:: max(1, len(texts["en"]) // len(texts["ko"]))]]
    kept = []
    for group in GROUPS:
        some = sorted(text for text in set(texts[group] or texts["other"]) if words_in(text) >= 6)
        chosen = random.choice(len(some), BACKGROUND, replace=len(some) < BACKGROUND)
        kept.append(_unit(_meanings([some[at] for at in chosen], model) @ head))
    return np.array(kept, dtype=np.float16)


def _meanings(texts: Sequence[str], model: EncoderModel) -> NDArray[np.float32]:
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return np.array([read.meaning for read in threads.map(model.read, texts)], dtype=np.float32)


def _head(
    found: Sequence[Pair], subjects: NDArray[np.float32], comments: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The head that tells best, of those after each round, which of 32 subjects a comment of `valid` has."""
    torch.manual_seed(3)
    random = np.random.default_rng(3)
    centre = np.concatenate([subjects, comments])
    _, _, axes = np.linalg.svd(centre - centre.mean(axis=0), full_matrices=False)
    head = torch.nn.Parameter(torch.tensor(axes[:DIMENSIONS].T.copy()))
    optimiser = torch.optim.AdamW([head], lr=3e-3, weight_decay=0.05)
    left, right = torch.tensor(subjects), torch.tensor(comments)
    by_source = defaultdict(list)
    for at, pair in enumerate(found):
        by_source[pair.source, pair.part].append(at)
    best = 0.0
    kept: NDArray[np.float32] = head.detach().numpy().copy()
    for _ in range(ROUNDS):
        batches = []
        for (_, part), places in by_source.items():
            if part == "train":
                mixed = random.permutation(places)
                batches += [mixed[first : first + BATCH] for first in range(0, len(mixed), BATCH)]
        for at in random.permutation(len(batches)):
            batch = batches[at]
            a = torch.nn.functional.normalize(left[batch] @ head, dim=1)
            b = torch.nn.functional.normalize(right[batch] @ head, dim=1)
            alike = b @ a.T / HEAT
            # The same subject under another comment is no other subject.
            names = [found[one].subject for one in batch]
            same = torch.tensor([[x == y for y in names] for x in names]) & ~torch.eye(
                len(batch), dtype=torch.bool
            )
            loss = torch.nn.functional.cross_entropy(alike.masked_fill(same, -1e9), torch.arange(len(batch)))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        told = np.mean(
            [
                _told(subjects[places], comments[places], head.detach().numpy())
                for (_, part), places in by_source.items()
                if part == "valid"
            ]
        )
        if told > best:
            best, kept = float(told), head.detach().numpy().copy()
    return kept


def _told(subjects: NDArray[np.float32], comments: NDArray[np.float32], head: NDArray[np.float32]) -> float:
    """How often a comment is liker to its own subject than to another one of its set, drawn at random."""
    a, b = _unit(subjects @ head), _unit(comments @ head)
    alike = b @ a.T
    return float((np.diag(alike)[:, None] > alike).mean())


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return unit


def _weights(valid: Sequence[Pair], model: EncoderModel) -> Floats:
    """A logistic line over likeness and the words' deviation, on own subjects and as many others, moved to
    a world in which `OFF` of all comments are off their subject."""
    random, guidelines = np.random.default_rng(4), load()
    rows, truth = [], []
    for pair in valid:
        other = valid[int(random.integers(len(valid)))]
        while other.source != pair.source or other.subject == pair.subject:
            other = valid[int(random.integers(len(valid)))]
        for subject, off in ((pair.subject, 0), (other.subject, 1)):
            told = compare(
                Reading(pair.comment), Context(Article("", subject)), guidelines, pair.language, model
            )
            if told is not None and told.likeness is not None:
                rows.append((told.likeness, bounded(told.deviation), 1.0))
                truth.append(off)
    x, y = np.array(rows), np.array(truth)

    def loss(weights: Floats) -> tuple[float, Floats]:
        p = 1.0 / (1.0 + np.exp(np.clip(x @ weights, -30, 30)))
        value = -(np.log(np.where(y == 1, p, 1 - p) + 1e-12)).sum() + 0.01 * weights @ weights
        return value, x.T @ (y - p) + 0.02 * weights

    found: Floats = minimize(loss, np.zeros(3), jac=True, method="L-BFGS-B").x
    found[2] -= np.log(OFF / (1 - OFF))
    return found
