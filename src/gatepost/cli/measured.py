"""A report of `gatepost evaluate` for people at a terminal: tables that never break a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gatepost.cli.say import answer
from gatepost.evaluation.intervals import Interval
from gatepost.evaluation.measures import NAMES, NAMES_AT, Measures
from gatepost.evaluation.report import Report

if TYPE_CHECKING:
    from rich.table import Table

_HEADINGS, _SLICE = 38, 23
"""Characters across of the headings and of one slice: narrower, its numbers would break over lines."""


def show(report: Report) -> None:
    """Print what was measured: over all, by language, by each slice."""
    from rich.console import Console

    console = Console(highlight=False)
    answer(f"{report.engine}; guidelines {report.guidelines}")
    answer(
        f"positive: {report.label} = {report.positive}; ranked by {report.score}; 95% intervals in brackets"
    )
    left = [
        f"{rows:,} {why}"
        for rows, why in (
            (report.unlabelled, "without a label"),
            (report.unscreened, "that cannot be screened"),
        )
        if rows
    ]
    if left:
        answer(f"left out: {', '.join(left)}")
    if report.unscored:
        answer(f"{report.unscored:,} without {report.score} count for the outcomes alone")
    if report.cluster is not None:
        answer(f"rows with the same {report.cluster} were drawn together")
    console.print(_table("all", {"all": report.overall}))
    for column, measures in {"language": report.by_language, **report.by_slice}.items():
        slices = list(measures.items())
        fitting = max(1, (console.width - _HEADINGS) // _SLICE)
        for first in range(0, len(slices), fitting):
            console.print(_table(column, dict(slices[first : first + fitting])))


def _table(title: str, slices: dict[str, Measures]) -> Table:
    from rich.table import Table
    from rich.text import Text

    # Names come from the data: as Text they are shown, not read as markup.
    table = Table(title=Text(title), title_justify="left")
    table.add_column("")
    for name, measures in slices.items():
        heading = f"{name} ({measures.rows:,}, {measures.positive:,} positive)"
        table.add_column(Text(heading), justify="right")
    for attribute, heading in NAMES.items():
        table.add_row(heading, *(_said(getattr(measures, attribute)) for measures in slices.values()))
    thresholds = [measures.at for measures in slices.values() if measures.at is not None]
    for attribute, heading in NAMES_AT.items() if thresholds else ():
        table.add_row(
            f"{heading} at {thresholds[0].threshold:g}", *(_said(getattr(at, attribute)) for at in thresholds)
        )
    return table


def _said(interval: Interval) -> str:
    if interval.value is None:
        return "-"
    if interval.low is None or interval.high is None:
        return f"{interval.value:.3f} (no interval)"
    return f"{interval.value:.3f} [{interval.low:.3f}, {interval.high:.3f}]"
