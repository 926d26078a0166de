"""A newspaper's page on an origin of its own; a real server with accounts, letters and a tiny engine."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import httpx
from joserfc import jwt
from joserfc.jwk import OctKey
from msgspec import structs
from playwright.sync_api import BrowserContext, Locator, Page, expect
from tests.api.gatepost_here import LiveServer, settings_in
from tests.api.stub_engine import StubEngine, load_stub
from tests.browser.widget_words import words
from tests.mailboxes import mail_server, text_of

from gatepost.web.app import build
from gatepost.web.composition import running, stop_streams
from gatepost.web.server import Server
from gatepost.web.settings import ModeSettings, SiteSettings, SsoSettings

ORIGIN = "http://localhost:9000"
KEY = "a-shared-secret-of-the-publisher-1"
RIGHT_TO_LEFT = ("ar", "ckb", "fa")
BAD, UNSURE = "idiot", "perhaps"  # see stub_engine.py
HTML = """<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">
<title>A story</title>
<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<style>:root {{ color-scheme: light dark }} body {{ margin: 0 8px; font: 16px/1.5 sans-serif;
  color: canvastext; background: canvas }}
gatepost-comments:not(:defined) {{ display: block; min-height: 100vh }} .long {{ height: {above}px }}</style>
<script type="module" src="{server}/widget.js"></script></head>
<body><main><h1>A story</h1><p class="long">…</p><gatepost-comments {attributes}></gatepost-comments></main>
<footer>The end of the page</footer></body></html>"""
Result = TypeVar("Result")


class Newsroom(LiveServer):
    """`mail.box` holds the letters that were sent; `robot` is a program at the desk."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, StubEngine())
        self.robot = httpx.Client(base_url=self.url, timeout=30)

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        assert self.engine is not None
        async with mail_server() as self.mail:
            site = SiteSettings(
                "news",
                "News",
                (ORIGIN,),
                who=("guest", "email", "sso"),
                badges={"author": "Our author"},
                sso=SsoSettings(issuer=ORIGIN, secrets={"one": KEY}),
                modes=ModeSettings("automatic"),
            )
            settings = structs.replace(settings_in(self.folder), sites=(site,), mail=self.mail.settings)
            async with running(settings, load=load_stub(self.engine)) as service:
                self.service = service
                self.server = Server(
                    build(service), on_listening=self.listening.set, on_stopping=lambda: stop_streams(service)
                )
                await self.server.serve(sockets=[self.socket])

    def start(self) -> None:
        super().start()
        assert self.service is not None
        token = self.here(self.service.accounts.add_token("robot", ["desk", "desk-admin"]))
        self.robot.headers["Authorization"] = f"Bearer {token}"

    def stop(self) -> None:
        self.robot.close()
        super().stop()

    def here(self, work: Coroutine[Any, Any, Result]) -> Result:
        """What the server's own event loop makes of this."""
        assert self.loop is not None
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    def desk(self, path: str, **body: Any) -> Any:
        answer = self.robot.post("/api/v1/desk/" + path, json=body)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def settings(self, article: str, **changes: Any) -> None:
        """Sets an article up, known or not."""
        made = self.desk("articles", url=article)
        self.desk(f"articles/{made['id']}/settings", **changes)

    def say(self, article: str, text: str, name: str = "Ann", **more: Any) -> dict[str, Any]:
        """A comment from somewhere else."""
        body = {"article": {"url": article}, "text": text, "author": {"name": name}, **more}
        answer = httpx.post(f"{self.url}/api/v1/comments", json=body, timeout=30)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    def letter(self, number: int) -> str:
        """The text of the letter that came as number so many."""

        async def arrived() -> str:
            async with asyncio.timeout(20):
                while len(self.mail.box.letters) <= number:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            return text_of(self.mail.box.letters[number])

        return self.here(arrived())


def token(subject: str, **claims: Any) -> str:
    """What the publisher's own sign-in would give to the page."""
    now = int(time.time())
    known = {"iss": ORIGIN, "aud": "news", "sub": subject, "iat": now, "exp": now + 600, **claims}
    return jwt.encode({"alg": "HS256", "kid": "one"}, known, OctKey.import_key(KEY))


class Story:
    """One reader's page of one article."""

    def __init__(
        self, context: BrowserContext, newsroom: Newsroom, article: str, language: str = "en"
    ) -> None:
        self.context, self.newsroom = context, newsroom
        self.article, self.language = article, language
        self.w = words(language)
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(f"thrown: {error}"))
        self.page.on("console", lambda message: self._heard(message.type, message.text))
        self.widget = self.page.locator("gatepost-comments")
        self.form = self.widget.locator(".write form")
        self.text = self.form.locator("textarea").first
        self.status = self.widget.locator(".float [role=status]")
        self.dialog = self.widget.locator("dialog")
        self.attributes, self.above = "", 0

    def _heard(self, kind: str, text: str) -> None:
        # Refusals that a test wants stand on the console as well.
        if kind in {"error", "warning"} and "Failed to load resource" not in text:
            self.faults.append(f"{kind}: {text}")

    def open(self, hash: str = "", *, settled: bool = True) -> Story:
        attributes = f'article="{self.article}" api="{self.newsroom.url}" {self.attributes}'
        html = HTML.format(
            language=self.language,
            direction="rtl" if self.language in RIGHT_TO_LEFT else "ltr",
            server=self.newsroom.url,
            attributes=attributes,
            above=self.above,
        )
        self.page.route(
            f"{ORIGIN}/**", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8")
        )
        self.page.goto("about:blank")
        self.page.goto(self.article + hash)
        if settled:
            expect(self.widget.locator("section")).to_have_attribute("aria-busy", "false")
        return self

    def post(
        self, text: str, name: str = "Dara", form: Locator | None = None, *, anyway: bool = False
    ) -> str:
        form = form or self.form
        if form.locator(".identity input").count():
            form.locator(".identity input").fill(name)
        form.locator("textarea").first.fill(text)
        with self.page.expect_response(
            lambda answer: answer.request.method == "POST" and answer.url.endswith("/api/v1/comments")
        ) as answer:
            form.locator("button.send").first.click()
            if anyway:
                form.locator(".check > .row > button").last.click()
        body = answer.value.json()
        assert answer.value.status == 201, body
        return str(body["id"])

    def public(self, comment: str) -> Locator:
        return self.widget.locator(f"#gatepost-{comment}")

    def own(self, comment: str) -> Locator:
        return self.widget.locator(f"#own-{comment}")

    def press(self, within: Locator, key: str) -> None:
        """The button with these words, which may begin a longer name."""
        within.get_by_role("button", name=self.w[key]).first.click()

    def options(self, comment: str) -> Locator:
        """What "More" opens under a public comment."""
        more = self.public(comment).locator("> .row > button").last
        if more.get_attribute("aria-expanded") == "false":
            more.click()
        slot = self.public(comment).locator("> div").last
        expect(slot.locator("button").first).to_be_visible()
        return slot

    def kept(self, key: str) -> Any:
        """What the browser remembers under this name."""
        found = self.page.evaluate(f"localStorage.getItem('gatepost:{key}')")
        return None if found is None else json.loads(found)
