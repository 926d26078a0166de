from __future__ import annotations

import sys
from pathlib import Path

# `training/` is no part of the installed package: it stands beside `tests/` in the repository.
sys.path.insert(0, str(Path(__file__).parents[3]))
