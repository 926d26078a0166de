"""A whole Gatepost for tests: real store, real routes, over ASGI or over a real port."""

from __future__ import annotations

import asyncio
import socket
import threading
from pathlib import Path
from typing import Any

import httpx
from msgspec import structs
from tests.api.stub_engine import StubEngine, load_stub

from gatepost.web.app import build
from gatepost.web.composition import running, stop_streams
from gatepost.web.server import Server, bind
from gatepost.web.service import Service
from gatepost.web.settings import LimitSettings, ModeSettings, ServerSettings, Settings, SiteSettings

SITE = "https://news.test"
ARTICLE = f"{SITE}/2026/a-story"
UNTOUCHED = {
    "url": ARTICLE, "id": None, "closed": False, "closes_at": None, "slow_seconds": 0, "notice": "",
    "questions": False,
}  # fmt: skip
"""The article in a list while nothing of it was ever public."""
SECRET = "0123456789abcdef0123456789abcdef"
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


def settings_in(folder: Path, **changes: Any) -> Settings:
    """Two sites, one open and one registered; the engine decides everything."""
    sites = (
        SiteSettings(
            "news", "News", (SITE, "http://localhost:9000"), secret=SECRET, modes=ModeSettings("automatic")
        ),
        SiteSettings(
            "closed-shop", "Closed shop", ("https://shop.test",), articles="registered", language="ar"
        ),
    )
    made = Settings(ServerSettings(data=str(folder)), PLENTY, sites)
    return structs.replace(made, **changes)


class Client(httpx.AsyncClient):
    """Talks to one Gatepost in this process."""

    def __init__(self, service: Service, **options: Any) -> None:
        # What a route raises by accident must come back as a problem, as a server would send it.
        transport = httpx.ASGITransport(
            build(service), raise_app_exceptions=False, client=("192.0.2.1", 5000)
        )
        super().__init__(transport=transport, base_url="http://gatepost.test", **options)
        self.service = service

    async def say(self, text: str = "A fair point.", /, **more: Any) -> httpx.Response:
        """Post a comment on the usual article."""
        headers = more.pop("headers", None)
        url = more.pop("url", ARTICLE)
        body = {"article": {"url": url}, "text": text, "author": {"name": "Ann"}, **more}
        return await self.post("/api/v1/comments", json=body, headers=headers)

    async def said(self, text: str = "A fair point.", /, **more: Any) -> dict[str, Any]:
        answer = await self.say(text, **more)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def listed(self, **params: Any) -> dict[str, Any]:
        answer = await self.get("/api/v1/comments", params={"article": ARTICLE, **params})
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


def receipt(made: dict[str, Any]) -> dict[str, str]:
    """The header by which an author shows a receipt."""
    return {"Authorization": f"Receipt {made['receipt']['token']}"}


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """Assert that the answer is this problem, in the one shape that all have."""
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    body: dict[str, Any] = answer.json()
    assert (answer.status_code, body["code"]) == (status, code), answer.text
    assert body["status"] == status
    assert body["type"].endswith(f"/{code}")
    assert body["title"]
    assert body["detail"]
    return body


class LiveServer:
    """A real uvicorn on a port of its own, in a thread with its own event loop."""

    def __init__(self, folder: Path, engine: StubEngine | None) -> None:
        self.socket: socket.socket = bind("127.0.0.1", 0)
        self.port: int = self.socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.folder, self.engine = folder, engine
        self.listening = threading.Event()
        self.failed: BaseException | None = None
        self.service: Service | None = None
        self.loop: asyncio.AbstractEventLoop | None = None
        self.server: Server | None = None
        self.thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self.thread.start()
        assert self.listening.wait(30), "the server did not begin to listen"
        if self.failed is not None:
            raise self.failed

    def stop(self) -> None:
        assert self.server is not None
        assert self.loop is not None
        self.loop.call_soon_threadsafe(setattr, self.server, "should_exit", True)
        self.thread.join(30)
        assert not self.thread.is_alive(), "the server did not end"

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as error:
            self.failed = error
            self.listening.set()

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        options = {} if self.engine is None else {"load": load_stub(self.engine)}
        async with running(settings_in(self.folder), **options) as service:
            self.service = service
            self.server = Server(
                build(service), on_listening=self.listening.set, on_stopping=lambda: stop_streams(service)
            )
            await self.server.serve(sockets=[self.socket])
