"""Archives: an Arrow table in, an Arrow table out; in local processes or on an existing Ray cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gatepost.batch.columns import TableError

if TYPE_CHECKING:
    from gatepost.batch.table import screen_table

__all__ = ["TableError", "screen_table"]


def __getattr__(name: str) -> Any:
    # `gatepost screen` reads rows as archives do, and needs no Arrow for a line.
    if name == "screen_table":
        from gatepost.batch.table import screen_table

        return screen_table
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
