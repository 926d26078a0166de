"""Figures of the desk, and the blind sample. `ROUTES` is spliced into `DESK_ROUTES`."""

from __future__ import annotations

from gatepost.web.desk.figures.page import figures, figures_csv
from gatepost.web.desk.figures.quality import judge_again, quality, quality_lines

ROUTES = (figures, figures_csv, quality, judge_again, quality_lines)
