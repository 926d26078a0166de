"""The address in a letter that ends letters of its kind: signed, for ever good, and good for nothing else."""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

if TYPE_CHECKING:
    from gatepost.conversation.house import House

PURPOSE = "unsubscribe"
ALL = "all"
LONGEST = 1_000
_MAC_BYTES = 16


class Leave(Struct, frozen=True, array_like=True):
    """Who wants no more letters of which kind; of the kind `article`, under which article."""

    author: str
    kind: str
    article: str | None = None


async def token_for(house: House, leave: Leave) -> str:
    """What stands in the letter's address."""
    body = msgspec.json.encode(leave)
    return urlsafe_b64encode(_mac(await house.store.keys.of(PURPOSE), body) + body).decode().rstrip("=")


async def read_token(house: House, token: str) -> Leave | None:
    """What a token says; None for what this server never signed."""
    if len(token) > LONGEST or not token.isascii():
        return None
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except ValueError:
        return None
    mac, body = raw[:_MAC_BYTES], raw[_MAC_BYTES:]
    if not hmac.compare_digest(mac, _mac(await house.store.keys.of(PURPOSE), body)):
        return None
    return msgspec.json.decode(body, type=Leave)


async def leave(house: House, token: str, *, everything: bool = False) -> Leave | None:
    """Switch this kind of letter off, or every kind; twice is fine. None for a token that is none."""
    found = await read_token(house, token)
    if found is not None:
        kind = ALL if everything else found.kind
        await house.store.letters.unsubscribe(found.author, kind, found.article)
    return found


def _mac(key: bytes, body: bytes) -> bytes:
    return hmac.new(key, body, hashlib.sha256).digest()[:_MAC_BYTES]
