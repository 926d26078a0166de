"""Whose reports bring a comment to the desk. Pure."""

from __future__ import annotations

DAY = 24 * 60 * 60 * 1_000_000
WINDOW = 90 * DAY
"""How far back a reporter's record goes, in microseconds."""

ENOUGH = 5
"""So many reports must have been judged before their record says anything."""

ONE_IN = 5
"""Fewer than one in so many upheld: that reader's reports do not count."""

MOST_KEPT = 200
"""Open reports that are kept of one comment; more would tell the moderators nothing new."""


def counts(judged: int, upheld: int) -> bool:
    """Whether reports of a reader with this record bring a comment to the desk."""
    return judged < ENOUGH or upheld * ONE_IN >= judged
