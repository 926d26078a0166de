"""Readers without a name, told apart for one day and no longer: a keyed hash of where they come from.

The key is random, lives in memory only, and at the end of its day (UTC) becomes the hash of itself: what it
was before cannot be computed from that. After that day nobody, not even the publisher, can say which address
a hash was made from. No address is ever stored.

Processes that serve the same readers use the same key, or one reader would be several. Each begins with a key
of its own and says so over the bus; the oldest one's becomes everybody's, and each makes it anew at midnight.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import NamedTuple

import msgspec

DAY = 24 * 60 * 60 * 1_000_000
PREFIX = "day."


class _Key(NamedTuple):
    """`since` and `maker` (whose it was first) decide which of two keys is the older one."""

    since: int
    maker: str
    day: int
    secret: str


class Strangers:
    """Names for callers that last until midnight UTC, or until the last server ends."""

    def __init__(self) -> None:
        self._key: _Key | None = None

    def name(self, client: str, now: int) -> str:
        """The name of this client (an IPv4 address or an IPv6 /64) today. `now` in microseconds."""
        key = bytes.fromhex(self._today(now).secret)
        return PREFIX + hmac.new(key, client.encode(), hashlib.sha256).hexdigest()[:32]

    def said(self, now: int) -> str:
        """What other processes are told, over the bus: it passes through, and nobody keeps it."""
        return msgspec.json.encode(self._today(now)).decode()

    def heard(self, message: str, now: int) -> bool:
        """What another process said; whether it should be told ours, because ours is older.

        Raises `ValueError` for what is not understood.
        """
        theirs, ours = msgspec.json.decode(message, type=_Key), self._today(now)
        bytes.fromhex(theirs.secret)
        if (theirs.since, theirs.maker) < (ours.since, ours.maker):
            self._key = theirs
            return False
        return (theirs.since, theirs.maker) != (ours.since, ours.maker)

    def _today(self, now: int) -> _Key:
        day = now // DAY
        if self._key is None:
            self._key = _Key(now, secrets.token_hex(8), day, secrets.token_hex(32))
        for _ in range(min(day - self._key.day, 400)):
            following = hashlib.sha256(b"another day" + bytes.fromhex(self._key.secret)).hexdigest()
            self._key = self._key._replace(day=self._key.day + 1, secret=following)
        return self._key
