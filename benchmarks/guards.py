"""What guards against abuse cost each request, and the expectation of a wait with 100,000 comments stored."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from typing import Any, cast

from litestar import Request

from benchmarks.figures import COMMENTS, fill, load
from gatepost.web.abuse import browser_token
from gatepost.web.abuse.browser_token import KNOWN_AFTER
from gatepost.web.abuse.floods import Floods
from gatepost.web.abuse.limiting import limited
from gatepost.web.abuse.work import Work, solve
from gatepost.web.app import build_litestar
from gatepost.web.composition import DATABASE, now, running
from gatepost.web.settings import LimitSettings, ServerSettings, Settings, SiteSettings

TIMES = 20_000
TEXT = "The council should publish the full report on the new bridge before the vote next week. " * 4
PLENTY = LimitSettings(posts_per_minute=10**9, posts_burst=10**9, attack_per_minute=10**9)


def measure() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> dict[str, Any]:
    fill(folder / DATABASE, now())
    site = SiteSettings("news", "News", ("https://news.example",))
    settings = Settings(ServerSettings(data=str(folder)), PLENTY, (site,))
    found: dict[str, Any] = {"comments": COMMENTS, "python": sys.version.split()[0]}
    async with running(settings, load=load) as service:
        house = service.house
        here = house.sites.all[0]
        key = await house.store.keys.of(browser_token.PURPOSE)
        token = browser_token.written(browser_token.new(now() - KNOWN_AFTER), key)
        app = build_litestar(service)

        def request(*headers: tuple[bytes, bytes]) -> Request[Any, Any, Any]:
            scope = {
                "type": "http", "method": "POST", "path": "/", "headers": list(headers), "litestar_app": app,
                "client": ("192.0.2.1", 5000), "query_string": b"", "state": {},
            }  # fmt: skip
            return Request(cast(Any, scope))

        async def known() -> None:
            asked = request((b"gatepost-client", token.encode()), (b"origin", b"https://news.example"))
            await limited(asked, service.posts, "comments")

        async def stranger() -> None:
            await limited(request(), service.posts, "comments")

        async def admit() -> None:
            await service.defence.admit(here, now(), "en", text=TEXT, website="", done="")

        async def kept() -> None:
            await house.waiting.of_site(here, "en")

        async def worked_out() -> None:
            house.waiting._known.clear()
            await house.waiting.of_site(here, "en")

        found["limits of a known reader, us"] = await _microseconds(known)
        found["limits of a stranger, who gets a token, us"] = await _microseconds(stranger)
        found["hidden field and attack, us"] = await _microseconds(admit)
        found["expectation of a wait, kept, us"] = await _microseconds(kept)
        found["expectation of a wait, worked out anew, us"] = await _microseconds(worked_out, 30)
        floods, work = Floods(), Work(key)

        async def flood() -> None:
            floods.wait("news", TEXT, now())

        done = [solve(work.challenge("news", 8, now()), 8) for _ in range(500)]

        async def check_work() -> None:
            assert work.accept(done.pop(), "news", now())

        found["in an attack: the same text?, us"] = await _microseconds(flood, 2_000)
        found["in an attack: a check of work, us"] = await _microseconds(check_work, 100)
    return found


async def _microseconds(what: Callable[[], Awaitable[None]], times: int = TIMES) -> float:
    """One call, the median of five rounds."""
    rounds = []
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(times):
            await what()
        rounds.append(1e6 * (time.perf_counter() - began) / times)
    return round(median(rounds), 1)


if __name__ == "__main__":
    print(json.dumps(measure(), indent=2))
