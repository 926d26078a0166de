"""The plots of the figures page. Each shows a table that stands below it, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from gatepost.evaluation.intervals import Interval
from gatepost.evaluation.svg import Axis, Series, line_plot
from gatepost.web.desk.figures.parts import Table
from gatepost.web.desk.figures.writing import Writing

TICKS = 5
MOST_LINES = 4
"""Lines of one plot that can still be told apart; the table below it holds the others."""

Mark = tuple[float, str]
"""A place on an axis, and what is written there."""


class Plot(Struct, frozen=True):
    """A drawing, and what its lines are called, in the order of the classes `s0`, `s1`, ..."""

    heading: str
    drawing: Markup
    legend: tuple[str, ...]


def volume_plots(table: Table, writing: Writing) -> tuple[Plot, ...]:
    """What came in and was decided; and what waited at the end of each step."""
    if len(table.rows) < 2:
        return ()
    t = writing.messages
    together = _over_time(table, ("submitted", "approved", "rejected"), t("figures.plot.volume"), writing)
    return together, _over_time(table, ("waiting",), t("figures.plot.waiting"), writing)


def reliability_plot(table: Table, writing: Writing) -> Plot | None:
    """For each source a line of dots with their intervals; on the diagonal the engine is right."""
    lines: dict[str, list[tuple[float, Interval]]] = {}
    for source, _, _, _, said, seen in table.rows:
        assert isinstance(source, str)
        assert isinstance(said, float)
        assert isinstance(seen, Interval)
        lines.setdefault(source, []).append((said, seen))
    if not lines:
        return None
    t = writing.messages
    series = [
        Series(
            "",
            tuple((said, seen.value or 0.0) for said, seen in points),
            tuple((seen.low or 0.0, seen.high or 0.0) for _, seen in points),
            dots=True,
        )
        for points in lines.values()
    ]
    marks = tuple((tenth / 10, writing.decimal(tenth / 10, 1)) for tenth in range(0, 11, 2))
    heading = t("figures.plot.reliability")
    drawing = line_plot(
        heading,
        Axis(t("figures.axis.said"), marks=marks),
        Axis(t("figures.axis.seen"), marks=marks),
        series,
        diagonal=True,
    )
    return Plot(heading, drawing, tuple(writing.named("source", source) for source in lines))


def drift_plot(table: Table, writing: Writing) -> Plot | None:
    """The error of each version, month by month; only where there are two months or more."""
    months = sorted({str(row[1]) for row in table.rows})
    lines: dict[tuple[str, str], list[tuple[float, Interval]]] = {}
    for source, month, engine, _, error in table.rows:
        assert isinstance(error, Interval)
        lines.setdefault((str(source), str(engine)), []).append((float(months.index(str(month))), error))
    if len(months) < 2:
        return None
    t = writing.messages
    drawn = sorted(lines, key=lambda key: -len(lines[key]))[:MOST_LINES]
    most = max((one.high or one.value or 0.0 for key in drawn for _, one in lines[key]), default=0.0)
    high, marks = _scale(most, writing)
    shown = _thinned([(float(n), month) for n, month in enumerate(months)])
    heading = t("figures.plot.drift")
    drawing = line_plot(
        heading,
        Axis(t("figures.axis.month"), 0.0, float(len(months) - 1), marks=shown),
        Axis(t("figures.column.error"), 0.0, high, marks=marks),
        [
            Series(
                "",
                tuple((x, one.value or 0.0) for x, one in lines[key]),
                tuple((one.low or 0.0, one.high or 0.0) for _, one in lines[key]),
                dots=True,
            )
            for key in drawn
        ],
    )
    return Plot(heading, drawing, tuple(f"{writing.named('source', s)} · {e}" for s, e in drawn))


def _over_time(table: Table, columns: Sequence[str], heading: str, writing: Writing) -> Plot:
    places = [next(n for n, one in enumerate(table.columns) if one.name == column) for column in columns]
    high, marks = _scale(
        max((_count(row[place]) for row in table.rows for place in places), default=0), writing
    )
    hours = "T" in str(table.rows[0][0])
    times = [(float(n), _short(str(row[0]))) for n, row in enumerate(table.rows)]
    t = writing.messages
    drawing = line_plot(
        heading,
        Axis(t("figures.axis.hour" if hours else "figures.axis.day"), 0.0, float(len(table.rows) - 1),
             marks=_thinned(times)),
        Axis("", 0.0, high, marks=marks),
        [Series("", tuple((float(n), _count(row[place])) for n, row in enumerate(table.rows)))
         for place in places],
    )  # fmt: skip
    return Plot(heading, drawing, tuple(t(f"figures.column.{column}") for column in columns))


def _count(value: object) -> float:
    assert isinstance(value, int)
    return float(value)


def _short(written: str) -> str:
    """11-23 of 2026-11-23, 14:00 of 2026-11-23T14:00Z."""
    day, _, hour = written.partition("T")
    return hour.removesuffix("Z") if hour else day[5:]


def _thinned(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    return tuple(marks[:: -(-len(marks) // TICKS)])


def _scale(most: float, writing: Writing) -> tuple[float, tuple[Mark, ...]]:
    """The end of an axis from 0 that holds `most`, and its marks: whole numbers from 4 on."""
    wanted = most / 4 if most > 0 else 1.0
    power = 10.0 ** math.floor(math.log10(wanted))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= wanted * 0.999)
    if most >= 4:
        step = max(1.0, step)
    parts = max(1, math.ceil(most / step - 1e-9))

    def told(value: float) -> str:
        return writing.whole(round(value)) if step >= 1 else writing.decimal(value, 2)

    return parts * step, tuple((n * step, told(n * step)) for n in range(parts + 1))
