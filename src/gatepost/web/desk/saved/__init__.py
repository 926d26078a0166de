"""Saved views: a list with its filters and order under a name."""

from __future__ import annotations

from gatepost.web.desk.saved.pages import delete_view, save_view

ROUTES = (save_view, delete_view)
