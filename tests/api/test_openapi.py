"""Schemathesis asks a real server everything that its own OpenAPI allows, and much that it does not."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from conftest import ARTICLE, LiveServer
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import unsupported_method
from stub_engine import StubEngine

EXAMPLES = 12


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    made = LiveServer(Path(tmp_path_factory.mktemp("openapi")), StubEngine())
    made.start()
    yield made
    made.stop()
