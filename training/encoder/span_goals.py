"""How well marked words and whole comments of toxic_spans are found, as SemEval-2021 task 5 measures it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from gatepost.engine.models.encoder import EncoderModel
from gatepost.engine.models.evidence import words_of
from gatepost.engine.models.labels import LABELS
from gatepost.evaluation.metrics import Interval, Truth, auc, bootstrap
from training.collect import read_items
from training.encoder.data import TOKENS
from training.encoder.limits import Limits, Marking, Measured
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


def shown_words(text: str, model: EncoderModel) -> Truth:
    """The characters that the engine would show as bad words of any kind. Shape (len(text),)."""
    read = model.read(text)
    shown = np.zeros(len(text), dtype=bool)
    for start, end in words_of(text, read.places, read.marks[:, ANY]):
        shown[start:end] = True
    return shown


def signs(text: str, model: EncoderModel) -> NDArray[np.float64]:
    """What tells whether readers agree on words at all: the strongest mark, the number of words (in a long
    text each reader marks others), what both models say of toxicity, in log-odds; and 1. Shape (5,)."""
    read = model.read(text)
    own, fast = model.apart([text])
    strongest = float(read.marks[:, ANY].max(initial=-10.0))
    toxicity = LABELS.index("toxicity")
    return np.array([strongest, np.log1p(len(text.split())), own[0, toxicity], fast[0, toxicity], 1.0])


def agreement(seen: NDArray[np.float64], agreed: Truth) -> NDArray[np.float64]:
    """Weights of `signs`, shape (5,), by logistic regression on comments in which readers agreed or not."""

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        line = seen @ weights
        value = np.logaddexp(0.0, line).sum() - line[agreed].sum() + 0.05 * weights @ weights
        p = 1.0 / (1.0 + np.exp(-np.clip(line, -30, 30)))
        return float(value), seen.T @ (p - agreed) + 0.1 * weights

    found: NDArray[np.float64] = minimize(loss, np.zeros(seen.shape[1]), jac=True, method="L-BFGS-B").x
    return found


def span_f1(gold: Truth, said: Truth) -> float:
    """F1 of characters of one comment; 1 where both are empty (SemEval-2021 task 5)."""
    if not gold.any() and not said.any():
        return 1.0
    return float(2 * (gold & said).sum() / (gold.sum() + said.sum()))


def best_marks(texts: Sequence[str], model: EncoderModel, gold: Mapping[str, Truth]) -> Marking:
    """When words are marked at all: as span F1 is best over `texts`."""
    agreed = np.array([bool(gold[text].any()) for text in texts])
    seen = np.array([signs(text, model) for text in texts])
    weights = agreement(seen, agreed)
    marked = np.array([span_f1(gold[text], shown_words(text, model)) for text in texts])
    line = seen @ weights
    grid = np.quantile(line, np.linspace(0.0, 1.0, 41))
    means = [np.where(line >= least, marked, ~agreed).mean() for least in grid]
    return Marking(tuple(weights.tolist()), float(grid[int(np.argmax(means))]))


def measure_spans(
    rows: Sequence[Row], model: EncoderModel, at: Limits, gold: Mapping[str, Truth], toxic: Mapping[str, bool]
) -> Measured:
    """Span F1 over all test comments of toxic_spans and over those in which half of the readers marked the
    same words, there also if words were shown in each; AUC of `violation` for whole comments."""
    texts = [row.text for row in rows if row.source == "toxic_spans"]
    shown = [shown_words(text, model) for text in texts]
    agreed = [float(signs(text, model) @ at.marks.weights) >= at.marks.least for text in texts]
    values = np.array(
        [span_f1(gold[text], own & says) for text, own, says in zip(texts, shown, agreed, strict=True)]
    )
    always = np.array([span_f1(gold[text], own) for text, own in zip(texts, shown, strict=True)])
    some = np.array([bool(gold[text].any()) for text in texts])
    told = [text for text in texts if text in toxic]
    truth = np.array([toxic[text] for text in told])
    scores = model.score(told, ["en"] * len(told)).tolist()
    violation = np.array([model.violation(dict(zip(LABELS, row, strict=True))) for row in scores])
    return {
        "rows": len(texts),
        "span_f1": _mean(values),
        "span_f1_where_marked": _mean(values[some]),
        "span_f1_where_marked_always_shown": _mean(always[some]),
        "toxic_rows": len(told),
        "toxic_auc": bootstrap(auc, truth, violation),
    }


def _mean(values: NDArray[np.float64]) -> Interval:
    random = np.random.default_rng(7)
    drawn = [float(random.choice(values, len(values)).mean()) for _ in range(200)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Interval(float(values.mean()), float(low), float(high), len(values))
