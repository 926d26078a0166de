"""Everything the model card says, measured on rows that neither training nor calibration has seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from gatepost.engine.models.labels import CLAUSES, LABELS
from gatepost.evaluation.metrics import (
    auc,
    average_precision,
    bootstrap,
    calibration_error,
    precision,
    recall,
    wilson,
)
from training.collect import read_items
from training.rows import Row
from training.targets import label_states, violations
from training.thresholds import Threshold, recommend

Measured = dict[str, Any]


class Scorer(Protocol):
    """What is measured: the fast classifier or the encoder."""

    def score(self, texts: Sequence[str], languages: Sequence[str] | None = None) -> NDArray[np.float64]: ...

    def violation(self, probabilities: Mapping[str, float | None]) -> float: ...


EVALUATION_ONLY = {
    "hatecheck_dev": ("en/hatecheck_dev.jsonl.gz", "hateful"),
    "multilingual_hatecheck_dev": ("multi/multilingual_hatecheck_dev.jsonl.gz", "hateful"),
    "hatemoji_check": ("en/hatemoji_check.jsonl.gz", "1"),
}
_NEUTRAL = ("ident_neutral_nh", "ident_pos_nh")


def label_rows(states: NDArray[np.int8], sources: NDArray[np.str_], column: int) -> NDArray[np.bool_]:
    """Rows to judge a label on: of sets that label it both ways, and plain text. Shape (rows,)."""
    both = [s for s in np.unique(sources) if (states[sources == s, column] == 1).any()]
    rows: NDArray[np.bool_] = (states[:, column] >= 0) & (
        np.isin(sources, both) | np.char.startswith(sources, "plain_")
    )
    return rows


def thresholds(rows: Sequence[Row], model: Scorer) -> dict[str, Threshold]:
    """Recommended thresholds of each clause, measured on the rows of split `valid`."""
    check = [row for row in rows if row.split == "valid"]
    states, scores = label_states(check), scores_of(check, model)
    sources = np.array([row.source for row in check])
    found = {}
    for column, clause in enumerate(CLAUSES):
        used = label_rows(states, sources, column)
        # A missed threat costs more than a look; at this level about one Wikipedia comment in 70 is referred.
        least = 0.07 if clause == "threat" else 0.15
        found[clause] = recommend(states[used, column] == 1, scores[used, column], least)
    return found


def _ranking(truth: NDArray[np.bool_], scores: NDArray[np.float64]) -> Measured:
    return {
        "rows": len(truth),
        "positive": int(truth.sum()),
        "auc": bootstrap(auc, truth, scores, rounds=100),
        "average_precision": bootstrap(average_precision, truth, scores, rounds=100),
        "calibration_error": bootstrap(calibration_error, truth, scores, rounds=100),
    }


def measure_labels(rows: Sequence[Row], model: Scorer, at: dict[str, Threshold]) -> Measured:
    """Ranking, calibration, and precision and recall at the recommended thresholds, for each label."""
    states, scores = label_states(rows), scores_of(rows, model)
    sources = np.array([row.source for row in rows])
    languages = np.array([row.language for row in rows])
    measured: Measured = {}
    for column, label in enumerate(LABELS):
        used = label_rows(states, sources, column)
        truth, said = states[used, column] == 1, scores[used, column]
        measured[label] = {
            **_ranking(truth, said),
            "languages": dict(Counter(languages[used][truth].tolist()).most_common()),
        }
        if label in at:
            limits = at[label]
            measured[label] |= {
                "reject_at": limits.reject,
                "reject_precision": precision(truth, said >= limits.reject),
                "reject_recall": recall(truth, said >= limits.reject),
                "refer_at": limits.refer,
                "refer_precision": precision(truth, said >= limits.refer),
                "refer_recall": recall(truth, said >= limits.refer),
            }
    return measured


def scores_of(rows: Sequence[Row], model: Scorer) -> NDArray[np.float64]:
    """Probabilities of each row in its language. Shape (rows, labels)."""
    return model.score([row.text for row in rows], [row.language for row in rows])


def violation_scores(model: Scorer, texts: Sequence[str], languages: Sequence[str]) -> NDArray[np.float64]:
    """Shape (texts,)."""
    scores = model.score(texts, languages).tolist()
    return np.array([model.violation(dict(zip(LABELS, row, strict=True))) for row in scores])


def measure_violation(rows: Sequence[Row], model: Scorer) -> Measured:
    """Ranking and calibration of `violation` against the proxy, over all, by language and by set."""
    truth = violations(rows)
    used = [row for row, holds in zip(rows, truth, strict=True) if holds >= 0]
    holds = truth[truth >= 0] == 1
    scores = violation_scores(model, [row.text for row in used], [row.language for row in used])

    def by(names: NDArray[np.str_]) -> Measured:
        return {str(name): _ranking(holds[names == name], scores[names == name]) for name in np.unique(names)}

    return {
        "all": _ranking(holds, scores),
        "by_language": by(np.array([row.language for row in used])),
        "by_set": by(np.array([row.source for row in used])),
    }


def measure_plain(rows: Sequence[Row], model: Scorer, at: dict[str, Threshold]) -> Measured:
    """How many innocent plain sentences would be referred or rejected, for each language."""
    measured: Measured = {}
    for language in sorted({row.language for row in rows if row.source.startswith("plain_")}):
        texts = [row.text for row in rows if row.source == f"plain_{language}"]
        scores = model.score(texts, [language] * len(texts))[:, : len(CLAUSES)]
        refer = np.array([at[clause].refer for clause in CLAUSES])
        reject = np.array([at[clause].reject for clause in CLAUSES])
        measured[language] = {
            "referred": wilson(int((scores >= refer).any(axis=1).sum()), len(texts)),
            "rejected": wilson(int((scores >= reject).any(axis=1).sum()), len(texts)),
        }
    return measured


def measure_suites(data: Path, model: Scorer) -> Measured:
    """The evaluation-only suites: share right at violation 0.5, of hateful and of other cases."""
    measured: Measured = {}
    for name, (file, hateful) in EVALUATION_ONLY.items():
        items = list(read_items(data / file))
        truth = np.array([str(item["labels"]["label_gold"]) == hateful for item in items])
        scores = violation_scores(model, [item["text"] for item in items], [item["lang"] for item in items])
        languages = np.array([item["lang"] for item in items])
        neutral = np.array([item["labels"].get("functionality") in _NEUTRAL for item in items])
        for language in np.unique(languages):
            rows = languages == language
            said, holds = scores[rows] >= 0.5, truth[rows]
            measured[f"{name} {language}"] = {
                "right": wilson(int((said == holds).sum()), len(holds)),
                "hateful_found": recall(holds, said),
                "others_left_alone": recall(~holds, ~said),
                "auc": bootstrap(auc, holds, scores[rows], rounds=100),
                "neutral_identity_flagged": wilson(int(said[neutral[rows]].sum()), int(neutral[rows].sum())),
            }
    return measured


def count_rows(rows: Sequence[Row]) -> Measured:
    """Rows of each set by split."""
    counts: Measured = {}
    for row in rows:
        of_set = counts.setdefault(row.source, {"train": 0, "valid": 0, "test": 0, "languages": []})
        of_set[row.split] += 1
        if row.language not in of_set["languages"]:
            of_set["languages"].append(row.language)
    return counts


def to_json(measured: Measured) -> bytes:
    """The measurements for machines, numbers rounded to what they can bear."""

    def tidy(value: Any) -> Any:
        if isinstance(value, float):
            return round(value, 4)
        if isinstance(value, dict):
            return {key: tidy(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [tidy(inner) for inner in value]
        return value

    plain = tidy(msgspec.to_builtins(measured))
    return msgspec.json.format(msgspec.json.encode(plain, order="sorted"), indent=1) + b"\n"
