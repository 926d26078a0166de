"""What every handler may ask for: the house, its settings, its limits, and who is calling."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from msgspec import Struct, field

from gatepost.conversation.article_keys import canonical_url
from gatepost.conversation.house import House
from gatepost.conversation.sites import Site
from gatepost.web.abuse import limiting
from gatepost.web.abuse.checking import Checking
from gatepost.web.abuse.defence import Defence
from gatepost.web.abuse.layers import Layers
from gatepost.web.accounts import Accounts
from gatepost.web.accounts.oidc import Flow
from gatepost.web.clients import Network, rate_key
from gatepost.web.crossorigin import is_cross_origin
from gatepost.web.languages import reader_language
from gatepost.web.link_limits import LinkLimits
from gatepost.web.problems import Problem
from gatepost.web.reader.channels import Channels
from gatepost.web.seats import Seats
from gatepost.web.settings import Settings
from gatepost.web.sso import Publisher
from gatepost.web.strangers import Strangers

AnyRequest = Request[Any, Any, Any]
AnyConnection = ASGIConnection[Any, Any, Any, Any]


class Service(Struct):
    """One running Gatepost, as its web sees it. Made by composition.py; lives at `app.state.service`.

    `publishers`: the sites' own sign-ins, by site.
    """

    house: House
    accounts: Accounts
    settings: Settings
    trusted_proxies: tuple[Network, ...]
    posts: Layers
    checks: Layers
    checks_of_article: Layers
    appeals: Layers
    defence: Defence
    stopping: asyncio.Event
    strangers: Strangers
    channels: Channels
    checking: Checking = field(default_factory=Checking)
    provider: Flow | None = None
    publishers: dict[str, Publisher] = {}
    links: LinkLimits = field(default_factory=LinkLimits)
    sign_ins: Layers = field(default_factory=lambda: Layers(30, 30))
    letters: Layers = field(default_factory=lambda: Layers(1, 6))
    seats: Seats = field(default_factory=Seats)
    streams: int = 0
    streams_by_client: dict[str, int] = {}

    @property
    def provider_name(self) -> str:
        """What the button to the OpenID provider says; empty where there is none."""
        oidc = self.settings.oidc
        return oidc.name or urlsplit(oidc.issuer).hostname or ""


def service_of(connection: AnyConnection) -> Service:
    service: Service = connection.app.state.service
    return service


def client_of(connection: AnyConnection) -> str:
    """The address that limits at the desk's doors count for this caller: IPv4, or an IPv6 /64."""
    return rate_key(limiting.address_of(connection))


async def limits_posts(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """Guard: before the body is read, so that a flood costs little."""
    await limiting.limited(connection, service_of(connection).posts, "comments")


async def limits_appeals(connection: AnyConnection, _: BaseRouteHandler) -> None:
    """Guard of everything else that readers write: appeals, reports, marks and so on."""
    await limiting.limited(connection, service_of(connection).appeals, "requests")


def check_origin(request: AnyRequest, *sites: Site) -> None:
    """A browser's page may write only to the site that it belongs to. Programs send no Origin.

    Our own pages (the thread without scripts, the widget in a frame) may write to every site: they hold
    nothing but what we put there.
    """
    origin = request.headers.get("origin")
    if origin is None or not is_cross_origin(
        request.method, request.headers, request.app.state.trusted_origins
    ):
        return
    site = service_of(request).house.sites.by_origin(origin)
    if site is None or all(site.id != one.id for one in sites):
        shown = origin[:100] if origin.isprintable() else "that"
        raise Problem(
            "origin-not-allowed",
            f"The page's origin {shown} is not one of the site's. If it is yours, add it to `origins` "
            "in gatepost.toml.",
        )


def language_for(request: AnyRequest, site: Site | None, asked: str = "") -> str:
    """The language in which this reader is answered. A page in a language that was chosen stays in it."""
    own = site.language if site else "en"
    chosen = asked or getattr(request.state, "page_language", "")
    return reader_language(chosen, request.headers.get("accept-language", ""), own)


def site_for(service: Service, url: str) -> Site:
    """The site that an article's address belongs to. Refusal `url-invalid`, Problem `unknown-article`."""
    canonical_url(url)  # what is no address at all is called that, wherever it comes in
    site = service.house.sites.by_url(url)
    if site is None:
        raise Problem(
            "unknown-article",
            "The address is on none of the sites that this server serves. Check the article's URL; "
            "a publisher adds the page's origin to `origins` in gatepost.toml.",
        )
    return site
