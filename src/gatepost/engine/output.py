"""A verdict as other programs read it: the line out of the screening contract."""

from __future__ import annotations

from typing import Any

from gatepost.vocabulary import Finding, Verdict


def verdict_object(verdict: Verdict) -> dict[str, Any]:
    """The contract's fields in the contract's order, ready for JSON; `id` is the caller's to add."""
    return {
        "outcome": verdict.outcome.value,
        "grounds": [ground_object(ground) for ground in verdict.grounds],
        "probabilities": verdict.probabilities,
        "violation": verdict.violation,
        "language": verdict.language,
        "engine": verdict.engine,
        "guidelines": verdict.guidelines,
        "features": verdict.features,
    }


def ground_object(ground: Finding) -> dict[str, Any]:
    """One ground; `start` and `end` count code points of the untouched text."""
    return {
        "clause": ground.clause,
        "probability": ground.probability,
        "evidence": [
            {"start": passage.start, "end": passage.end, "text": passage.text} for passage in ground.evidence
        ],
        "by": ground.by,
        "target": ground.target.value,
    }
