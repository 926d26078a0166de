"""How long the figures page takes with 100,000 comments stored: whole answers, through route and template.

The history is written straight into the tables, 70% decided by the engine and 18% by people, 2% of the
decisions overturned, 10% waiting, spread evenly over 90 days and six languages; 2,000 second views.
"""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any, cast

import httpx

from gatepost.conversation.figures.records import DAY
from gatepost.conversation.records import Moderator
from gatepost.engine import guidelines as shipped
from gatepost.engine.guidelines import Guidelines
from gatepost.store.sqlite.opening import bring_up_to_date
from gatepost.vocabulary import LANGUAGES, Context, Submission, Verdict
from gatepost.web.app import build
from gatepost.web.composition import DATABASE, now, running
from gatepost.web.settings import ServerSettings, Settings, SiteSettings

COMMENTS = 100_000
DAYS = 90
MODERATORS = 12
SECOND_VIEWS = 2_000
TIMES = 15
ENGINES = (
    "gatepost 0.3.0 full encoder 3f9a1c22e0b1 words 88aa10c2",
    "gatepost 0.3.1 full encoder 3f9a1c22e0b1 words 90bb31d4",
)
CLAUSES = ("profanity", "threat", "personal-attack", "abuse.racism", "off-topic", "promotion.commercial")
PAGES = {
    "24 hours": "period=24h",
    "7 days": "period=7d",
    "30 days": "period=30d",
    "90 days": "period=90d",
    "90 days, one language": "period=90d&written=ckb",
}


COMMENT = (
    "comments: id, site, article, root, depth, author_name, text, salt, digest, state, submitted_at,"
    " language, screened, risk, decided_at, token_hash"
)
VERDICT = "verdicts: comment, at, record"
DECISION = (
    'decisions: comment, seq, at, record, standing, "by", outcome, clause, engine, overturns, site, language,'
    " risk, waited"
)
SAMPLE = (
    "samples: comment, seq, site, language, decided_at, drawn_at, place, share, first_by, first_outcome,"
    ' first_clause, risk, engine, "by", outcome, clause, at'
)


class Silent:
    """No engine is needed to count."""

    version = "silent"

    def screen_many(
        self, submissions: Sequence[Submission], contexts: Sequence[Context]
    ) -> Sequence[Verdict]:
        raise NotImplementedError


def load(_: Settings) -> tuple[Silent, Guidelines]:
    return Silent(), shipped.load()


def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> dict[str, Any]:
    fill(folder / DATABASE, now())
    site = SiteSettings("news", "News", ("https://news.example",), quality_share=0.02)
    settings = Settings(ServerSettings(data=str(folder)), sites=(site,))
    async with running(settings, load=load) as service:
        await service.house.store.add_moderator(Moderator("m0", "Mina", "editor"))
        link = await service.accounts.make_link("m0")
        transport = httpx.ASGITransport(cast(Any, build(service)))
        async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as desk:
            await desk.get(f"/desk/enter?token={link}")
            figures: dict[str, Any] = {"comments": COMMENTS, "python": sys.version.split()[0]}
            for name, query in PAGES.items():
                figures[name] = await _times(desk, f"/desk/figures?{query}")
            figures["beside it, a page without figures"] = await _times(desk, "/desk/preferences")
            figures["csv of 90 days"] = await _times(desk, "/desk/figures.csv?table=days&period=90d")
            began = time.perf_counter()
            await desk.get("/desk/quality")
            figures["first draw of the sample, ms"] = round(1_000 * (time.perf_counter() - began))
            figures["blind sample page"] = await _times(desk, "/desk/quality")
        return figures


async def _times(desk: httpx.AsyncClient, path: str) -> dict[str, int]:
    """Milliseconds of each answer, the first one included; and of the processor, whatever else it does."""
    taken, busy = [], []
    for _ in range(TIMES):
        began, worked = time.perf_counter(), time.process_time()
        answer = await desk.get(path)
        taken.append(1_000 * (time.perf_counter() - began))
        busy.append(1_000 * (time.process_time() - worked))
        assert answer.status_code == 200, answer.status_code
    return {
        "median_ms": round(median(taken)),
        "worst_ms": round(max(taken)),
        "processor_ms": round(median(busy)),
        "bytes": len(answer.content),
    }


