"""The same or nearly the same text again on one site (clause `flooding`), by similarity sketches."""

from __future__ import annotations

from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Context, Finding


def detect(reading: Reading, context: Context) -> list[Finding]:
    """At most one finding."""
    return []
