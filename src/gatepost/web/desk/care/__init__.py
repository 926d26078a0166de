"""Care for moderators: each sets the desk as it is good for them."""

from __future__ import annotations

from gatepost.web.desk.care.preferences import keep, preferences

ROUTES = (preferences, keep)
