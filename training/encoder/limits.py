"""The thresholds that validation rows fix before a test row or a suite is scored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Measured = dict[str, Any]


@dataclass(frozen=True)
class Marking:
    """Words are marked where `weights` of the comment's signs (`span_goals.signs`) add up to `least`."""

    weights: tuple[float, ...]
    least: float


@dataclass(frozen=True)
class Limits:
    """From which probability a text counts as hateful: `hate` by language, `sets` by set; and when words are
    marked."""

    hate: Mapping[str, float]
    sets: Mapping[str, float]
    marks: Marking
