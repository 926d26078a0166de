"""Bad sentences inside calm ones: teaches that calm words around a threat do not make it calm.

Rows of the public sets are mostly one sentence; comments are several. Without this, everyday words outvote
one vile sentence among them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from training.rows import ABUSIVE, Row

LONGEST = 260
"""Code points of a mixed text: no longer than a window, or the bad sentence might be in none of its rows."""

_SHARE_OF_BAD, _SHARE_OF_CALM = 0.5, 0.12
"""A threat is always mixed: it is rare, and a threat among kind words is still one."""


def mixed(rows: Sequence[Row], seed: int = 20) -> list[Row]:
    """New rows to train on: some bad ones between calm ones of their language, and calm among calm.

    The known labels are those of both parts: true if true in one, false only if known false in both.
    """
    random = np.random.default_rng(seed)
    train = [row for row in rows if row.split == "train"]
    calm: dict[str, list[Row]] = {}
    for row in train:
        if len(row.text) <= LONGEST // 2 and all(
            row.labels.get(label) is False for label in (*ABUSIVE, "toxicity")
        ):
            calm.setdefault(row.language, []).append(row)
    made = []
    for row in train:
        around = calm.get(row.language)
        bad = row.bags or any(row.labels.values())
        share = 1.0 if row.labels.get("threat") else _SHARE_OF_BAD if bad else _SHARE_OF_CALM
        if around is None or random.random() >= share or len(row.text) > LONGEST - 40 or not row.labels:
            continue
        parts, labels, length = [row.text], dict(row.labels), len(row.text)
        for _ in range(int(random.integers(1, 4))):
            other = around[int(random.integers(len(around)))]
            if length + len(other.text) > LONGEST:
                break
            parts.insert(int(random.integers(len(parts) + 1)), other.text)
            length += len(other.text)
            labels = {
                label: holds or other.labels.get(label, False)
                for label, holds in labels.items()
                if holds or label in other.labels
            }
        if len(parts) > 1:
            made.append(replace(row, text=". ".join(parts), labels=labels, weight=row.weight * 0.8))
    return made
