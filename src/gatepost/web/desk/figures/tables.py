"""Every table of the figures, once: page, CSV and API show the same ones.

A table holds ids and numbers only; a page writes titles and names in their place. A share comes with its 95%
interval (Wilson's) and stands beside the number that it is a share of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

import numpy as np
from msgspec import Struct, structs

from gatepost.conversation.figures.months import day_of
from gatepost.conversation.figures.records import DAY, HOUR, Cell, Counted, Overturned, Scope
from gatepost.evaluation.intervals import wilson
from gatepost.web.desk.figures.calibration import drift_table, reliability_table
from gatepost.web.desk.figures.parts import Column, Table, who_of
from gatepost.web.desk.figures.sampled import agreement_table, sample_table

SECOND = 1_000_000
ENGINE = "engine"
BY_STEP = frozenset({"volume", "days"})

N = Column("n", "count")


class Looking(Struct, frozen=True):
    """Who asks: `moderator` sees the figures about themselves, `everybody` those about all others, too."""

    moderator: str = ""
    everybody: bool = False

    def may_see(self, by: str) -> bool:
        return self.everybody or by == f"moderator:{self.moderator}"


def tables(counted: Counted, scope: Scope, looking: Looking, wanted: Sequence[str] = ()) -> dict[str, Table]:
    """The wanted tables by name, in the order of the page; all without a wish."""
    names = [name for name in _TABLES if not wanted or name in wanted]
    whole = _without_steps(counted)
    return {name: _TABLES[name](counted if name in BY_STEP else whole, scope, looking) for name in names}


def _without_steps(counted: Counted) -> Counted:
    """The same sums over the whole period: few instead of thousands, for all tables but those by step."""
    sums: Counter[tuple[str, str, str, str, str]] = Counter()
    for cell in counted.cells:
        sums[cell.by, cell.outcome, cell.clause, cell.language, cell.engine] += cell.decisions
    return structs.replace(counted, cells=tuple(Cell(0, *key, number, 0) for key, number in sums.items()))


def _begin(scope: Scope, step: int) -> str:
    """2026-11-23, or 2026-11-23T14:00Z where steps are hours."""
    at = scope.begins(step)
    hour = "" if scope.step == DAY else f"T{at % DAY // HOUR:02}:00Z"
    return f"{day_of(at).isoformat()}{hour}"


def _volume(counted: Counted, scope: Scope, looking: Looking) -> Table:
    decided: Counter[tuple[int, str]] = Counter()
    for cell in counted.cells:
        decided[cell.step, cell.outcome] += cell.decisions
    return Table(
        "volume",
        (
            Column("at", "time"),
            Column("submitted", "count"),
            Column("approved", "count"),
            Column("rejected", "count"),
            Column("waiting", "count"),
        ),
        tuple(
            (
                _begin(scope, step),
                counted.submitted[step],
                decided[step, "approve"],
                decided[step, "reject"],
                counted.waiting[step],
            )
            for step in range(scope.steps)
        ),
    )


def _decided(counted: Counted, scope: Scope, looking: Looking) -> Table:
    by_who: Counter[tuple[str, str]] = Counter()
    for cell in counted.cells:
        by_who[who_of(cell.by), cell.outcome] += cell.decisions
    every = by_who.total()
    rows = []
    for who in ("engine", "people", "programs"):
        approved, rejected = by_who[who, "approve"], by_who[who, "reject"]
        if approved or rejected:
            rows.append((who, approved, rejected, approved + rejected, wilson(approved + rejected, every)))
    return Table(
        "decided",
        (
            Column("who", "who"),
            Column("approved", "count"),
            Column("rejected", "count"),
            Column("decisions", "count"),
            Column("share", "share"),
        ),
        tuple(rows),
    )


def _times(counted: Counted, scope: Scope, looking: Looking) -> Table:
    waits: dict[str, list[int]] = {}
    for by, waited in counted.waits.items():
        waits.setdefault(who_of(by), []).extend(waited)
    return Table(
        "times",
        (Column("who", "who"), N, Column("median", "seconds"), Column("p90", "seconds")),
        tuple((who, len(waits[who]), *quantiles(waits[who])) for who in sorted(waits)),
    )


def quantiles(waits: Sequence[int]) -> tuple[float, float]:
    """Median and 90th percentile in seconds, to the millisecond."""
    median, late = np.percentile(np.asarray(waits, dtype=np.float64), [50, 90]) / SECOND
    return round(float(median), 3), round(float(late), 3)


def _overturned(
    name: str,
    column: Literal["clause", "language", "engine"],
    counted: Counted,
    key: Callable[[Cell | Overturned], str | None],
) -> Table:
    """`key`: what a decision is counted under; None leaves it out."""
    made: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for sums, rows in ((made, counted.cells), (lost, counted.overturned)):
        for row in rows:
            under = key(row)
            if under is not None:
                sums[under] += row.decisions
    return Table(
        name,
        (Column(column, column), N, Column("overturned", "count"), Column("share", "share")),
        tuple((one, made[one], lost[one], wilson(lost[one], made[one])) for one in _most_first(made)),
    )


def _most_first(made: Counter[str]) -> Iterable[str]:
    return sorted(made, key=lambda one: (-made[one], one))


def _moderators(counted: Counted, scope: Scope, looking: Looking) -> Table:
    made: Counter[str] = Counter()
    outcomes: Counter[tuple[str, str]] = Counter()
    lost: Counter[str] = Counter()
    for cell in counted.cells:
        if cell.by != ENGINE and looking.may_see(cell.by):
            made[cell.by] += cell.decisions
            outcomes[cell.by, cell.outcome] += cell.decisions
    for one in counted.overturned:
        lost[one.by] += one.decisions
    rows = []
    for by in _most_first(made):
        share = wilson(lost[by], made[by])
        median = quantiles(counted.waits[by])[0] if by in counted.waits else None
        approved, rejected = outcomes[by, "approve"], outcomes[by, "reject"]
        rows.append((by.removeprefix("moderator:"), approved, rejected, made[by], lost[by], share, median))
    return Table(
        "moderators",
        (
            Column("moderator", "moderator"),
            Column("approved", "count"),
            Column("rejected", "count"),
            N,
            Column("overturned", "count"),
            Column("share", "share"),
            Column("median", "seconds"),
        ),
        tuple(rows),
    )


def _appeals(counted: Counted, scope: Scope, looking: Looking) -> Table:
    one = counted.appeals
    answered = one.upheld + one.overturned
    every = answered + one.waiting
    return Table(
        "appeals",
        (
            Column("made", "count"),
            Column("waiting", "count"),
            Column("upheld", "count"),
            Column("overturned", "count"),
            Column("share", "share"),
        ),
        ((every, one.waiting, one.upheld, one.overturned, wilson(one.overturned, answered)),)
        if every
        else (),
    )


def _reports(counted: Counted, scope: Scope, looking: Looking) -> Table:
    return Table(
        "reports",
        (
            Column("clause", "clause"),
            Column("reports", "count"),
            Column("counted", "count"),
            Column("comments", "count"),
            Column("rejected", "count"),
            Column("share", "share"),
        ),
        tuple(
            (
                one.clause,
                one.reports,
                one.counted,
                one.comments,
                one.rejected,
                wilson(one.rejected, one.comments),
            )
            for one in counted.reports
        ),
    )


def _days(counted: Counted, scope: Scope, looking: Looking) -> Table:
    """Decisions step by step, as finely as they are counted, without persons; for CSV and API."""
    sums: Counter[tuple[int, str, str, str, str, str]] = Counter()
    for cell in counted.cells:
        who = who_of(cell.by)
        sums[cell.step, who, cell.outcome, cell.clause, cell.language, cell.engine] += cell.decisions
    return Table(
        "days",
        (
            Column("at", "time"),
            Column("who", "who"),
            Column("outcome", "outcome"),
            Column("clause", "clause"),
            Column("language", "language"),
            Column("engine", "engine"),
            Column("decisions", "count"),
        ),
        tuple((_begin(scope, key[0]), *key[1:], number) for key, number in sorted(sums.items())),
    )


_Make = Callable[[Counted, Scope, Looking], Table]
_TABLES: Mapping[str, _Make] = {
    "volume": _volume,
    "decided": _decided,
    "times": _times,
    "overturned_clauses": lambda counted, *_: _overturned(
        "overturned_clauses", "clause", counted, lambda row: row.clause
    ),
    "overturned_languages": lambda counted, *_: _overturned(
        "overturned_languages", "language", counted, lambda row: row.language
    ),
    "overturned_engines": lambda counted, *_: _overturned(
        "overturned_engines", "engine", counted, lambda row: row.engine if row.by == ENGINE else None
    ),
    "moderators": _moderators,
    "appeals": _appeals,
    "reports": _reports,
    "agreement": lambda counted, *_: agreement_table(counted.second_views),
    "sample": lambda counted, *_: sample_table(counted.second_views),
    "reliability": lambda counted, *_: reliability_table(counted),
    "drift": lambda counted, *_: drift_table(counted),
    "days": _days,
}
NAMES = tuple(_TABLES)
