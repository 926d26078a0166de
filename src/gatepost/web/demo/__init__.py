"""The demonstration: a small invented newspaper whose pages embed the widget.

`DEMO_ROUTES` are its pages; `seed` gives it its first comments, by the same journey that readers take.
"""

from __future__ import annotations

from gatepost.web.demo.seed import seed
from gatepost.web.demo.site import DEMO_ROUTES

__all__ = ["DEMO_ROUTES", "seed"]
