"""The public sets one by one, in the measures that their own papers use, on rows that no training row is.

Every threshold is fixed on validation rows (`Limits`) before a test row or a suite is scored.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gatepost.engine.models.encoder import EncoderModel
from gatepost.engine.models.labels import ABUSE, KINDS, LABELS, THREAT
from gatepost.evaluation.metrics import Interval, Scores, Truth, auc, bootstrap, wilson
from gatepost.vocabulary import LANGUAGES
from training.collect import read_items
from training.encoder.calibration import ENOUGH, group_of
from training.encoder.data import TOKENS
from training.encoder.export import GROUPS
from training.rows import Row

Measured = dict[str, Any]
HATE = [ABUSE, *KINDS, THREAT]
"""The heads that say whether a case of HateCheck is hateful."""

SEXISM = LABELS.index("abuse.sexism")
ANY = TOKENS.index("any")


def f1(truth: Truth, said: Truth) -> float:
    """Macro-F1 of both classes."""
    both = []
    for side in (True, False):
        hits = int(((truth == side) & (said == side)).sum())
        both.append(2 * hits / max(int((truth == side).sum() + (said == side).sum()), 1))
    return float(np.mean(both))


def best(measure: Callable[[Truth, Truth], float], truth: Truth, scores: Scores) -> float:
    """The threshold, in hundredths, that is best on validation rows; the middle of equals."""
    grid = np.round(np.arange(0.02, 0.99, 0.01), 2)
    values = np.array([measure(truth, scores >= at) for at in grid])
    return float(np.median(grid[values >= values.max() - 1e-12]))


@dataclass(frozen=True)
class Limits:
    """From which probability a text counts as hateful: `hate` by group of languages, `sets` by set; and from
    which log-odds a piece as marked."""

    hate: Mapping[str, float]
    sets: Mapping[str, float]
    marks: float


def hate_of(scores: NDArray[np.float64]) -> Scores:
    """The highest of the abuse and threat heads. Shape (rows,)."""
    found: Scores = scores[:, HATE].max(axis=1)
    return found


def toxicity_of(scores: NDArray[np.float64]) -> Scores:
    """The head `toxicity`. Shape (rows,)."""
    return scores[:, LABELS.index("toxicity")]


SETS: dict[str, tuple[Callable[[NDArray[np.float64]], Scores], Callable[[Row], bool | None]]] = {
    "edos": (lambda scores: scores[:, SEXISM], lambda row: row.labels.get("abuse.sexism")),
    "gahd": (hate_of, lambda row: row.labels.get("abuse")),
    "toldbr": (toxicity_of, lambda row: row.labels.get("toxicity")),
    "ko_beep": (toxicity_of, lambda row: row.labels.get("toxicity")),
    "ar_mpold": (toxicity_of, lambda row: row.labels.get("toxicity")),
    "tr_lingda": (toxicity_of, lambda row: row.labels.get("toxicity")),
    "fox_news_comments": (hate_of, lambda row: row.labels.get("abuse")),
    "hatemoji_build": (hate_of, lambda row: row.labels.get("abuse")),
}
"""For each set the score that answers its question, and what its label says (None: nothing)."""


def chosen(rows: Sequence[Row], name: str) -> tuple[list[Row], Truth]:
    """Rows of a set that answer its question, and the answers."""
    told = [(row, says) for row in rows if row.source == name and (says := SETS[name][1](row)) is not None]
    return [row for row, _ in told], np.array([says for _, says in told], dtype=bool)


def probabilities(rows: Sequence[Row], model: EncoderModel) -> NDArray[np.float64]:
    return model.score([row.text for row in rows], [row.language for row in rows])


def limits(valid: Sequence[Row], model: EncoderModel, spans: Mapping[str, Truth]) -> Limits:
    """Thresholds from validation rows. Those for hate, one for each group of languages that is calibrated
    apart: from adversarial and contrastive rows, as suites are made of the like and not of what keywords
    find; from all that say `abuse` in other languages, of which there are few."""
    found: dict[str, float] = {}
    for name, (score, _) in SETS.items():
        rows, truth = chosen(valid, name)
        found[name] = best(f1, truth, score(probabilities(rows, model)))
    hate: dict[str, float] = {}
    strangers: list[tuple[Truth, Scores]] = []
    for group in GROUPS:
        pool = [
            row
            for row in valid
            if GROUPS[group_of(row.language)] == group
            and row.labels.get("abuse") is not None
            and (
                group not in LANGUAGES or row.source.startswith("contrast_") or row.source == "hatemoji_build"
            )
        ]
        truth = np.array([bool(row.labels["abuse"] or row.labels.get("threat")) for row in pool])
        if min(truth.sum(), (~truth).sum()) >= ENOUGH:
            scores = hate_of(probabilities(pool, model))
            hate[group] = best(_balanced, truth, scores)
            if group not in LANGUAGES:
                strangers.append((truth, scores))
    # Other languages have no rows of their own that say `abuse`: those of all strangers stand for them.
    hate["other"] = best(
        _balanced,
        *(np.concatenate(side) for side in zip(*strangers, strict=True)),
    )
    texts = [row.text for row in valid if row.text in spans]
    marks = _best_marks(texts, model, spans)
    return Limits(hate, found, marks)


def _asks_for_hate(row: Row, group: str) -> bool:
    if GROUPS[group_of(row.language)] != group or row.labels.get("abuse") is None:
        return False
    return group not in LANGUAGES or row.source.startswith("contrast_") or row.source == "hatemoji_build"


def _balanced(truth: Truth, said: Truth) -> float:
    return float((said[truth].mean() + (~said[~truth]).mean()) / 2)


def measure_sets(rows: Sequence[Row], model: EncoderModel, at: Limits) -> Measured:
    """AUC, and macro-F1 at the validated threshold, of each set's own question."""
    measured: Measured = {}
    for name, (score, _) in SETS.items():
        mine, truth = chosen(rows, name)
        if not len(truth):
            continue
        scores = score(probabilities(mine, model))
        limit = at.sets[name]
        measured[name] = {
            "rows": len(mine),
            "positive": int(truth.sum()),
            "auc": bootstrap(auc, truth, scores),
            "macro_f1": bootstrap(_macro_f1(limit), truth, scores),
            "threshold": limit,
        }
    return measured


