"""docs/reference/metrics.md against what /metrics has."""

from __future__ import annotations

import re
from pathlib import Path

from prometheus_client import Counter, Gauge, Histogram

from gatepost.web import metrics

PAGE = (Path(__file__).parents[2] / "docs/reference/metrics.md").read_text(encoding="utf-8")


def test_the_page_lists_exactly_the_figures() -> None:
    listed = re.findall(r"^\| `(gatepost_\w+)` \| (\w+) \| (.*?) ?\| (.+) \|$", PAGE, flags=re.MULTILINE)
    had = []
    for figure in vars(metrics).values():
        if isinstance(figure, Counter | Gauge | Histogram):
            described = next(iter(figure.describe()))
            name = described.name + ("_total" if described.type == "counter" else "")
            labels = ", ".join(f"`{label}`" for label in figure._labelnames)
            had.append((name, described.type, labels, described.documentation))
    assert listed == had
