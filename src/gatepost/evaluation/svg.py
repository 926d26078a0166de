"""Plots as inline SVG: axes, lines, points with whiskers. Escaped markup out; no library, no font.

Lengths are SVG units; a plot is WIDE units across and scales with the page, so that its letters stay
readable on a phone. Colours come from the page's style sheet (classes `s0`, `s1`, `grid`, `faint`), for dark
and light.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from markupsafe import Markup, escape
from msgspec import Struct

from gatepost.evaluation.curves import Point

WIDE, HIGH = 360, 280
LEFT, RIGHT, TOP, BOTTOM = 54, 14, 26, 42
FLOORS = (0.95, 0.9, 0.8, 0.5)
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)

Unit = Literal["share", "number"]


class Series(Struct, frozen=True):
    """One line of a plot. `whiskers`: for each point the ends of its interval on the upright axis, if any."""

    name: str
    points: tuple[Point, ...]
    whiskers: tuple[Point, ...] = ()
    dots: bool = False


class Axis(Struct, frozen=True):
    """`low` to `high` in data units; ticks cut it into at most `parts`, unless `marks` names them."""

    name: str
    low: float = 0.0
    high: float = 1.0
    unit: Unit = "number"
    parts: int = 5
    marks: tuple[tuple[float, str], ...] = ()

    def at(self, value: float, start: float, end: float) -> float:
        """Where a value stands between two positions; beyond the axis it stands at its end."""
        part = (value - self.low) / (self.high - self.low)
        return start + (end - start) * min(1.0, max(0.0, part))

    def ticks(self) -> list[tuple[float, str]]:
        """Places of ticks, and what is written there."""
        if self.marks:
            return list(self.marks)
        span = self.high - self.low
        step = next((one for one in _tick_steps() if span / one <= self.parts + 1e-3), span)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [(n * step, told(n * step, self.unit)) for n in range(first, last + 1)]


def told(value: float, unit: Unit) -> str:
    """A number as the axes write it: `0.25`, or `25%` for a share."""
    return f"{100 * value:.3g}%" if unit == "share" else f"{value:.3g}"


def ceiling(values: Sequence[float]) -> float:
    """The end of an axis that holds all values, 0.01 to 1: no bigger than it must be."""
    most = max(values, default=1.0)
    return next((step for step in STEPS if most <= step), 1.0)


def floor(values: Sequence[float]) -> float:
    """The beginning of an axis that ends at 1 and holds all values, 0 to 0.95."""
    least = min(values, default=0.0)
    return next((step for step in FLOORS if step <= least), 0.0)


def line_plot(title: str, across: Axis, up: Axis, lines: Sequence[Series], diagonal: bool = False) -> Markup:
    """Lines over two axes; with `diagonal` also the faint line on which both are equal."""
    x0, x1, y0, y1 = LEFT, WIDE - RIGHT, HIGH - BOTTOM, TOP
    parts = [*_frame(across, up)]
    if diagonal:
        parts.append(Markup('<path class="faint" d="M{} {}L{} {}"/>').format(x0, y0, x1, y1))
    for number, line in enumerate(lines):
        spots = [(across.at(x, x0, x1), up.at(y, y0, y1)) for x, y in line.points]
        parts += [
            Markup('<path class="s{} whisker" d="M{:.1f} {:.1f}V{:.1f}"/>').format(
                number, x, up.at(low, y0, y1), up.at(high, y0, y1)
            )
            for (x, _), (low, high) in zip(spots, line.whiskers, strict=False)
        ]
        if spots:
            path = "L".join(f"{x:.1f} {y:.1f}" for x, y in spots)
            parts.append(Markup('<path class="s{} line" d="M{}"/>').format(number, path))
        if line.dots:
            parts += [
                Markup('<circle class="s{} dot" cx="{:.1f}" cy="{:.1f}" r="3"/>').format(number, x, y)
                for x, y in spots
            ]
    parts += _legend([line.name for line in lines])
    return drawing(title, HIGH, parts)


def drawing(title: str, high: float, parts: Sequence[Markup]) -> Markup:
    """The parts in one SVG element that a screen reader announces by its title."""
    return Markup('<svg viewBox="0 0 {} {:.0f}" role="img" aria-label="{}">{}</svg>').format(
        WIDE, high, title, Markup("").join(parts)
    )


def text(x: float, y: float, words: str, anchor: str = "start", kind: str = "", more: str = "") -> Markup:
    """Words at a place; `more` is what a pointer resting on them is told."""
    hint = Markup("<title>{}</title>").format(more) if more else Markup("")
    return Markup('<text x="{:.1f}" y="{:.1f}" text-anchor="{}" class="{}">{}{}</text>').format(
        x, y, anchor, kind, hint, escape(words)
    )


def _frame(across: Axis, up: Axis) -> list[Markup]:
    x0, x1, y0, y1 = LEFT, WIDE - RIGHT, HIGH - BOTTOM, TOP
    parts = []
    for value, words in across.ticks():
        x = across.at(value, x0, x1)
        parts.append(Markup('<path class="grid" d="M{:.1f} {}V{}"/>').format(x, y0, y1))
        # The last one is drawn to the left of its line, or its end would be cut off.
        parts.append(text(x, y0 + 15, words, "end" if x > x1 - 4 else "middle", "tick"))
    for value, words in up.ticks():
        y = up.at(value, y0, y1)
        parts.append(Markup('<path class="grid" d="M{} {:.1f}H{}"/>').format(x0, y, x1))
        parts.append(text(x0 - 5, y + 4, words, "end", "tick"))
    parts.append(text((x0 + x1) / 2, HIGH - 8, across.name, "middle", "axis"))
    turned = Markup('<text transform="translate(11 {:.0f}) rotate(-90)" text-anchor="middle" class="axis">{}')
    parts.append(turned.format((y0 + y1) / 2, up.name) + Markup("</text>"))
    return parts


def _legend(names: Sequence[str]) -> list[Markup]:
    parts: list[Markup] = []
    x = float(LEFT)
    for number, name in enumerate(names):
        if not name:  # a line alone, told by the plot's title
            continue
        parts.append(Markup('<path class="s{} line" d="M{:.0f} 11h18"/>').format(number, x))
        parts.append(text(x + 23, 15, name, kind="tick"))
        x += 36 + 6.2 * len(name)  # about what a letter takes at this size
    return parts


def _tick_steps() -> list[float]:
    return [factor * 10.0**power for power in range(-4, 1) for factor in (1, 2, 2.5, 5)]
