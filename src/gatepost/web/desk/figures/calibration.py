"""The engine's probabilities against what people decided: overall, and month by month and version by version.

Two sources. `people`: decisions of moderators, who see what the engine was unsure of, what was reported and
what was appealed: no picture of all comments. `sample`: the blind sample, drawn by chance from all decided
comments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gatepost.conversation.figures.months import month_of
from gatepost.conversation.figures.records import BINS, DAY, Counted
from gatepost.evaluation.heaps import Heap, calibration_error, reliability
from gatepost.web.desk.figures.parts import Column, Table, Value

MILLION = 1_000_000
SOURCES = ("people", "sample")


def _piled(counted: Counted) -> Iterator[tuple[str, int, str, Heap]]:
    """(source, when, engine, heap) of all that people said about what an engine had said."""
    for one in counted.heaps:
        heap = Heap(one.bin, one.decisions, one.risk / MILLION, one.rejected)
        yield "people", one.day * DAY, one.engine, heap
    for view in counted.second_views:
        number = view.risk * BINS // (MILLION + 1)
        heap = Heap(number, 1, view.risk / MILLION, int(view.outcome == "reject"))
        yield "sample", view.decided_at, view.engine, heap


def reliability_table(counted: Counted) -> Table:
    """Ten bins of the probability said: how much was rejected of each."""
    rows: list[tuple[Value, ...]] = []
    for source in SOURCES:
        piles = (heap for from_, _, _, heap in _piled(counted) if from_ == source)
        for number, one in reliability(piles):
            begins, ends = number / BINS, (number + 1) / BINS
            rows.append((source, begins, ends, one.seen.rows, round(one.said, 6), one.seen))
    return Table(
        "reliability",
        (
            Column("source", "source"),
            Column("from", "probability"),
            Column("to", "probability"),
            Column("n", "count"),
            Column("said", "probability"),
            Column("seen", "share"),
        ),
        tuple(rows),
    )


def drift_table(counted: Counted) -> Table:
    """The calibration error of each engine version in each month."""
    piles: dict[tuple[str, str, str], list[Heap]] = {}
    for source, at, engine, heap in _piled(counted):
        piles.setdefault((source, month_of(at).name, engine), []).append(heap)
    return Table(
        "drift",
        (
            Column("source", "source"),
            Column("month", "month"),
            Column("engine", "engine"),
            Column("n", "count"),
            Column("error", "number"),
        ),
        tuple((*key, _rows(piles[key]), calibration_error(piles[key])) for key in sorted(piles)),
    )


def _rows(heaps: Iterable[Heap]) -> int:
    return sum(one.rows for one in heaps)
