"""A desk with comments to decide: real store, real routes, real templates; only the engine is a stub."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import httpx
import pytest

from gatepost.conversation.records import Moderator
from gatepost.conversation.settle import settle
from gatepost.conversation.submit import Draft, Submitted, submit
from gatepost.engine import guidelines as shipped
from gatepost.engine.guidelines import Guidelines
from gatepost.vocabulary import Context, Evidence, Finding, Outcome, Submission, Verdict
from gatepost.web.app import build
from gatepost.web.composition import running
from gatepost.web.forms import FORM_TOKEN_HEADER, form_token
from gatepost.web.service import Service
from gatepost.web.settings import LimitSettings, ModeSettings, ServerSettings, Settings, SiteSettings

SITE = "https://news.test"
PLENTY = LimitSettings(
    posts_per_minute=10**6,
    posts_burst=10**6,
    checks_per_minute=10**6,
    checks_burst=10**6,
    checks_per_day=10**6,
    writes_per_minute=10**6,
    writes_burst=10**6,
    attack_per_minute=0,
)


class WordEngine:
    """`idiot` is rejected, `perhaps` referred with its words, all else approved."""

    version = "stub 1"

    def screen_many(
        self, submissions: Sequence[Submission], contexts: Sequence[Context]
    ) -> Sequence[Verdict]:
        return [self._verdict(submission.text) for submission in submissions]

    def _verdict(self, text: str) -> Verdict:
        outcome, grounds = Outcome.APPROVE, ()
        for word, clause, worded in (
            ("idiot", "personal-attack", Outcome.REJECT),
            ("perhaps", "threat", Outcome.REFER),
        ):
            at = text.find(word)
            if at >= 0:
                evidence = Evidence(at, at + len(word), word)
                outcome, grounds = worded, (Finding(clause, 0.93, "lexicon", (evidence,)),)
                break
        return Verdict(outcome, grounds, {}, 0.5, "en", self.version, "default@0", ("language en: known",))


def load(_: Settings) -> tuple[WordEngine, Guidelines]:
    return WordEngine(), shipped.load()


class Desk(httpx.AsyncClient):
    """A browser at the desk, and a shortcut by which readers' comments come in."""

    def __init__(self, service: Service) -> None:
        transport = httpx.ASGITransport(build(service), client=("192.0.2.1", 5000))
        super().__init__(transport=transport, base_url="http://gatepost.test")
        self.service = service

    async def says(
        self, text: str, name: str = "Ann", parent: str | None = None, *, question: bool = False
    ) -> Submitted:
        """A reader's comment, screened."""
        house = self.service.house
        draft = Draft(
            site=house.sites.all[0],
            article_url=f"{SITE}/story",
            text=text,
            author_name=name,
            parent=parent,
            question=question,
        )
        made = await submit(house, draft)
        await settle(house, made.comment.id, 30)
        return made

    async def signs_in(self, name: str = "Mina") -> None:
        moderator = await self.service.house.store.moderator_by_name(name)
        if moderator is None:
            moderator = Moderator(id=name.lower(), name=name, role="moderator")
            await self.service.house.store.add_moderator(moderator)
        answer = await self.get(f"/desk/enter?token={await self.service.accounts.make_link(moderator.id)}")
        assert answer.headers["location"] == "/desk"
        self.headers[FORM_TOKEN_HEADER] = form_token(self.service.accounts.session_in(self.cookies))


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    site = SiteSettings("news", "News", (SITE,), modes=ModeSettings("automatic"))
    settings = Settings(ServerSettings(data=str(tmp_path)), PLENTY, (site,))
    async with running(settings, load=load) as made:
        yield made


@pytest.fixture
async def stranger(service: Service) -> AsyncIterator[Desk]:
    async with Desk(service) as made:
        yield made


@pytest.fixture
async def desk(service: Service) -> AsyncIterator[Desk]:
    async with Desk(service) as made:
        await made.signs_in()
        yield made
