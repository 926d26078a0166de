"""What the reader's browser fetches, in gzip bytes."""

from __future__ import annotations

import gzip
from pathlib import Path

STATIC = Path(__file__).parents[1] / "src/gatepost/web/static"


def measure() -> dict[str, object]:
    """Bytes of the widget, style sheet included, and with the largest of the languages fetched on need."""

    def size(path: Path) -> int:
        return len(gzip.compress(path.read_bytes(), 9))

    widget = size(STATIC / "widget.js")
    largest = max(size(path) for path in STATIC.glob("widget.*.js"))
    return {"widget_gzip_bytes": widget, "with_largest_language": widget + largest}
