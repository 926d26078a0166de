"""Figures as people read them: digits, decimal marks, percents, durations and names in their language."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from gatepost.engine.guidelines.records import Guidelines
from gatepost.evaluation.intervals import Interval
from gatepost.web.desk.figures.parts import Column, Kind, Table, Value
from gatepost.web.desk.messages import Messages
from gatepost.web.languages import DIGITS

POINTS = {"en": (".", ","), "tr": (",", "."), "kmr": (",", ".")}
"""Decimal mark and the mark between thousands."""
EASTERN = ("٫", "٬")
NUMBERS = frozenset({"count", "share", "number", "seconds", "probability"})
LEFT_TO_RIGHT = frozenset({"time", "month"})
UNITS = (("d", 86_400.0), ("h", 3_600.0), ("min", 60.0), ("s", 1.0))


class Shown(Struct, frozen=True):
    """One cell: what it says, its interval if it has one, whether it is a number, and whether it runs from
    left to right in every language, as dates do."""

    text: str
    interval: str = ""
    number: bool = False
    ltr: bool = False


class ShownTable(Struct, frozen=True):
    """A table ready for the page. `headings` are sentences; the first cell of a row names the row."""

    name: str
    headings: tuple[str, ...]
    numbers: tuple[bool, ...]
    rows: tuple[tuple[Shown, ...], ...]


class Writing(Struct, frozen=True):
    """`names`: of moderators and programs, by id."""

    messages: Messages
    guidelines: Guidelines
    names: Mapping[str, str]

    def table(self, table: Table) -> ShownTable:
        return ShownTable(
            table.name,
            tuple(self.messages(f"figures.column.{column.name}") for column in table.columns),
            tuple(column.kind in NUMBERS for column in table.columns),
            tuple(
                tuple(self.cell(column, value) for column, value in zip(table.columns, row, strict=True))
                for row in table.rows
            ),
        )

    def cell(self, column: Column, value: Value) -> Shown:
        kind = column.kind
        if isinstance(value, Interval):
            return self._interval(kind, value)
        if value is None:
            return Shown("–", number=True)
        if isinstance(value, str):
            return Shown(self.named(kind, value), ltr=kind in LEFT_TO_RIGHT)
        if kind == "seconds":
            return Shown(self.duration(float(value)), number=True)
        if kind == "probability":
            return Shown(self.decimal(float(value), 2), number=True)
        return Shown(self.whole(int(value)), number=True)

    def named(self, kind: Kind, value: str) -> str:
        """An id as people call it."""
        t = self.messages
        if kind == "clause":
            return self._clause(value)
        if kind == "language":
            return t.name_of(value)
        if kind == "moderator":
            return self.names.get(value) or t(
                "by.program" if value.startswith("token.") else "figures.former"
            )
        if kind in ("time", "month"):
            return value.replace("T", " ").removesuffix("Z")
        if kind in ("who", "source", "outcome", "label"):
            return t(f"figures.{kind}.{value}")
        return value or t("figures.unknown")

    def _clause(self, clause: str) -> str:
        if not clause:
            return self.messages("figures.no_clause")
        if clause not in self.guidelines.by_id and self.messages.has(f"ground.{clause}"):
            return self.messages(f"ground.{clause}")
        return self.guidelines.title(clause, self.messages.language)

    def _interval(self, kind: Kind, one: Interval) -> Shown:
        def told(value: float) -> str:
            return self.percent(value) if kind == "share" else self.decimal(value, 2)

        if one.value is None:
            return Shown("–", number=True)
        if one.low is None or one.high is None:
            return Shown(told(one.value), self.messages("figures.no_interval"), True)
        ends = self.messages("figures.interval", low=told(one.low), high=told(one.high))
        return Shown(told(one.value), ends, True)

    def whole(self, value: int) -> str:
        return self.digits(f"{value:,}".replace(",", self._marks[1]))

    def decimal(self, value: float, places: int) -> str:
        written = f"{value:.{places}f}".replace("-", "\u2212").replace(".", self._marks[0])
        return self.digits(written)

    def percent(self, share: float) -> str:
        """A share with one decimal place. Unlike a probability, it may well be 0 or 100."""
        figure = self.decimal(100 * share, 1)
        if self.messages.language in DIGITS:
            return f"٪{figure}"
        return f"%{figure}" if self.messages.language in ("tr", "kmr") else f"{figure}%"

    def duration(self, seconds: float) -> str:
        """In the largest unit of which there is one, to two or three digits: 80 ms, 3.2 s, 14 min, 2.5 h."""
        for name, unit in UNITS:
            if seconds >= unit:
                amount = seconds / unit
                return self.messages(f"figures.unit.{name}", n=self.decimal(amount, 1 if amount < 10 else 0))
        return self.messages("figures.unit.ms", n=self.digits(str(round(seconds * 1_000))))

    def digits(self, written: str) -> str:
        return written.translate(DIGITS.get(self.messages.language, {}))

    @property
    def _marks(self) -> tuple[str, str]:
        return POINTS.get(self.messages.language, EASTERN)
