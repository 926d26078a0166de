"""The demo around a real store; the engine refers everything, so that the plan alone says what happens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx
import pytest

from gatepost.engine import guidelines as shipped
from gatepost.engine.guidelines import Guidelines
from gatepost.vocabulary import Context, Finding, Outcome, Submission, Verdict
from gatepost.web.app import build
from gatepost.web.composition import running
from gatepost.web.service import Service
from gatepost.web.settings import LimitSettings, ModeSettings, ServerSettings, Settings, SiteSettings


class CautiousEngine:
    """Refers every comment, and remembers around which articles it was asked."""

    version = "stub 1"

    def __init__(self) -> None:
        self.contexts: list[Context] = []

    def screen_many(
        self, submissions: Sequence[Submission], contexts: Sequence[Context]
    ) -> Sequence[Verdict]:
        self.contexts += contexts
        grounds = (Finding("threat", 0.5, "classifier"),)
        return [
            Verdict(Outcome.REFER, grounds, {}, 0.5, "en", self.version, "default@0") for _ in submissions
        ]


@pytest.fixture
def engine() -> CautiousEngine:
    return CautiousEngine()


@pytest.fixture
async def service(tmp_path: Path, engine: CautiousEngine) -> AsyncIterator[Service]:
    server = ServerSettings(data=str(tmp_path), port=8000)
    origins = ("http://127.0.0.1:8000", "http://localhost:8000")
    site = SiteSettings("demo", "Demo", origins, modes=ModeSettings("automatic"))
    settings = Settings(server, LimitSettings(), (site,))

    def load(_: Settings) -> tuple[CautiousEngine, Guidelines]:
        return engine, shipped.load()

    async with running(settings, load=load) as made:
        yield made


@pytest.fixture
async def browser(service: Service) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(build(service, demo=True))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as made:
        yield made
