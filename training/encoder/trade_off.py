"""What the cascade saves and what it misses, for several limits below which the fast model is believed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from gatepost.engine.models.cascade import MEASURED
from training.measure import Scorer, violation_scores
from training.rows import Row

VIOLATIONS = 0.08
"""Share of violations in the mix that the shares are told for: a news site, not a training set."""

LIMITS = (0.02, 0.03, 0.04, 0.06, 0.08, 0.12, 0.2)
LIKELY = 0.5


def trade_off(rows: Sequence[Row], fast: Scorer, encoder: Scorer, most: int = 4000) -> list[dict[str, Any]]:
    """For each limit: the share of comments that the encoder still reads, in a mix with 8% violations, and
    what share of the violations that the encoder finds (violation at least one half) the cascade lets go."""
    known = [row for row in rows if row.violation is not None and row.language in MEASURED]
    random = np.random.default_rng(3)
    some = [known[at] for at in sorted(random.choice(len(known), min(most, len(known)), replace=False))]
    texts, languages = [row.text for row in some], [row.language for row in some]
    quick = violation_scores(fast, texts, languages)
    slow = violation_scores(encoder, texts, languages)
    bad = np.array([bool(row.violation) for row in some])
    found = bad & (slow >= LIKELY)
    told = []
    for limit in LIMITS:
        read = quick >= limit
        share = VIOLATIONS * read[bad].mean() + (1 - VIOLATIONS) * read[~bad].mean()
        told.append(
            {
                "limit": limit,
                "encoder_reads": float(share),
                "violations_let_go": float((~read[found]).mean()),
                "rows": len(some),
            }
        )
    return told
