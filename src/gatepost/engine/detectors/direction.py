"""Whom an attack is directed at: somebody in the thread, the article's author, a public figure, a group."""

from __future__ import annotations

from gatepost.engine.text.reading import Reading
from gatepost.vocabulary import Context, Finding


def aim(findings: list[Finding], reading: Reading, context: Context) -> list[Finding]:
    """The findings, each attack with its target."""
    return findings
