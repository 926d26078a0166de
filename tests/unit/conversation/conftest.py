from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.houses import Home, home


@pytest.fixture
async def at_home(tmp_path: Path) -> AsyncIterator[Home]:
    async with home(tmp_path / "gatepost.sqlite3") as running:
        yield running
