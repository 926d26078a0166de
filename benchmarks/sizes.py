"""What the reader's browser fetches, in gzip bytes."""

from __future__ import annotations

import gzip
from pathlib import Path

STATIC = Path(__file__).parents[1] / "src/gatepost/web/static"


def measure() -> dict[str, object]:
    """Bytes of the widget, style sheet included, with the largest language; and of all that may ever come."""

    def size(path: Path) -> int:
        return len(gzip.compress(path.read_bytes(), 9))

    widget = size(STATIC / "widget.js")
    more = {path.name.split(".")[1]: size(path) for path in STATIC.glob("widget.*.more.js")}
    words = {language: size(STATIC / f"widget.{language}.js") for language in more}
    parts = sum(size(path) for path in STATIC.glob("widget-*.js"))
    return {
        "widget_gzip_bytes": widget,
        "with_largest_language": widget + max(words.values()),
        "with_all_that_comes_when_used": widget
        + parts
        + max(words[language] + more[language] for language in more),
    }
