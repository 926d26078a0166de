"""The snippets of docs/how-to/publish-with.md and embed.md bring the comments up in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from .conftest import Server
from .test_pages import plain as plain

pytestmark = pytest.mark.browser

DOCS = Path(__file__).parents[2] / "docs/how-to"
ARTICLE = "/articles/reading-the-meters"
NAMED = "https://example.org/2026/reading-the-meters"
PAGE = """<!doctype html><html lang="tr"><head><meta charset="utf-8"><title>A story</title>
<link rel="canonical" href="{url}"><link rel="icon" href="data:,"></head>
<body class="post-template"><main><div class="gh-content"><p>The story.</p></div>{snippet}</main></body>
</html>"""
TEMPLATES = re.compile(r'{{url absolute="true"}}|{{ metadata.url }}{{ page.url }}|{{[^}]*}}')


def codes(name: str) -> list[str]:
    """The HTML in a page of the how-tos."""
    return re.findall(r"```html\n(.*?)```", (DOCS / name).read_text(), flags=re.DOTALL)


def snippets() -> list[Any]:
    """Each HTML snippet that holds the widget or the frame, by its file and place."""
    found = []
    for name in ("publish-with.md", "embed.md"):
        for at, code in enumerate(
            re.findall(r"```html\n(.*?)```", (DOCS / name).read_text(), flags=re.DOTALL)
        ):
            if "widget.js" in code or "<iframe" in code:
                found.append(pytest.param(code, id=f"{name}-{at}"))
    return found


def show(page: Page, server: Server, snippet: str) -> None:
    """A page of the demo's own origin with this snippet, its addresses put in."""
    url = server.url + ARTICLE
    code = TEMPLATES.sub(url, snippet.replace("https://comments.example.org", server.url))
    encoded = quote("https://example.org/2026/reading-the-meters", safe="")
    code = code.replace(encoded, quote(url, safe="")).replace(
        "https://example.org/2026/reading-the-meters", url
    )
    body = PAGE.format(url=url, snippet=code)
    page.route("**/made-up-story", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(f"{server.url}/made-up-story")


@pytest.mark.parametrize("snippet", snippets())
def test_the_snippet_brings_the_comments_up(plain: Callable[..., Page], server: Server, snippet: str) -> None:
    page = plain()
    show(page, server, snippet)
    place: Any = page.frame_locator("iframe") if "<iframe" in snippet else page
    expect(place.locator("gatepost-comments textarea").first).to_be_visible()
    if "<iframe" not in snippet:
        expect(place.locator("gatepost-comments .write form button.send")).to_have_text("Yorumu gönder")


def test_the_frame_grows_with_its_comments_and_takes_the_pages_place(
    plain: Callable[..., Page], server: Server
) -> None:
    (frame,) = (one for one in codes("embed.md") if "<iframe" in one)
    script = '<script src="https://comments.example.org/embed.js" async></script>'
    page = plain()
    show(page, server, frame.replace('height="700"', 'height="100"') + script)
    expect(page.frame_locator("iframe").locator("gatepost-comments textarea").first).to_be_visible()
    page.wait_for_function("document.querySelector('iframe').getBoundingClientRect().height > 500")
    page.evaluate("location.hash = '#gatepost-nothing'")
    inner = page.frames[1]
    inner.wait_for_function("location.hash === '#gatepost-nothing'")
