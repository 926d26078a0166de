"""A PostgreSQL server that a test may kill."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.faults.postgres import PostgreSQL


@pytest.fixture
def server() -> Iterator[PostgreSQL]:
    with TemporaryDirectory(prefix="gatepost-pg-") as folder:  # its socket's path must be short
        made = PostgreSQL(Path(folder) / "data")
        yield made
        made.close()
