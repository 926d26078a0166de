"""More than 400 payloads through every field, in a real browser: none executes, all are shown as written."""

from __future__ import annotations

import re
import shutil
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from tests.api.gatepost_here import LiveServer, settings_in
from tests.api.stub_engine import StubEngine
from tests.api.test_access import every_route
from tests.browser.full_desk import apart
from tests.browser.injected import STORY, Eyes, Injected, payloads

from gatepost.web.app import build_litestar
from gatepost.web.composition import open_store

pytestmark = pytest.mark.browser

HOST = """<!doctype html><meta charset=utf-8><title>A story</title><main><h1>A story</h1>
<gatepost-comments article="{story}" page-size="500"></gatepost-comments></main>
<script type="module" src="{server}/widget.js"></script>"""
NAMES = [
    "after",
    "article",
    "article_id",
    "author",
    "by",
    "clause",
    "code",
    "from",
    "how",
    "id",
    "kind",
    "lang",
    "language",
    "limit",
    "link",
    "message",
    "name",
    "next",
    "order",
    "period",
    "q",
    "query",
    "reason",
    "seen",
    "since",
    "site",
    "sort",
    "state",
    "text",
    "to",
    "token",
    "view",
    "wave",
    "why",
    "written",
]
SAME_KIND = 3
"""So many pages of one route are opened: of each room the first ones are enough."""


@pytest.fixture(scope="module")
def injected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Injected]:
    folder = tmp_path_factory.mktemp("injected")

    async def make() -> None:
        store = open_store(settings_in(folder))
        await store.open()
        await store.close()

    apart(make())
    live = LiveServer(folder, StubEngine())
    live.start()
    filled = Injected(live)
    filled.fill()
    yield filled
    live.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def eyes(injected: Injected) -> Iterator[Eyes]:
    made = Eyes((injected.live.url, "http://localhost:9000"))
    yield made
    assert made.seen == []


@pytest.fixture
def context(browser: Browser, eyes: Eyes) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    made.set_default_timeout(20_000)
    # The story is on no network that the browser knows, and the server is on this machine's own.
    made.grant_permissions(["local-network-access"], origin="http://localhost:9000")
    eyes.on(made)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, eyes: Eyes) -> Page:
    made = context.new_page()
    eyes.page(made)
    return made


