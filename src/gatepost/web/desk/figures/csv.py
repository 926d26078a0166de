"""A table as CSV, for spreadsheets as they are: UTF-8 with a byte order mark, CRLF, no formulas.

Without the mark Excel reads UTF-8 as something else and breaks every name that is not English; programs that
read `utf-8-sig` never see it. A text that a spreadsheet would run as a formula gets an apostrophe before it,
which is how spreadsheets themselves write such texts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from gatepost.evaluation.intervals import Interval
from gatepost.web.desk.figures.parts import Table, Value

MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell must not begin with; spreadsheets for East Asia take the full-width signs, too."""
DIGITS = 6


def written(table: Table, names: Mapping[str, str]) -> bytes:
    """The table with a heading. An interval takes three columns; a moderator's name stands beside the id.

    `names`: moderators' names by id.
    """
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    heading: list[str] = []
    for column in table.columns:
        heading.append(column.name)
        if column.kind in ("share", "number"):
            heading += [f"{column.name}_low", f"{column.name}_high"]
        if column.kind == "moderator":
            heading.append("name")
    lines.writerow(heading)
    for row in table.rows:
        cells: list[str | int | float] = []
        for column, value in zip(table.columns, row, strict=True):
            cells += _cells(value)
            if column.kind == "moderator":
                cells.append(harmless(names.get(str(value), "")))
        lines.writerow(cells)
    return (MARK + out.getvalue()).encode()


def harmless(text: str) -> str:
    """The text as a cell that is shown and never computed."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) or text.startswith(FORMULA) else text


def _cells(value: Value) -> list[str | int | float]:
    if isinstance(value, Interval):
        return [_number(one) for one in (value.value, value.low, value.high)]
    if value is None:
        return [""]
    return [harmless(value)] if isinstance(value, str) else [value]


def _number(value: float | None) -> str | float:
    return "" if value is None else round(value, DIGITS)
