"""What the reader's browser fetches, in gzip bytes."""

from __future__ import annotations

import gzip
from pathlib import Path

STATIC = Path(__file__).parents[1] / "src/gatepost/web/static"


def measure() -> dict[str, object]:
    """Bytes of the widget, style sheet included; peers' figures stand in the README."""
    source = (STATIC / "widget.js").read_bytes()
    return {"widget_gzip_bytes": len(gzip.compress(source, 9)), "widget_bytes": len(source)}
