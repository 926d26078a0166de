"""A report as one HTML page: nothing is loaded from anywhere, every word of the data is escaped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from msgspec import Struct

from gatepost.evaluation.forest import MOST, forest
from gatepost.evaluation.intervals import Interval
from gatepost.evaluation.measures import NAMES, NAMES_AT, Measures
from gatepost.evaluation.plots import plots
from gatepost.evaluation.report import Report
from gatepost.evaluation.svg import Unit

CARDS = ("auc", "average_precision", "decided", "wrong_approvals", "wrong_rejections", "calibration_error")
NUMBERS = frozenset(
    {"auc", "average_precision", "reject_f1", "flag_f1", "calibration_error", "macro_f1", "f1"}
)
"""Measures that are no shares of comments, written as numbers."""
BARS = ("auc", "decided", "wrong_approvals", "wrong_rejections", "false_alarms")


class Line(Struct, frozen=True):
    """One measure over the columns of a table."""

    name: str
    cells: tuple[tuple[str, str], ...]
    """(value, interval) as written."""


class Section(Struct, frozen=True):
    """One way to slice: bars and the whole table. `hidden`: slices that the bars leave out."""

    column: str
    names: tuple[str, ...]
    sizes: tuple[str, ...]
    lines: tuple[Line, ...]
    bars: tuple[tuple[str, Markup], ...]
    hidden: int


def page(report: Report) -> str:
    """The whole page. The same report gives the same page, to the byte."""
    everything = {"language": report.by_language, **report.by_slice}
    return (
        _templates()
        .get_template("report.html")
        .render(
            report=report,
            cards=[Line(NAMES[one], (_told(one, getattr(report.overall, one)),)) for one in CARDS],
            plots=plots(report.curves, report.score),
            overall=_lines([report.overall]),
            sections=[_section(column, slices, report.overall) for column, slices in everything.items()],
        )
    )


def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("gatepost.evaluation"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _section(column: str, slices: Mapping[str, Measures], overall: Measures) -> Section:
    # One slice alone is all rows again: bars would compare it with itself.
    drawn = [
        (title, bars)
        for title, unit, whole, parts in (_barred(slices, overall) if len(slices) > 1 else ())
        if (bars := forest(f"{title} by {column}", whole, parts, unit)) is not None
    ]
    return Section(
        column=column,
        names=tuple(slices),
        sizes=tuple(f"{one.rows:,} rows, {one.positive:,} positive" for one in slices.values()),
        lines=tuple(_lines(list(slices.values()))),
        bars=tuple(drawn),
        hidden=max(0, len(slices) - MOST),
    )


def _barred(
    slices: Mapping[str, Measures], overall: Measures
) -> Iterator[tuple[str, Unit, Interval, dict[str, Interval]]]:
    """(title, unit, value of all rows, values of the slices) of each measure that gets bars."""
    if overall.at is not None:
        accuracy = {name: one.at.accuracy for name, one in slices.items() if one.at}
        yield f"accuracy at {overall.at.threshold:g}", "share", overall.at.accuracy, accuracy
    for bar in BARS:
        values = {name: getattr(one, bar) for name, one in slices.items()}
        yield NAMES[bar], "number" if bar in NUMBERS else "share", getattr(overall, bar), values


def _lines(columns: list[Measures]) -> list[Line]:
    lines = [
        Line(name, tuple(_told(one, getattr(measures, one)) for measures in columns))
        for one, name in NAMES.items()
    ]
    threshold = columns[0].at.threshold if columns and columns[0].at else None
    if threshold is not None:
        lines += [
            Line(f"{name} at {threshold:g}", tuple(_told(one, getattr(m.at, one)) for m in columns))
            for one, name in NAMES_AT.items()
        ]
    return lines


def _told(name: str, one: Interval) -> tuple[str, str]:
    def written(value: float) -> str:
        return f"{value:.3f}" if name in NUMBERS else f"{100 * value:.1f}%"

    if one.value is None:
        return "–", ""
    if one.low is None or one.high is None:
        return written(one.value), "no interval"
    return written(one.value), f"{written(one.low)} to {written(one.high)}"
