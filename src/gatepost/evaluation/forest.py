"""Interval bars: one measure for each slice, with its 95% interval, beside the value of all rows."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from gatepost.evaluation.intervals import Interval
from gatepost.evaluation.svg import WIDE, Axis, Unit, ceiling, drawing, floor, text

START, END = 126, 298
"""Where the bars' axis begins and ends; names stand before it, values behind it."""
ROW, TOP, BOTTOM = 22, 8, 24
MOST = 40
"""Slices drawn at most; the table beside it holds all."""
NAME = 17
"""Characters of a slice's name that fit."""


def forest(
    title: str, overall: Interval, slices: Mapping[str, Interval], unit: Unit = "share"
) -> Markup | None:
    """Bars of the slices that have a value, in the order given; None where none has.

    The dashed line is the value of all rows. The axis holds all intervals and little more: it begins at 0
    unless it ends at 1, and ends at 1 for numbers.
    """
    shown = [(name, one) for name, one in slices.items() if one.value is not None][:MOST]
    if not shown:
        return None
    intervals = [overall, *(one for _, one in shown)]
    ends = [end for one in intervals for end in (one.low, one.value, one.high) if end is not None]
    high = 1.0 if unit == "number" else ceiling(ends)
    axis = Axis("", floor(ends) if high == 1.0 else 0.0, high, unit, parts=4)
    foot = TOP + ROW * len(shown)
    parts = []
    for value, words in axis.ticks():
        x = axis.at(value, START, END)
        parts.append(Markup('<path class="grid" d="M{:.1f} {}V{}"/>').format(x, TOP, foot))
        parts.append(text(x, foot + 15, words, "middle", "tick"))
    if overall.value is not None:
        x = axis.at(overall.value, START, END)
        parts.append(Markup('<path class="faint" d="M{:.1f} {}V{}"/>').format(x, TOP, foot))
    for number, (name, one) in enumerate(shown):
        parts += _bar(axis, TOP + ROW * (number + 0.5), name, one)
    return drawing(title, foot + BOTTOM, parts)


def _bar(axis: Axis, y: float, name: str, one: Interval) -> list[Markup]:
    assert one.value is not None
    label = name if len(name) <= NAME else f"{name[: NAME - 1]}…"
    parts = [text(START - 8, y + 4, label, "end", "tick", f"{name}: {one.rows:,} rows")]
    if one.low is not None and one.high is not None:
        left, right = axis.at(one.low, START, END), axis.at(one.high, START, END)
        parts.append(Markup('<path class="s0 bar" d="M{:.1f} {:.1f}H{:.1f}"/>').format(left, y, right))
    x = axis.at(one.value, START, END)
    parts.append(Markup('<circle class="s0 dot" cx="{:.1f}" cy="{:.1f}" r="3.5"/>').format(x, y))
    words = f"{one.value:.3f}" if axis.unit == "number" else f"{one.value:.1%}"
    parts.append(text(WIDE - 4, y + 4, words, "end", "tick"))
    return parts
