"""By what an account is found again: a keyed hash, so that nobody can try addresses against the table."""

from __future__ import annotations

import hashlib
import hmac

from gatepost.conversation.house import House
from gatepost.conversation.readers.addresses import same

PURPOSE = "reader-accounts"


async def of_email(house: House, email: str) -> bytes:
    """The `key_hash` of the account with this address."""
    return await _hash(house, "email", same(email))


async def of_subject(house: House, issuer: str, subject: str) -> bytes:
    """The `key_hash` of whom the publisher's sign-in knows under this `sub`."""
    return await _hash(house, "sso", issuer, subject)


async def _hash(house: House, *parts: str) -> bytes:
    running = hmac.new(await house.store.keys.of(PURPOSE), b"gatepost/account/1", hashlib.sha256)
    for part in parts:
        data = part.encode()
        running.update(len(data).to_bytes(8, "big") + data)
    return running.digest()