def fill(path: Path, until: int, comments: int = COMMENTS) -> None:
    """A database with a history that is as wide and as long as a real one."""
    bring_up_to_date(path)
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO articles (id, site, key, url, title, body) VALUES ('a','news','k','https://news.example/a',?,?)",
            (b"Title", b"Body " * 500),
        )
        chance = random.Random(7)
        for statement, rows in _rows(chance, until, comments):
            connection.executemany(statement, rows)
    connection.close()


def _rows(chance: random.Random, until: int, comments: int) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    of_comments, of_verdicts, of_decisions, of_samples = [], [], [], []
    since = until - DAYS * DAY
    for number in range(comments):
        at = since + number * (DAYS * DAY) // comments
        comment = f"0197{number:08x}-7000-7000-8000-{chance.getrandbits(48):012x}"
        language, engine = chance.choice(LANGUAGES), ENGINES[number > comments // 2]
        risk = round(1_000_000 * chance.betavariate(0.4, 1.6))
        kind = chance.random()
        waits = kind >= 0.88
        by = "engine" if kind < 0.7 else f"moderator:m{chance.randrange(MODERATORS)}"
        outcome = "reject" if chance.randrange(1_000_000) < risk else "approve"
        clause = chance.choice(CLAUSES) if outcome == "reject" else ""
        waited = chance.randrange(60_000, 400_000) if by == "engine" else chance.randrange(10**7, 10**11)
        when = min(at + waited, until - 1)
        state = "pending" if waits else {"reject": "rejected", "approve": "approved"}[outcome]
        ground = {"clause": clause or "threat", "probability": risk / 1_000_000, "by": "classifier"}
        verdict = {
            "outcome": outcome,
            "grounds": [ground] * 3,
            "probabilities": {},
            "violation": risk / 1_000_000,
            "language": language,
            "engine": engine,
            "guidelines": "default@0",
            "steps": ["a step of the policy, told in some words"] * 6,
        }
        of_verdicts.append((comment, at, json.dumps(verdict).encode()))
        made: list[tuple[Any, ...]] = []
        if by != "engine" or waits:
            made.append((at + 90_000, "engine", "refer", "", 0, None))
        if not waits:
            made.append((when, by, outcome, clause, 0, when - at))
            if chance.random() < 0.02:
                other = _other(outcome)
                made.append(
                    (
                        min(when + 10**9, until - 1),
                        "moderator:m3",
                        other,
                        "threat" if other == "reject" else "",
                        1,
                        None,
                    )
                )
                state = {"reject": "rejected", "approve": "approved"}[other]
        for seq, (decided, who, what, under, overturns, first) in enumerate(made):
            record = json.dumps({"outcome": what, "by": who, "grounds": [ground] * 3 if under else []})
            of_decisions.append(
                (
                    *(comment, 3 * number + seq, decided, record.encode(), 1, who, what, under, engine),
                    *(overturns, "news", language, risk, first),
                )
            )
        of_comments.append(
            (
                *(comment, "news", "a", comment, 0, b"Ann", b"A comment of usual length. " * 8),
                *(b"s" * 32, b"d" * 32, state, at, language, 1, risk, None if waits else made[-1][0]),
                comment.encode(),
            )
        )
        if not waits and number % (comments // SECOND_VIEWS or 1) == 0:
            second = outcome if chance.random() < 0.9 else _other(outcome)
            of_samples.append(
                (
                    *(comment, 3 * number, "news", language, when, when, 1, 20_000, by, outcome, clause),
                    *(risk, engine, "moderator:other", second, "threat" if second == "reject" else "", when),
                )
            )
    yield _insert(COMMENT), of_comments
    yield _insert(VERDICT), of_verdicts
    yield _insert(DECISION), of_decisions
    yield _insert(SAMPLE), of_samples


def _other(outcome: str) -> str:
    return "approve" if outcome == "reject" else "reject"


def _insert(table: str) -> str:
    """The statement for `name: columns`."""
    name, _, columns = table.partition(": ")
    return f"INSERT INTO {name} ({columns}) VALUES ({','.join('?' * len(columns.split(',')))})"


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
