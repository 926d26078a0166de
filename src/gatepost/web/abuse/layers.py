"""How often one thing may be done, counted in layers: a browser, an address, a network. Pure.

A browser with a token of some age is counted on its own, so that a school or a mobile carrier behind one
address is not shut out. All others share what their address has: whoever throws tokens away, or comes with
fresh ones, gets no more by it. A network has the last word over both.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from gatepost.web.abuse.browser_token import BrowserToken
from gatepost.web.ratelimit import RateLimit

Layer = Literal["reader", "address", "network"]


class Caller(Struct, frozen=True):
    """Who asks, as limits see them. `address` (IPv4, IPv6 /64) and `network` (/24, /48) are today's hashes.

    `token`: the browser's, if it brought a good one.
    """

    address: str
    network: str
    token: BrowserToken | None = None


class Shares(Struct, frozen=True):
    """How many readers' worth the strangers of one address have together, and all readers of a network."""

    address: int = 6
    network: int = 40


class Held(Struct, frozen=True):
    """Too often: whole seconds until it may be tried again, and which layer is empty."""

    wait: int
    layer: Layer


class Layers:
    """`per_minute` and `burst` are one reader's; `shares` says how many readers' worth the others have."""

    def __init__(self, per_minute: float, burst: int, shares: Shares = Shares()) -> None:  # noqa: B008
        self.reader = RateLimit(per_minute, burst)
        self.address = RateLimit(per_minute * shares.address, burst * shares.address)
        self.network = RateLimit(per_minute * shares.network, burst * shares.network)

    @property
    def limits(self) -> tuple[RateLimit, RateLimit, RateLimit]:
        return self.reader, self.address, self.network

    def take(self, caller: Caller, now: int, subject: str = "") -> Held | None:
        """Take one from every layer that counts this caller, or from none; None: there was one in each.

        `subject`: what is counted apart, such as an article.
        """
        counted: list[tuple[Layer, RateLimit, str]] = []
        token = caller.token
        if token is not None:
            counted.append(("reader", self.reader, token.id + subject))
        if token is None or not token.is_known(now):
            counted.append(("address", self.address, caller.address + subject))
        counted.append(("network", self.network, caller.network + subject))
        for layer, limit, key in counted:
            if wait := limit.wait(key, now):
                return Held(wait, layer)
        for _, limit, key in counted:
            limit.take(key, now)
        return None