def served(text: str) -> str:
    """A text as HTML can bring it: what the parser makes of NUL and carriage returns (HTML, 13.2)."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def moved(page: Page) -> None:
    """Wake what waits for a mouse, the focus or a key."""
    for at in range(100, 900, 200):
        page.mouse.move(at, at)
    page.keyboard.press("Tab")


def test_there_are_enough_and_each_is_its_own() -> None:
    found = payloads()
    assert len(found) >= 300
    assert len(set(found)) == len(found)
    assert sum("gatepost_pwned" in one for one in found) >= 250


def test_the_eyes_see(page: Page, eyes: Eyes) -> None:
    """Where nothing protects, payloads run and are noticed: else this module would prove nothing."""
    page.route("http://localhost:9000/**", lambda route: route.fulfill(body="<p>", content_type="text/html"))
    page.goto("http://localhost:9000/")
    for payload in payloads():
        if "http-equiv" in payload:  # leads away from the page
            continue
        page.evaluate("html => { document.body.innerHTML = html }", payload)
    page.evaluate("document.body.innerHTML = '<a href=javascript:x>x</a><b onclick=gatepost_pwned(1)>x</b>'")
    eyes.look(page)
    seen, eyes.seen = eyes.seen, []
    assert len({one for one in seen if "ran:" in one}) > 20
    assert any("a[href=javascript:x]" in one for one in seen)
    assert any("b[onclick=" in one for one in seen)


def test_the_widget(page: Page, eyes: Eyes, injected: Injected) -> None:
    server = injected.live.url

    def host(route: Route) -> None:
        route.fulfill(body=HOST.format(story=STORY, server=server), content_type="text/html; charset=utf-8")

    page.route(f"{STORY}*", host)
    page.route("http://localhost:9000/favicon.ico", lambda route: route.fulfill(status=204))
    eyes.at = "widget"
    page.goto(STORY)
    texts = page.locator("gatepost-comments p.text")
    expect(texts.first).to_be_visible()
    more = page.locator("gatepost-comments button.more")
    while more.count() and more.is_visible():
        before = texts.count()
        more.click()
        expect(texts.nth(before)).to_be_attached()
    shown = set(texts.evaluate_all("all => all.map(one => one.textContent)"))
    listed = injected.public.values()
    assert [text for text in listed if text not in shown] == []
    names = set(page.locator("gatepost-comments .who").evaluate_all("all => all.map(one => one.textContent)"))
    assert [name for name in injected.names.values() if name not in names] == []
    moved(page)
    eyes.look(page)


def test_pages_without_scripts(page: Page, eyes: Eyes, injected: Injected) -> None:
    server, shown = injected.live.url, set[str]()
    address = f"{server}/thread?{urlencode({'article': STORY})}"
    for number in range(20):
        eyes.at = f"thread, page {number}"
        page.goto(address)
        shown |= set(page.locator(".text").evaluate_all("all => all.map(one => one.textContent)"))
        eyes.look(page)
        onward = page.locator("a[href*='after=']")
        if not onward.count():
            break
        address = urljoin(address, onward.first.get_attribute("href"))
    assert [text for text in injected.public.values() if served(text) not in shown] == []
    for payload in payloads()[::15]:
        asked = {"article": STORY, "sort": payload, "after": payload, "lang": payload, "message": payload}
        for path in ("/thread", "/embed"):
            eyes.at = f"{path} with {payload}"
            page.goto(f"{server}{path}?{urlencode(asked, errors='replace')}")
            eyes.look(page)
    for made, text in zip(injected.rejected, injected.texts, strict=True):
        eyes.at = f"receipt of {made['id']}"
        page.goto(f"{server}/r/{made['receipt']['token']}")
        assert served(f"idiot {text}") in page.evaluate("document.body.textContent")
        eyes.look(page)


def test_the_desk(page: Page, eyes: Eyes, injected: Injected) -> None:
    """From the first page on, every link that leads on within the desk, a few of each kind."""
    server = injected.live.url
    page.goto(injected.desk_link())
    ways, seen, kinds, shown = deque(["/desk"]), {"/desk"}, Counter[str](), ""
    while ways:
        way = ways.popleft()
        kind = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "*", way.partition("?")[0])
        kind += re.sub(r"=[^&]*", "", "?" + urlsplit(way).query) if "?" in way else ""
        kinds[kind] += 1
        if kinds[kind] > SAME_KIND:
            continue
        eyes.at = way
        page.goto(server + way, wait_until="domcontentloaded")
        if page.locator("nav.tabs, main").count():
            shown += page.evaluate("document.body.textContent")
            eyes.look(page)
        links = page.locator("a[href^='/desk']").evaluate_all("all => all.map(a => a.getAttribute('href'))")
        for link in links:
            plain = link.partition("#")[0]
            if plain not in seen and not re.search(r"sign-out|\.csv|\.toml|\.jsonl|bundle|/enter", plain):
                seen.add(plain)
                ways.append(plain)
    assert len(kinds) > 12
    bundled = [text for text in injected.waiting.values() if served(text) in shown]
    assert len(bundled) > 10


def test_what_is_searched_for_and_other_parameters(page: Page, eyes: Eyes, injected: Injected) -> None:
    server = injected.live.url
    page.goto(injected.desk_link())
    for payload in payloads()[::12]:
        eyes.at = f"search for {payload}"
        query = urlencode({"q": payload, "query": payload}, errors="replace")
        page.goto(f"{server}/desk/search?{query}", wait_until="domcontentloaded")
        eyes.look(page)
    assert injected.live.service is not None
    routes = every_route(build_litestar(injected.live.service, demo=False))
    worst = [one for one in payloads() if "oNloAd" in one or one.startswith(("'\"><svg", "\"'--"))][:3]
    for method, template, _ in routes:
        if method != "GET" or template in ("/api/v1/stream", "/desk/stream", "/desk/enter", "/metrics"):
            continue
        for payload in worst[: 1 if template.startswith("/api") else 2]:
            path = re.sub(r"\{[^}]+\}", "x", template)
            eyes.at = f"{path} with {payload}"
            query = urlencode(dict.fromkeys(NAMES, payload), errors="replace")
            asked = f"{server}{path}?{query}"
            answer = page.request.get(asked, headers={"Accept": "text/html"}, max_redirects=0)
            if "html" in answer.headers.get("content-type", ""):
                page.goto(asked, wait_until="domcontentloaded")
                eyes.look(page)
            assert answer.status < 500, eyes.at


def test_nothing_that_is_sent_becomes_a_header(page: Page, eyes: Eyes, injected: Injected) -> None:
    """Languages, tokens, origins and receipts: what a client sends in headers comes back in none."""
    del page
    import httpx

    with httpx.Client(base_url=injected.live.url) as client:
        for number, payload in enumerate(payloads()):
            value = "".join(c for c in payload if c.isprintable()).strip().encode()
            for name in ("Accept-Language", "Gatepost-Client", "Gatepost-Work", "Origin", "If-None-Match"):
                eyes.at = f"{name}: {number}"
                answer = client.get(
                    "/api/v1/guidelines", params={"language": payload[:35]}, headers={name: value}
                )
                assert answer.status_code in (200, 400), eyes.at
                assert "gatepost_pwned" not in str(answer.headers), eyes.at
                assert "set-cookie" not in answer.headers, eyes.at
