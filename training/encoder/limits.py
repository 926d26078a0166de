"""The thresholds that validation rows fix before a test row or a suite is scored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Measured = dict[str, Any]


@dataclass(frozen=True)
class Limits:
    """From which probability a text counts as hateful: `hate` by language, `sets` by set; and from which
    log-odds a piece as marked."""

    hate: Mapping[str, float]
    sets: Mapping[str, float]
    marks: float
