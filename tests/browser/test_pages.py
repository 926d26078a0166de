"""The pages without scripts in a real browser: the whole way with JavaScript off; the check with it on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import PATIENCE_MS, Server, Watch
from .test_accessible import complaints

pytestmark = pytest.mark.browser

LANGUAGES = {
    "en": ("reading-the-meters", "ltr"),
    "ar": ("fariq-al-jabal", "rtl"),
    "ckb": ("kosari-ciya", "rtl"),
    "kmr": ("arsiva-dengbejan", "ltr"),
    "tr": ("gunes-koyu", "ltr"),
    "fa": ("ehya-ye-qanat", "rtl"),
}
SPILLS = """() => [...document.querySelectorAll('body *')]
    .filter(one => !one.closest('.trap'))
    .map(one => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
    .filter(([, at]) => at.right > innerWidth + 1 || at.left < -1)
    .map(([shown]) => shown)"""


@pytest.fixture
def plain(browser: Browser, server: Server) -> Iterator[Callable[..., Page]]:
    """Pages of browsers with or without JavaScript. At the end none may have met a fault."""
    contexts, watches = [], []

    def make(**options: Any) -> Page:
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        watch = Watch(urlsplit(server.url).netloc)
        watch.page(page)
        watches.append(watch)
        return page

    yield make
    for context in contexts:
        context.close()
    assert [fault for watch in watches for fault in watch.faults] == []


def thread(server: Server, language: str) -> str:
    article = quote(f"{server.url}/articles/{LANGUAGES[language][0]}", safe="")
    return f"{server.url}/thread?article={article}&lang={language}"


def send(page: Page, text: str, name: str = "Dara") -> None:
    page.fill("#name", name)
    page.fill("#text", text)
    page.click(".write form button")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_way_without_javascript(plain: Callable[..., Page], server: Server, language: str) -> None:
    page = plain(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page.goto(thread(server, language))
    expect(page.locator("html")).to_have_attribute("dir", LANGUAGES[language][1])
    send(page, f"A calm remark about wells and meters, number {language}.")
    expect(page).to_have_url(re.compile(r"/r/[0-9a-f]{32}"))
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator(".state")).to_be_visible()
    expect(page.locator(".text.own")).to_have_text(
        f"A calm remark about wells and meters, number {language}."
    )
    page.click("a[href*='/withdraw']")
    expect(page.locator("form button")).to_be_visible()
    page.click("form button")
    expect(page.locator(".state")).to_have_class(re.compile("withdrawn"))
    page.click("a[href*='/erase']")
    page.click("form button")
    expect(page.locator(".state")).to_have_class(re.compile("erased"))
    expect(page.locator(".text.own")).to_have_count(0)


def test_a_rejection_an_appeal_and_a_report_without_javascript(
    plain: Callable[..., Page], server: Server
) -> None:
    page = plain(java_script_enabled=False)
    page.goto(thread(server, "en"))
    page.locator(".steps a", has_text="Report").first.click()
    page.check("input[name=clause] >> nth=0")
    page.click("form button")
    expect(page.get_by_role("status")).to_be_visible()
    page.goto(thread(server, "en"))
    page.locator(".steps a", has_text="Reply").first.click()
    expect(page.locator("blockquote")).to_be_visible()
    send(page, "You are a stupid idiot and everybody knows it.")
    expect(page.locator(".state")).to_have_class(re.compile("rejected"))
    expect(page.locator("mark").first).to_be_visible()
    page.fill("#why", "It was a quotation.")
    page.click("form button")
    expect(page.get_by_text("Your appeal is with a moderator.")).to_be_visible()


def test_the_receipt_checks_what_is_published(plain: Callable[..., Page], server: Server) -> None:
    page = plain()
    page.goto(thread(server, "en"))
    send(page, "The meters are read\n\n  twice a year — “quoted”, and that is fine.")
    expect(page.locator(".state")).to_have_class(re.compile("approved"))
    page.click("#check button")
    expect(page.locator("#check [role=status]")).to_contain_text("byte for byte, the text that you sent")

    def forged(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(json={**answer.json(), "text": "Something else."})

    page.route(re.compile(r"/api/v1/comments/[^/]+$"), forged)
    page.click("#check button")
    expect(page.locator("#check [role=status]")).to_contain_text("not the text that was sent")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ckb"])
def test_no_fault_that_axe_knows_and_nothing_spills(
    plain: Callable[..., Page], server: Server, language: str, scheme: Any
) -> None:
    page = plain(color_scheme=scheme, viewport={"width": 280, "height": 700})
    page.goto(thread(server, language))
    addresses = [page.url]
    for link in ("reply=", "/thread/report"):
        addresses.append(
            server.url + str(page.locator(f".steps a[href*='{link}']").first.get_attribute("href"))
        )
    addresses[1] = addresses[1].replace(f"{server.url}?", f"{server.url}/thread?")
    send(page, f"You stupid idiot, {language} {scheme}! Unbreakable" + "x" * 200)
    expect(page).to_have_url(re.compile(r"/r/[0-9a-f]{32}"))
    receipt = page.url.split("?")[0]
    query = f"?lang={language}"
    addresses += [receipt + query, f"{receipt}/withdraw{query}", f"{receipt}/erase{query}"]
    wrong: dict[str, Any] = {}
    for address in addresses:
        page.goto(address)
        if found := [*complaints(page), *page.evaluate(SPILLS)]:
            wrong[address] = found
    assert wrong == {}
