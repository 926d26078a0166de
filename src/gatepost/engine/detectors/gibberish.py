"""Text that says nothing in any language (clause `gibberish`)."""

from __future__ import annotations

from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Context, Finding


def detect(reading: Reading, context: Context) -> list[Finding]:
    """At most one finding."""
    return []
