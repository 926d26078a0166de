"""A whole Gatepost for each test, with a stub engine (the real one where it matters)."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.api.gatepost_here import Client, LiveServer, settings_in
from tests.api.stub_engine import StubEngine, load_stub

from gatepost.web.composition import DATABASE, open_store, running
from gatepost.web.service import Service


@pytest.fixture
def engine() -> Iterator[StubEngine]:
    made = StubEngine()
    yield made
    made.release()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of the newest schema, made once: to migrate for every test is slow."""
    folder = tmp_path_factory.mktemp("empty")

    async def make() -> None:
        store = open_store(settings_in(folder))
        await store.open()
        await store.close()

    asyncio.run(make())
    return folder / DATABASE


@pytest.fixture
async def service(tmp_path: Path, engine: StubEngine, empty_database: Path) -> AsyncIterator[Service]:
    shutil.copy(empty_database, tmp_path / DATABASE)
    async with running(settings_in(tmp_path), load=load_stub(engine)) as made:
        yield made
        engine.release()


@pytest.fixture
async def client(service: Service) -> AsyncIterator[Client]:
    async with Client(service) as made:
        yield made


@pytest.fixture
async def desk(service: Service) -> AsyncIterator[Client]:
    """A program at the desk."""
    token = await service.accounts.add_token("robot", ["desk"])
    async with Client(service, headers={"Authorization": f"Bearer {token}"}) as made:
        yield made


@pytest.fixture
def live(tmp_path: Path, engine: StubEngine) -> Iterator[LiveServer]:
    server = LiveServer(tmp_path / "live", engine)
    server.start()
    yield server
    engine.release()
    server.stop()
