"""A seat is taken, a passkey made and used, in a real Chromium with a virtual authenticator."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import PATIENCE_MS, Server, Watch
from tests.browser.test_accessible import complaints

pytestmark = pytest.mark.browser


@pytest.fixture
def newcomer(browser: Browser, server: Server) -> Iterator[Page]:
    """A browser with a security key, at the address where passkeys work."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="en-GB")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    watch = Watch(_named(urlsplit(server.url).netloc))
    watch.page(page)
    chrome = context.new_cdp_session(page)
    chrome.send("WebAuthn.enable")
    key: Any = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    made = chrome.send("WebAuthn.addVirtualAuthenticator", {"options": key})
    page.set_user_verified = lambda yes: chrome.send(  # type: ignore[attr-defined]
        "WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], "isUserVerified": yes}
    )
    yield page
    context.close()
    assert watch.faults == []


def _named(address: str) -> str:
    return address.replace("127.0.0.1", "localhost")


def _no_wider_than_the_screen(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def test_from_invitation_to_signing_in_by_passkey(desk: Page, newcomer: Page, server: Server) -> None:
    desk.goto(server.url + "/desk/people")
    desk.get_by_label("Name").fill("Cem")
    desk.get_by_role("button", name="Invite somebody").click()
    link = desk.get_by_label(re.compile("Give this link to")).input_value()

    newcomer.goto(_named(link))
    _no_wider_than_the_screen(newcomer)
    assert complaints(newcomer) == []
    newcomer.get_by_role("button", name="Join without a password").click()
    expect(newcomer).to_have_url(re.compile("/desk/account$"))
    _no_wider_than_the_screen(newcomer)
    newcomer.get_by_label("Name of the passkey").fill("Phone")
    newcomer.get_by_role("button", name="Add a passkey").click()
    expect(newcomer.get_by_role("status")).to_contain_text("The passkey was added")
    expect(newcomer.locator(".naming input[name=label]")).to_have_value("Phone")
    assert complaints(newcomer) == []

    newcomer.goto(_named(server.url) + "/desk/sign-in")
    expect(newcomer).to_have_url(re.compile("/desk$"))
    newcomer.locator("details.menu summary", has_text="Cem").click()
    newcomer.get_by_role("button", name="Sign out").click()
    expect(newcomer).to_have_url(re.compile("why=out"))
    _no_wider_than_the_screen(newcomer)
    assert complaints(newcomer) == []

    newcomer.get_by_role("button", name="Sign in with a passkey").click()
    expect(newcomer).to_have_url(re.compile("/desk$"))
    newcomer.goto(_named(server.url) + "/desk/sessions")
    expect(newcomer.locator(".sessions")).to_contain_text("Passkey")
    _no_wider_than_the_screen(newcomer)


def test_a_device_that_does_not_know_its_owner_is_told_so(newcomer: Page, server: Server) -> None:
    newcomer.set_user_verified(False)  # type: ignore[attr-defined]
    newcomer.goto(_named(server.url) + "/desk/sign-in?language=ckb")
    form = newcomer.locator("form[data-passkey]")
    form.get_by_role("button").click()
    expect(form.get_by_role("alert")).to_be_visible()
    expect(form.get_by_role("button")).to_be_enabled()
    assert complaints(newcomer) == []
