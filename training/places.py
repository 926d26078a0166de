"""Where training reads and writes within the repository."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent
WEIGHTS = ROOT / "src/gatepost/engine/models/weights"
CARDS = ROOT / "docs/model-cards"