def _macro_f1(limit: float) -> Callable[[Truth, Scores], float | None]:
    return lambda truth, scores: f1(truth, scores >= limit)


def measure_suite(data: Path, file: str, hateful: str, model: EncoderModel, at: Limits) -> Measured:
    """A functional suite by language: share right, of hateful and other cases, and of each functionality."""
    by_language: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for item in read_items(data / file):
        by_language[item["lang"]].append(item)
    measured: Measured = {}
    for language, items in sorted(by_language.items()):
        truth = np.array([str(item["labels"]["label_gold"]) == hateful for item in items])
        scores = hate_of(model.score([item["text"] for item in items], [language] * len(items)))
        right = (scores >= at.hate.get(GROUPS[group_of(language)], at.hate["other"])) == truth
        kinds = np.array([item["labels"].get("functionality", "") for item in items])
        measured[language] = {
            "cases": len(items),
            "right": wilson(int(right.sum()), len(right)),
            "hateful_right": wilson(int(right[truth].sum()), int(truth.sum())),
            "others_right": wilson(int(right[~truth].sum()), int((~truth).sum())),
            "auc": bootstrap(auc, truth, scores),
            "functionalities": {
                str(kind): wilson(int(right[kinds == kind].sum()), int((kinds == kind).sum()))
                for kind in np.unique(kinds)
            },
        }
    return measured


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


def _best_marks(texts: Sequence[str], model: EncoderModel, gold: Mapping[str, Truth]) -> float:
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
