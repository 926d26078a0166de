"""What a table of figures is made of."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from gatepost.evaluation.intervals import Interval

Kind = Literal[
    "time", "count", "share", "number", "seconds", "who", "clause", "language", "engine", "moderator",
    "outcome", "month", "source", "label", "probability",
]  # fmt: skip
"""How a page writes a column. `share` and `number` are intervals; all but numbers are ids."""

Value = str | int | float | Interval | None


class Column(Struct, frozen=True):
    """`name` is what programs read: the heading in CSV, the key in JSON."""

    name: str
    kind: Kind


class Table(Struct, frozen=True):
    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]


def who_of(by: str) -> str:
    """`engine`, `people` or `programs`, for `engine`, `moderator:ID` and `moderator:token.ID`."""
    if by == "engine":
        return "engine"
    return "programs" if by.startswith("moderator:token.") else "people"
