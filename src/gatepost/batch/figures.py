"""What a run counts: rows, outcomes, errors, languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pyarrow
from msgspec import Struct, field
from pyarrow import compute


class Figures(Struct):
    """Counts of rows; `seconds` from the first row read to the last one written."""

    rows: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    def count(self, verdicts: pyarrow.RecordBatch | pyarrow.Table) -> None:
        """Add the rows of these verdicts."""
        self.rows += verdicts.num_rows
        for known, name in (
            (self.outcomes, "outcome"),
            (self.languages, "language"),
            (self.errors, "error_code"),
        ):
            for item in compute.value_counts(verdicts.column(name)).to_pylist():
                if item["values"] is not None:
                    known[item["values"]] = known.get(item["values"], 0) + item["counts"]

    def add(self, other: Figures) -> None:
        """Add another file's counts."""
        self.rows += other.rows
        self.outcomes = _sum(self.outcomes, other.outcomes)
        self.languages = _sum(self.languages, other.languages)
        self.errors = _sum(self.errors, other.errors)

    @property
    def wrong(self) -> int:
        """Rows that could not be screened."""
        return sum(self.errors.values())


def _sum(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return dict(Counter(one) + Counter(other))
