"""What the blind sample says: agreement of two views, and how often the second differs from the first."""

from __future__ import annotations

from collections.abc import Sequence

from gatepost.conversation.figures.records import SecondView
from gatepost.evaluation.agreement import alpha
from gatepost.evaluation.intervals import wilson
from gatepost.web.desk.figures.parts import Column, Table, Value, who_of

FIRST = ("people", "engine", "programs")
ROUNDS = 400
"""Draws of each bootstrap: enough for two digits, and the page does not wait for more."""


def agreement_table(views: Sequence[SecondView]) -> Table:
    """Two views of each comment: by outcome, and by clause, where every approval counts as one label."""
    rows: list[tuple[Value, ...]] = []
    for first in FIRST:
        pairs = [one for one in views if who_of(one.first_by) == first]
        if not pairs:
            continue
        outcomes = [(one.first_outcome, one.outcome) for one in pairs]
        clauses = [(one.first_clause or "approve", one.clause or "approve") for one in pairs]
        for label, units in (("outcome", outcomes), ("clause", clauses)):
            same = sum(a == b for a, b in units)
            rows.append((first, label, len(units), wilson(same, len(units)), alpha(units, ROUNDS)))
    return Table(
        "agreement",
        (
            Column("first", "who"),
            Column("label", "label"),
            Column("n", "count"),
            Column("same", "share"),
            Column("alpha", "number"),
        ),
        tuple(rows),
    )


def sample_table(views: Sequence[SecondView]) -> Table:
    """Of the decisions asked again, how many the second moderator would have made otherwise."""
    rows: list[tuple[Value, ...]] = []
    for first in FIRST:
        for outcome in ("approve", "reject"):
            asked = [v for v in views if who_of(v.first_by) == first and v.first_outcome == outcome]
            if asked:
                other = sum(view.differs for view in asked)
                rows.append((first, outcome, len(asked), other, wilson(other, len(asked))))
    return Table(
        "sample",
        (
            Column("first", "who"),
            Column("outcome", "outcome"),
            Column("n", "count"),
            Column("differs", "count"),
            Column("share", "share"),
        ),
        tuple(rows),
    )
