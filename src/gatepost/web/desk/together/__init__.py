"""Deciding many comments together: what will happen is shown first, then exactly that is done."""

from __future__ import annotations

from gatepost.web.desk.together.pages import begin, carry_out, of_wave, preview

ROUTES = (of_wave, begin, preview, carry_out)
