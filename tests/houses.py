"""A whole house over a real database file, with an engine that says what the text tells it to say."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Literal

from gatepost.conversation.house import House
from gatepost.conversation.modes import Modes
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.settle import settle
from gatepost.conversation.sites import Site, Sites
from gatepost.conversation.submit import Draft, Submitted, submit
from gatepost.engine.guidelines import Guidelines, load
from gatepost.store.sqlite import SQLiteStore
from gatepost.vocabulary import Context, Evidence, Finding, Outcome, Submission, Verdict

ARTICLE = "https://news.example/a/1"
PATIENCE = 30.0


@cache
def guidelines() -> Guidelines:
    return load()


class TellingEngine:
    """Texts that begin with `reject`, `refer` or `boom` get that; everything else is approved."""

    version = "telling 1"

    def __init__(self) -> None:
        self.failing = True
        self.seen: list[str] = []
        self.contexts: list[Context] = []
        self.gate = threading.Event()
        self.gate.set()

    def screen_many(self, submissions: Sequence[Submission], contexts: Sequence[Context]) -> list[Verdict]:
        assert self.gate.wait(PATIENCE)
        if self.failing and any(one.text.startswith("boom") for one in submissions):
            raise RuntimeError("the engine stumbles")
        # Names are screened as well; they have no surroundings, and tests do not ask for them.
        texts = [pair for pair in zip(submissions, contexts, strict=True) if pair[1].hosts]
        self.seen += [submission.text for submission, _ in texts]
        self.contexts += [context for _, context in texts]
        return [self.verdict(one) for one in submissions]

    def verdict(self, submission: Submission) -> Verdict:
        first = submission.text.split(" ")[0]
        outcome = {"reject": Outcome.REJECT, "refer": Outcome.REFER}.get(first, Outcome.APPROVE)
        grounds = (
            (
                Finding("threat", 0.4, "lexicon"),
                Finding("threat", 0.97, "classifier", (Evidence(0, len(first), first),)),
            )
            if outcome is not Outcome.APPROVE
            else ()
        )
        language = submission.language or "en"
        return Verdict(outcome, grounds, {"threat": 0.97}, 0.97, language, self.version, guidelines().version)


class Clock:
    """Time that passes by a microsecond a look, and more when told to."""

    def __init__(self) -> None:
        self.at = 1_750_000_000_000_000

    def __call__(self) -> int:
        self.at += 1
        return self.at


class Home:
    """A running house with its parts at hand."""

    def __init__(self, house: House, engine: TellingEngine, clock: Clock, site: Site) -> None:
        self.house, self.engine, self.clock, self.site = house, engine, clock, site
        self.signals: list[str] = []
        house.signal = self.signals.append

    @property
    def store(self) -> SQLiteStore:
        assert isinstance(self.house.store, SQLiteStore)
        return self.house.store

    def draft(self, text: str = "fine", name: str = "Ann", url: str = ARTICLE, **more: object) -> Draft:
        return Draft(self.site, url, text, name, **more)  # type: ignore[arg-type]

    async def send(self, text: str = "fine", **more: object) -> Submitted:
        return await submit(self.house, self.draft(text, **more))  # type: ignore[arg-type]

    async def post(self, text: str = "fine", **more: object) -> CommentRecord:
        """Submit and wait until the screening worker is done with it."""
        sent = await self.send(text, **more)
        return await settle(self.house, sent.comment.id, PATIENCE)

    async def chain(self) -> str:
        (article,) = await self.store.articles()
        return article.id

    async def kinds(self, comment: str) -> list[str]:
        history = await self.store.history(comment)
        assert history is not None
        return [entry.kind.value for entry in history.entries]


@asynccontextmanager
async def home(
    path: Path,
    *,
    modes: Modes | None = None,
    engine: TellingEngine | None = None,
    backoff: Sequence[float] = (0.0, 0.0),
    articles: Literal["open", "registered"] = "open",
    screening: bool = True,
) -> AsyncIterator[Home]:
    """A house over the database at `path`, opened and closed. Without `screening` no worker runs."""
    origins = ("https://news.example",)
    site = Site("site", "The Example", origins, modes=modes or Modes.automatic(), articles=articles)
    engine = engine or TellingEngine()
    clock = Clock()
    house = House(SQLiteStore(path), engine, guidelines(), Sites([site]), clock=clock, backoff=backoff)
    await house.store.open()
    if screening:
        await house.screener.start()
    try:
        yield Home(house, engine, clock, site)
    finally:
        engine.gate.set()
        await house.close()


async def until(condition: object, seconds: float = PATIENCE) -> None:
    """Wait until `condition()` holds; fail when it does not in time."""
    assert callable(condition)
    async with asyncio.timeout(seconds):
        while True:
            held = condition()
            if asyncio.iscoroutine(held):
                held = await held
            if held:
                return
            await asyncio.sleep(0.002)
