"""The numbers of a verdict: a probability for each clause, `violation` for ranking, other features."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from gatepost.engine.parts import Models
from gatepost.vocabulary import Finding, Target

KINDS_OF_ABUSE = ("abuse.sexism", "abuse.racism", "abuse.homophobia", "abuse.xenophobia", "abuse.other")
KINDS_OF_PROMOTION = ("promotion.commercial", "promotion.personal")
CLAUSES = (
    "profanity", "vulgarity", "threat", "personal-attack", "abuse", *KINDS_OF_ABUSE,
    "promotion", *KINDS_OF_PROMOTION, "toxicity", "off-topic",
)  # fmt: skip
"""Every key of a verdict's probabilities, in the order in which they are printed."""

FEATURES = {"flooding": "flooding", "privacy": "privacy", "shouting": "shouting", "gibberish": "gibberish"}
"""Findings of these clauses are features: measured, told, and no part of `violation`."""

ATTACKS = {Target.AUTHOR: "attack-on-author", Target.COMMENTER: "attack-on-commenter"}

Row = Mapping[str, float]


NOTICED = 0.05
"""A personal attack less likely than this is aimed at nobody: its target is not asked for."""


def features(
    findings: Sequence[Finding], row: Row | None = None, whom: Callable[[], Target] | None = None
) -> dict[str, float]:
    """What was measured besides the contract's clauses, 0..1 each; 0 where nothing was found.

    The attacks are those of the findings by their targets; where no finding has one, the classifier's
    personal attack, below what makes a person look, directed at `whom` the text turns to.
    """
    known = dict.fromkeys((*FEATURES.values(), *ATTACKS.values()), 0.0)
    faint = row.get("personal-attack", 0.0) if row is not None else 0.0
    if whom is not None and faint >= NOTICED and not any(one.clause == "personal-attack" for one in findings):
        target = whom()
        if target in ATTACKS:
            known[ATTACKS[target]] = min(1.0, faint)
    for finding in findings:
        names = [FEATURES[finding.clause]] if finding.clause in FEATURES else []
        quoted = finding.note.startswith("quotation")
        if finding.clause not in FEATURES and finding.target in ATTACKS and not quoted:
            names.append(ATTACKS[finding.target])
        for name in names:
            known[name] = max(known[name], min(1.0, max(0.0, finding.probability)))
    return known


def probabilities(row: Row | None, findings: Sequence[Finding]) -> dict[str, float | None]:
    """Every key of the contract. What the classifier could not say and nobody else said stays None."""
    known: dict[str, float | None] = dict.fromkeys(CLAUSES)
    if row is not None:
        known.update(row)
    known["off-topic"] = None
    for finding in findings:
        if finding.clause in known:
            known[finding.clause] = max(known[finding.clause] or 0.0, min(1.0, max(0.0, finding.probability)))
    for whole, kinds in (("abuse", KINDS_OF_ABUSE), ("promotion", KINDS_OF_PROMOTION)):
        values = [value for key in (whole, *kinds) if (value := known[key]) is not None]
        known[whole] = max(values, default=None)
    return known


def violation(models: Models, known_numbers: Mapping[str, float | None]) -> float | None:
    """One number for ranking; a monotone function of the clauses. None when it cannot be told."""
    known = {key: value for key, value in known_numbers.items() if value is not None and key != "off-topic"}
    if len(known) < len(CLAUSES) - 1:
        return None
    try:
        chance = float(models.classifier.violation(known))
    except Exception:
        return None
    return min(1.0, max(0.0, chance)) if math.isfinite(chance) else None
