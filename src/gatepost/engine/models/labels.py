"""What every classifier answers, in order."""

from __future__ import annotations

LABELS = (
    "profanity",
    "vulgarity",
    "threat",
    "personal-attack",
    "abuse",
    "abuse.sexism",
    "abuse.racism",
    "abuse.homophobia",
    "abuse.xenophobia",
    "abuse.other",
    "promotion.commercial",
    "promotion.personal",
    "toxicity",
)
CLAUSES = LABELS[:-1]
"""The labels that are clauses of the guidelines; `toxicity` is an opinion that punishes nothing."""

THREAT = LABELS.index("threat")
ABUSE = LABELS.index("abuse")
KINDS = [at for at, label in enumerate(LABELS) if label.startswith("abuse.")]


def column(label: str) -> int:
    """Where `label` stands in LABELS. Raises ValueError for a label that the models do not have."""
    if label not in LABELS:
        raise ValueError(f"no label {label!r}; the model knows {', '.join(LABELS)}")
    return LABELS.index(label)
