"""How well marked words and whole comments of toxic_spans are found, as SemEval-2021 task 5 measures it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gatepost.engine.models.encoder import EncoderModel
from gatepost.engine.models.labels import LABELS
from gatepost.evaluation.metrics import Interval, Truth, auc, bootstrap
from training.collect import read_items
from training.encoder.data import TOKENS
from training.encoder.limits import Limits, Measured
from training.rows import Row

ANY = TOKENS.index("any")


def gold_spans(data: Path) -> tuple[dict[str, Truth], dict[str, bool]]:
    """For each text of toxic_spans: the characters that half of its readers or more marked; and whether the
    comment is toxic: half of them marked words of one kind (True), nobody any (False), else left out."""
    marked: dict[str, Truth] = {}
    toxic: dict[str, bool] = {}
    for item in read_items(data / "en/toxic_spans_spans.jsonl.gz"):
        text = item["text"]
        readers: dict[Any, set[int]] = defaultdict(set)
        for span in item["labels"]["spans"]:
            readers[span["annotator"]].update(range(span["start"], min(span["end"], len(text))))
        votes = np.zeros(len(text))
        for places in readers.values():
            votes[list(places)] += 1
        marked[text] = votes >= max(1.0, item["labels"]["n_annotators"] / 2)
    kinds = ("frac_insult", "frac_profane_obscene", "frac_identity_attack", "frac_threat")
    for item in read_items(data / "en/toxic_spans.jsonl.gz"):
        shares = [item["labels"][kind] for kind in kinds]
        if max(shares) >= 0.5:
            toxic[item["text"]] = True
        elif item["labels"]["frac_no_span"] == 1:
            toxic[item["text"]] = False
    return marked, toxic


_WORD = re.compile(r"\w+|[^\w\s]")


def said_marks(text: str, model: EncoderModel) -> NDArray[np.float64]:
    """The log-odds of `any` for each character, the highest of its word's pieces. Shape (len(text),)."""
    read = model.read(text)
    said = np.full(len(text), -np.inf)
    for (start, end), mark in zip(read.places.tolist(), read.marks[:, ANY].tolist(), strict=True):
        said[start:end] = np.maximum(said[start:end], mark)
    whole = np.full(len(text), -np.inf)
    for word in _WORD.finditer(text):
        whole[word.start() : word.end()] = said[word.start() : word.end()].max()
    return whole


def span_f1(gold: Truth, said: Truth) -> float:
    """F1 of characters of one comment; 1 where both are empty (SemEval-2021 task 5)."""
    if not gold.any() and not said.any():
        return 1.0
    return float(2 * (gold & said).sum() / (gold.sum() + said.sum()))


def best_marks(texts: Sequence[str], model: EncoderModel, gold: Mapping[str, Truth]) -> float:
    """From which log-odds a piece counts as marked: where span F1 is best over `texts`."""
    said = [said_marks(text, model) for text in texts]
    grid = np.arange(-3.0, 2.01, 0.25)
    means = [
        np.mean([span_f1(gold[text], own >= at) for text, own in zip(texts, said, strict=True)])
        for at in grid
    ]
    return float(grid[int(np.argmax(means))])


def measure_spans(
    rows: Sequence[Row], model: EncoderModel, at: Limits, gold: Mapping[str, Truth], toxic: Mapping[str, bool]
) -> Measured:
    """Span F1 over test comments of toxic_spans in which half of the readers marked something, and over all;
    AUC of `violation` for whole comments."""
    texts = [row.text for row in rows if row.source == "toxic_spans"]
    values = np.array([span_f1(gold[text], said_marks(text, model) >= at.marks) for text in texts])
    some = np.array([bool(gold[text].any()) for text in texts])
    told = [text for text in texts if text in toxic]
    truth = np.array([toxic[text] for text in told])
    scores = model.score(told, ["en"] * len(told)).tolist()
    violation = np.array([model.violation(dict(zip(LABELS, row, strict=True))) for row in scores])
    return {
        "rows": len(texts),
        "span_f1": _mean(values),
        "span_f1_where_marked": _mean(values[some]),
        "toxic_rows": len(told),
        "toxic_auc": bootstrap(auc, truth, violation),
    }


def _mean(values: NDArray[np.float64]) -> Interval:
    random = np.random.default_rng(7)
    drawn = [float(random.choice(values, len(values)).mean()) for _ in range(200)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Interval(float(values.mean()), float(low), float(high), len(values))
