"""A real server, a real Chromium, readers and a moderator. All waiting is for conditions, never durations."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect, sync_playwright
from tests.browser.newsroom import ORIGIN, Newsroom, Story

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
READY_SECONDS = 90
PATIENCE_MS = 20_000
LINK = re.compile(r"https?://\S*/desk/\S*[?&]token=[\w.~-]+")


def found_chromium() -> str | None:
    return os.environ.get("GATEPOST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; without one the tests are skipped for a newcomer and fail in CI."""
    found = found_chromium()
    if found:
        return found
    reason = (
        "no Chromium found: install the package `chromium`, or name the program in GATEPOST_CHROMIUM "
        f"(looked for {', '.join(NAMES)})"
    )
    if os.environ.get("CI") == "true" or os.environ.get("GATEPOST_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass
class Server:
    """A running demo. `desk_link` signs in once; the cookies that it gave are kept for the next test."""

    url: str
    desk_link: str
    cookies: list[Any] = field(default_factory=list)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(url + "/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="session")
def server(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`gatepost serve --demo` on a free port with a data folder of its own, ready to answer."""
    port = _free_port()
    data = tmp_path_factory.mktemp("demo")
    program = Path(sys.executable).with_name("gatepost")
    process = subprocess.Popen(
        [program, "serve", "--demo", "--port", str(port), "--data", data],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1", "NO_COLOR": "1", "COLUMNS": "300"},
    )
    said: list[str] = []
    assert process.stdout is not None
    reader = threading.Thread(target=lambda out: said.extend(out), args=(process.stdout,), daemon=True)
    reader.start()
    url = f"http://127.0.0.1:{port}"
    end = time.monotonic() + READY_SECONDS
    try:
        while not (_ready(url) and LINK.search("".join(said))):
            assert process.poll() is None, f"the server stopped:\n{''.join(said)}"
            assert time.monotonic() < end, f"the server was not ready in time:\n{''.join(said)}"
            time.sleep(0.05)
        link = LINK.search("".join(said))
        assert link is not None
        yield Server(url, link.group())
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(20)
        reader.join(5)
        process.stdout.close()


# A module at a time: while Playwright's synchronous face is up, no asyncio test can run in this process.
@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield found
        found.close()


@dataclass
class Watch:
    """What a page must not do: complain on the console, throw, ask another host, open a dialog."""

    host: str
    faults: list[str] = field(default_factory=list)

    def page(self, page: Page) -> None:
        page.on("console", lambda message: self._console(message.type, message.text))
        page.on("pageerror", lambda error: self.faults.append(f"thrown: {error}"))
        page.on("request", self._request)
        page.on("dialog", lambda dialog: (self.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def _console(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.faults.append(f"console {kind}: {text}")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob", "about"} and address.netloc != self.host:
            self.faults.append(f"foreign request: {request.url}")


class Reader:
    """One reader on one page with the widget, as a reader would use it."""

    def __init__(self, page: Page, server: Server, watch: Watch) -> None:
        self.page = page
        self.server = server
        self.watch = watch
        self.widget = page.locator("gatepost-comments")
        self.form = self.widget.locator(".write form")
        self.status = self.widget.get_by_role("status")

    def open(self, path: str) -> Reader:
        self.page.goto(self.server.url + path)
        self.settled()
        return self

    def reload(self) -> None:
        self.page.reload()
        self.settled()

    def settled(self) -> None:
        """The form is there, and the list has come."""
        expect(self.form.locator("textarea")).to_be_visible()
        expect(self.widget.locator("section")).to_have_attribute("aria-busy", "false")

    def write(self, text: str, name: str = "Dara") -> None:
        self.form.locator(".identity input").fill(name)
        self.form.locator("textarea").fill(text)

    def post(self, text: str, name: str = "Dara", *, anyway: bool = False) -> str:
        """Posts through the form; the id that the server gave. `anyway`: although the check speaks up."""
        self.write(text, name)
        return self.send(self.form, anyway=anyway)

    def send(self, form: Locator, *, anyway: bool = False) -> str:
        def posted(answer: Any) -> bool:
            return bool(answer.request.method == "POST" and urlsplit(answer.url).path == "/api/v1/comments")

        with self.page.expect_response(posted) as answer:
            form.locator("button.send").click()
            if anyway:
                form.locator(".check > .row > button").last.click()
        body = answer.value.json()
        assert answer.value.status == 201, body
        return str(body["id"])

    def public(self, comment: str) -> Locator:
        """The comment as everybody sees it."""
        return self.widget.locator(f"#gatepost-{comment}")

    def options(self, comment: str) -> Locator:
        """What "More" opens under a public comment: opened if it is not."""
        more = self.public(comment).locator("> .row > button").last
        if more.get_attribute("aria-expanded") == "false":
            more.click()
        row = self.public(comment).locator("> div > .row")
        expect(row.locator("button").first).to_be_visible()
        return self.public(comment)

    def own(self, comment: str) -> Locator:
        """One's own comment while it is not public."""
        return self.widget.locator(f"#own-{comment}")


def _context(browser: Browser, **options: Any) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", **options)
    context.set_default_timeout(PATIENCE_MS)
    return context


@pytest.fixture(scope="session", autouse=True)
def _patience() -> None:
    expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def new_reader(browser: Browser, server: Server) -> Iterator[Callable[..., Reader]]:
    """Readers, each in a browser of their own. At the end none may have met a fault (see `Watch`)."""
    contexts: list[BrowserContext] = []
    watches: list[Watch] = []

    def make(**options: Any) -> Reader:
        context = _context(browser, **options)
        contexts.append(context)
        page = context.new_page()
        watch = Watch(urlsplit(server.url).netloc)
        watch.page(page)
        watches.append(watch)
        return Reader(page, server, watch)

    yield make
    for context in contexts:
        context.close()
    assert [fault for watch in watches for fault in watch.faults] == []


@pytest.fixture
def reader(new_reader: Callable[..., Reader]) -> Reader:
    return new_reader()


@pytest.fixture
def desk(browser: Browser, server: Server) -> Iterator[Page]:
    """A moderator at the desk, signed in by the link that the server printed."""
    context = _context(browser)
    page = context.new_page()
    watch = Watch(urlsplit(server.url).netloc)
    watch.page(page)
    if server.cookies:
        context.add_cookies(server.cookies)
        page.goto(server.url + "/desk")
    else:
        page.goto(server.desk_link)
        server.cookies = context.cookies()
    expect(page.locator("nav.tabs")).to_be_visible()
    yield page
    context.close()
    assert watch.faults == []


@pytest.fixture(scope="session")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """A server with accounts and letters, and an engine that judges by plain words: quick."""
    made = Newsroom(tmp_path_factory.mktemp("newsroom"))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def story(
    browser: Browser, newsroom: Newsroom, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Story]]:
    """Readers' pages, each in a browser of its own, all on one article that no other test has."""
    contexts: list[BrowserContext] = []
    pages: list[Story] = []
    article = f"{ORIGIN}/{abs(hash(request.node.nodeid))}"

    def make(language: str = "en", **options: Any) -> Story:
        context = _context(browser, **options)
        contexts.append(context)
        context.grant_permissions(["local-network-access"], origin=ORIGIN)
        pages.append(Story(context, newsroom, article, language))
        return pages[-1]

    yield make
    for context in contexts:
        context.close()
    assert [fault for page in pages for fault in page.faults] == []
