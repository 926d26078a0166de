"""Who asks, how often they may, and what they are told when it is too often. Part of every writing route.

A browser that comes without a token, or with an old one, gets one with the answer (`Gatepost-Client`): the
frame around every answer puts it in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar.connection import ASGIConnection

from gatepost.web.abuse import browser_token
from gatepost.web.abuse.layers import Caller, Layers
from gatepost.web.abuse.told import told
from gatepost.web.clients import client_address, network_key, rate_key
from gatepost.web.languages import reader_language
from gatepost.web.metrics import GUARDED
from gatepost.web.problems import Problem

if TYPE_CHECKING:
    from gatepost.web.service import Service

AnyConnection = ASGIConnection[Any, Any, Any, Any]
GIVEN = "gatepost_client"
"""Under this name the request's scope holds the token that its answer is to carry."""
_FROM = {"reader": "this browser", "address": "your address", "network": "your network"}


def address_of(connection: AnyConnection) -> str:
    """The caller's address, as far as trusted proxies tell it; `unknown` where there is none."""
    service: Service = connection.app.state.service
    peer = connection.scope.get("client")
    forwarded = ",".join(connection.headers.getall("x-forwarded-for", []))
    return client_address(peer[0] if peer else None, forwarded, service.trusted_proxies)


async def caller_of(connection: AnyConnection) -> Caller:
    """Who asks: hashes of address and network that last for today, and the browser's token."""
    service: Service = connection.app.state.service
    now, address = service.house.clock(), address_of(connection)
    key = await service.house.store.keys.of(browser_token.PURPOSE)
    header = connection.headers.get(browser_token.HEADER, "")
    return Caller(
        service.strangers.name(rate_key(address), now),
        service.strangers.name("network " + network_key(address), now),
        browser_token.read(header, key, now) if header else None,
    )


async def browser_of(connection: AnyConnection) -> str | None:
    """The random id of the browser's token, if it brought a good one. Anybody can have as many as they wait
    for: what must not be done twice by one person needs more than this."""
    token = (await caller_of(connection)).token
    return token.id if token else None


async def limited(
    connection: AnyConnection, layers: Layers, what: str, *, subject: str = "", key: str = "limited"
) -> Caller:
    """Take one for this caller. Problem `rate-limited` with Retry-After, which says so in their language.

    `what`: plural, for the detail. `subject` is counted apart. `key`: of the sentence for the reader.
    """
    service: Service = connection.app.state.service
    caller, now = await caller_of(connection), service.house.clock()
    held = layers.take(caller, now, subject)
    if held is not None:
        GUARDED.labels(site_label(connection), "limited").inc()
        plural = "" if held.wait == 1 else "s"
        raise Problem(
            "rate-limited",
            f"Too many {what} from {_FROM[held.layer]}. Try again in {held.wait} second{plural}.",
            headers={"Retry-After": str(held.wait)},
            text=told(key, language_of(connection), held.wait),
        )
    await _give(connection, service, caller, now)
    return caller


async def _give(connection: AnyConnection, service: Service, caller: Caller, now: int) -> None:
    """A token for a browser that has none, a newer one for an old one."""
    if caller.token is None:
        token = browser_token.new(now)
    elif caller.token.is_old(now):
        token = browser_token.renewed(caller.token, now)
    else:
        return
    key = await service.house.store.keys.of(browser_token.PURPOSE)
    connection.scope.setdefault("state", {})[GIVEN] = browser_token.written(token, key)


def language_of(connection: AnyConnection) -> str:
    """The caller's language, before the site is known for certain."""
    service: Service = connection.app.state.service
    site = service.house.sites.by_origin(connection.headers.get("origin", ""))
    accept = connection.headers.get("accept-language", "")
    return reader_language("", accept, site.language if site else "en")


def site_label(connection: AnyConnection) -> str:
    """The site whose page asks, for the figures; "" where that is not known."""
    service: Service = connection.app.state.service
    site = service.house.sites.by_origin(connection.headers.get("origin", ""))
    return site.id if site else ""
