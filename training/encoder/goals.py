"""The public sets one by one, in the measures that their own papers use, on rows that no training row is.

Every threshold is fixed on validation rows (`Limits`) before a test row or a suite is scored.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gatepost.engine.models.encoder import EncoderModel
from gatepost.engine.models.labels import ABUSE, KINDS, LABELS, THREAT
from gatepost.evaluation.metrics import Scores, Truth, auc, bootstrap, wilson
from gatepost.vocabulary import LANGUAGES
from training.collect import read_items
from training.encoder.calibration import ENOUGH
from training.encoder.limits import Limits, Measured
from training.encoder.span_goals import best_marks
from training.rows import Row

HATE = [ABUSE, *KINDS, THREAT]
"""The heads that say whether a case of HateCheck is hateful."""

SEXISM = LABELS.index("abuse.sexism")


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
    """Thresholds from validation rows. Those for hate, one for each of our six languages: from adversarial
    and contrastive rows, as suites are made of the like and not of what keywords find; one for all others,
    from all rows that say `abuse`: some 60 rows of a language on either side are too few for its own."""
    found: dict[str, float] = {}
    for name, (score, _) in SETS.items():
        rows, truth = chosen(valid, name)
        found[name] = best(f1, truth, score(probabilities(rows, model)))
    hate: dict[str, float] = {}
    for language in LANGUAGES:
        pool = [row for row in valid if row.language == language and _like_suites(row)]
        truth = _hateful(pool)
        if min(truth.sum(), (~truth).sum()) >= ENOUGH:
            hate[language] = best(_balanced, truth, hate_of(probabilities(pool, model)))
    pool = [row for row in valid if row.language not in LANGUAGES and row.labels.get("abuse") is not None]
    hate["other"] = best(_balanced, _hateful(pool), hate_of(probabilities(pool, model)))
    texts = [row.text for row in valid if row.text in spans]
    marks = best_marks(texts, model, spans)
    return Limits(hate, found, marks)


def _like_suites(row: Row) -> bool:
    made = row.source.startswith("contrast_") or row.source == "hatemoji_build"
    return made and row.labels.get("abuse") is not None


def _hateful(rows: Sequence[Row]) -> Truth:
    return np.array([bool(row.labels["abuse"] or row.labels.get("threat")) for row in rows], dtype=bool)


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
        right = (scores >= at.hate.get(language, at.hate["other"])) == truth
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
