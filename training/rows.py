"""One labelled comment as the trainer sees it, and the words for saying what is known and what is not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from gatepost.engine.models.labels import LABELS

KINDS = ("abuse.sexism", "abuse.racism", "abuse.homophobia", "abuse.xenophobia", "abuse.other")
ABUSIVE = ("profanity", "vulgarity", "threat", "personal-attack", "abuse", *KINDS)
PROMOTION = ("promotion.commercial", "promotion.personal")
BAGS: dict[str, tuple[str, ...]] = {
    "abusive": ("profanity", "threat", "personal-attack", "abuse"),
    "kinds": KINDS,
    "promotion": PROMOTION,
    "crude": ("profanity", "vulgarity"),
}
"""A bag says: at least one of these clauses holds, the source does not say which."""

assert set(ABUSIVE) | set(PROMOTION) | {"toxicity"} == set(LABELS)


@dataclass(slots=True)
class Row:
    """`labels` holds only what the source says: a label that is missing is unknown, not false.

    `violation` is the proxy of "a careful moderator would reject": True, False, or None where unknown.
    `severe`: very hateful or very disrespectful, None where the source does not say.
    `group` ties rows that must stay on one side of the split; empty: the text itself.
    """

    text: str
    language: str
    source: str
    split: str
    labels: dict[str, bool] = field(default_factory=dict)
    bags: tuple[str, ...] = ()
    violation: bool | None = None
    severe: bool | None = None
    weight: float = 1.0
    group: str = ""


def clean(promotion: bool | None = None) -> dict[str, bool]:
    """Nothing abusive at all; `promotion=False` when advertising is ruled out too."""
    known = dict.fromkeys((*ABUSIVE, "toxicity"), False)
    if promotion is False:
        known.update(dict.fromkeys(PROMOTION, False))
    return known


def no_abuse() -> dict[str, bool]:
    """No group is abused; anything else is unknown."""
    return dict.fromkeys(("abuse", *KINDS), False)


def bad(**known: bool) -> dict[str, bool]:
    """Toxic, with the clauses that are known (underscores stand for hyphens)."""
    return {"toxicity": True, **{name.replace("_", "-"): value for name, value in known.items()}}


LIKELIEST = "personal-attack"
"""What a toxic comment most likely is when its source does not say: in Civil Comments, by far, an insult."""


def any_true(values: Iterable[bool]) -> bool:
    return any(values)
