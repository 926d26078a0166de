"""Property tests state what holds, not how fast: a busy machine must not fail them."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("gatepost", deadline=None)
settings.load_profile("gatepost")
