"""The whole fast engine (word lists, promotion, classifier, policy) on labelled rows it was not trained on.

The rows are the test part of the public sets (`training/README.md` says where they come from and how they are
divided). The sets hold far more bad comments than a news site gets, so the shares are no forecast for one.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from training.collect import collect
from training.rows import Row

from gatepost import Engine
from gatepost.evaluation import metrics
from gatepost.evaluation.measures import measure as measure_outcomes
from gatepost.evaluation.metrics import Interval
from gatepost.vocabulary import LANGUAGES

DATA = Path(os.environ.get("TRAINING_DATA", "../shared/data"))
FEWEST = 20
"""A clause with fewer rows of either kind in a language is not measured there."""

CLAUSES = (
    "profanity", "vulgarity", "threat", "personal-attack", "abuse.sexism", "abuse.racism", "abuse.homophobia",
    "abuse.xenophobia", "abuse.other", "promotion.commercial", "promotion.personal",
)  # fmt: skip


def shown(interval: Interval) -> list[float | None]:
    """Value, low and high end of the 95% interval, to three places."""
    return [None if x is None else round(x, 3) for x in (interval.value, interval.low, interval.high)]


def measure() -> dict[str, object]:
    """Outcomes by language and ranking by clause and language; nothing where the data folder is not there."""
    if not DATA.is_dir():
        return {"skipped": f"{DATA} is not there; set TRAINING_DATA to the folder of the public sets"}
    rows = [row for row in collect(DATA)[0] if row.split == "test" and len(row.text) <= 20_000]
    engine = Engine.load(kind="fast")
    verdicts = [
        verdict
        for at in range(0, len(rows), 256)
        for verdict in engine.screen_many([row.text for row in rows[at : at + 256]])
    ]
    outcomes = np.array([verdict.outcome.value for verdict in verdicts])
    violation = np.array([verdict.violation for verdict in verdicts])

    def by_language(language: str) -> dict[str, object]:
        chosen = [n for n, row in enumerate(rows) if row.language == language and row.violation is not None]
        truth = np.array([rows[n].violation for n in chosen], dtype=bool)
        found = measure_outcomes(truth, violation[chosen], outcomes[chosen])
        names = ("auc", "decided", "wrong_approvals", "wrong_rejections", "false_alarms", "flag_recall")
        return {
            "rows": found.rows,
            "positive": found.positive,
            **{name: shown(getattr(found, name)) for name in names},
        }

    def by_clause(clause: str, language: str) -> dict[str, object] | None:
        chosen = [n for n, row in enumerate(rows) if row.language == language and clause in row.labels]
        truth = np.array([rows[n].labels[clause] for n in chosen], dtype=bool)
        if not chosen or min(truth.sum(), (~truth).sum()) < FEWEST:
            return None
        scores = np.array([verdicts[n].probabilities[clause] or 0.0 for n in chosen])
        auc = metrics.bootstrap(metrics.auc, truth, scores)
        return {"rows": len(chosen), "positive": int(truth.sum()), "auc": shown(auc)}

    def plain(row: Row) -> bool:
        return row.source.startswith("plain_")

    languages = [code for code in LANGUAGES if any(r.language == code and not plain(r) for r in rows)]
    clauses = {
        clause: {code: found for code in languages if (found := by_clause(clause, code))}
        for clause in CLAUSES
    }
    return {
        "version": engine.version,
        "guidelines": engine.guidelines.version,
        "outcomes": {code: by_language(code) for code in languages},
        "clauses": clauses,
    }
