"""The anonymous token that a browser keeps: a random id, when it was given, our signature. No more. Pure.

It tells nothing of a person, is kept by the browser alone, and is good for one thing: to be counted apart
from others behind the same address. Throwing it away gains nothing, for strangers share what their address
has.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from msgspec import Struct

HEADER = "gatepost-client"
PURPOSE = "browser-token"
ID_BYTES, TIME_BYTES, MAC_BYTES = 16, 4, 16
CHARACTERS = 48  # of base64url, without padding
SECOND = 1_000_000
DAY = 24 * 60 * 60 * SECOND

KNOWN_AFTER = 10 * 60 * SECOND
"""So old a token must be to be counted on its own: until then its reader is one of the strangers who share
their address's part. Whoever makes new ones has to wait, at the pace at which strangers get them."""

RENEWED_AFTER = 30 * DAY
GOOD_FOR = 365 * DAY
"""A token is renewed under the same id when it is used; unused it ends after so long."""

AHEAD = 5 * 60 * SECOND
"""How far clocks of several processes may differ."""


class BrowserToken(Struct, frozen=True):
    """A token whose signature was right. `id` is random, 32 hex digits."""

    id: str
    issued_at: int

    def is_known(self, now: int) -> bool:
        """Whether it is old enough to be counted on its own."""
        return now - self.issued_at >= KNOWN_AFTER

    def is_old(self, now: int) -> bool:
        """Whether the browser should get it anew."""
        return now - self.issued_at >= RENEWED_AFTER


def new(now: int) -> BrowserToken:
    """A fresh one, for a browser that had none."""
    return BrowserToken(secrets.token_hex(ID_BYTES), now)


def renewed(token: BrowserToken, now: int) -> BrowserToken:
    """The same reader, for another year. It stays known."""
    return BrowserToken(token.id, now - KNOWN_AFTER)


def written(token: BrowserToken, key: bytes) -> str:
    """As the browser keeps it."""
    payload = bytes.fromhex(token.id) + (token.issued_at // SECOND).to_bytes(TIME_BYTES, "big")
    return urlsafe_b64encode(payload + _mac(payload, key)).decode()


def read(text: str, key: bytes, now: int) -> BrowserToken | None:
    """What `written` gave, while it is good; None for anything else."""
    if len(text) != CHARACTERS or not text.isascii():
        return None
    try:
        data = urlsafe_b64decode(text)
    except ValueError:
        return None
    payload, mac = data[: ID_BYTES + TIME_BYTES], data[ID_BYTES + TIME_BYTES :]
    if len(mac) != MAC_BYTES or not hmac.compare_digest(mac, _mac(payload, key)):
        return None
    issued_at = int.from_bytes(payload[ID_BYTES:], "big") * SECOND
    if not now - GOOD_FOR < issued_at <= now + AHEAD:
        return None
    return BrowserToken(payload[:ID_BYTES].hex(), issued_at)


def _mac(payload: bytes, key: bytes) -> bytes:
    return hmac.digest(key, b"gatepost/client/1\n" + payload, hashlib.sha256)[:MAC_BYTES]
