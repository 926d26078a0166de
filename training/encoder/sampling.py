"""Which rows an epoch is made of: noisy sets less often, rare clauses more often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from training.rows import Row

SHARE = {
    "tr_lingda": 0.5,
    "threatgram101": 0.3,
    "davidson": 0.25,
    "paradetox": 0.5,
    "paradetox_cannot_rewrite": 0.3,
    "gab_hate_corpus": 0.8,
    "mlma_en": 0.4,
    "mlma_fr": 0.5,
    "mlma_ar": 0.8,
    "sms_spam": 0.5,
    "ar_mpold": 3.0,
    "edos": 1.3,
    "ko_beep": 2.0,
    "toxic_spans": 1.3,
    "fox_news_comments": 2.0,
    "hatemoji_build": 2.0,
    "neutral_groups": 8.0,
    "surge_toxicity": 2.0,
    "youtube_spam": 2.0,
    "stormfront": 0.8,
    "context_toxicity": 0.35,
    "mixed": 0.12,
}
"""How often a row of a set is read in one pass; 1 where nothing is said, 0.25 for plain text."""

_RARE = ("threat", "abuse.homophobia", "abuse.xenophobia", "abuse.racism", "abuse.other", "abuse.sexism")


def share(row: Row, contrast: float, forms: float) -> float:
    """The expected number of times that one pass reads a row; `contrast`: one of our own corpus, `forms`: one
    of its short sentences in which only target or stance decides (sets named `forms-...`)."""
    if row.source.startswith("contrast_"):
        return forms if "/forms-" in row.group else contrast
    often = SHARE.get(row.source, 0.25 if row.source.startswith("plain_") else 1.0)
    rare = any(row.labels.get(clause) for clause in _RARE)
    return often * (1.6 if rare else 1.0)


def sample(
    rows: Sequence[Row],
    count: int,
    contrast: float,
    forms: float,
    seed: int,
    often: Mapping[str, float] | None = None,
) -> NDArray[np.int64]:
    """About `count` indices, each row as often as its share says, in random order; rows of the sets in
    `often` so many times as often."""
    random = np.random.default_rng(seed)
    more = often or {}
    expected = np.array([share(row, contrast, forms) * more.get(row.source, 1.0) for row in rows])
    expected *= count / expected.sum()
    times = np.floor(expected).astype(np.int64) + (random.random(len(rows)) < expected % 1.0)
    chosen = np.repeat(np.arange(len(rows)), times)
    random.shuffle(chosen)
    return chosen
