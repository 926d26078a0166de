"""What a newsroom welcomes (`welcome.criticism`): findings that protect and never punish."""

from __future__ import annotations

from collections.abc import Sequence

from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Finding


def detect(reading: Reading, findings: Sequence[Finding], language: str) -> list[Finding]:
    """The welcomes that a text deserves, given what else was found in it."""
    return []
