"""Who is at the desk, who looks at which card, and what was decided elsewhere: shown live."""

from __future__ import annotations

from gatepost.web.desk.presence.holding import hold, let_go, look
from gatepost.web.desk.presence.stream import stream

ROUTES = (stream, look, hold, let_go)
