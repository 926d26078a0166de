"""What every way to sign in ends with: the old session gone, the cookies set, the way to the page wanted."""

from __future__ import annotations

import re

from litestar.response import Redirect

from gatepost.conversation.records import SessionRecord
from gatepost.web.accounts import SignedIn
from gatepost.web.accounts.passkeys import RelyingParty, relying_party
from gatepost.web.desk.view import go
from gatepost.web.problems import Problem
from gatepost.web.service import AnyRequest, service_of

BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = ("Windows", "Android", "iPhone", "iPad", "Mac OS X", "Linux")


async def arrive(
    request: AnyRequest, signed_in: SignedIn, wanted: str, headers: dict[str, str] | None = None
) -> Redirect:
    """To `wanted`, as this moderator. A session that the browser had before ends on the server, too."""
    accounts = service_of(request).accounts
    await accounts.sign_out(accounts.session_in(request.cookies))
    cookies = [accounts.session_cookie(signed_in.token), accounts.known_cookie(signed_in.moderator)]
    return go(wanted, cookies=cookies, headers=headers)


def session_of(request: AnyRequest) -> SessionRecord:
    """The session of a page that only the signed-in see."""
    session: SessionRecord = request.state.session
    return session


def browser_name(request: AnyRequest) -> str:
    """A short name by which people know their own browsers in the list of sessions."""
    agent = request.headers.get("user-agent", "")
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for name in SYSTEMS if re.search(rf"\b{name}", agent)), "")
    return " · ".join(part for part in (browser, system) if part)


def party_for(request: AnyRequest) -> RelyingParty | None:
    """Whom a passkey made in this browser is for; None where browsers allow none."""
    return relying_party(service_of(request).settings.base_url, request.headers.get("host", ""))


def needed_party(request: AnyRequest) -> RelyingParty:
    """As above. Problem `passkey-refused`."""
    party = party_for(request)
    if party is None:
        raise Problem("passkey-refused", "Browsers allow passkeys at a host name only, not at an IP address.")
    return party
