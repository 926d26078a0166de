"""Readers without a name, told apart for one day and no longer: a keyed hash of where they come from.

The key is random, lives in memory only and is thrown away at the end of its day (UTC). After that nobody, not
even the publisher, can say which address a hash was made from. No address is ever stored.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

DAY = 24 * 60 * 60 * 1_000_000
PREFIX = "day."


class Strangers:
    """Names for callers that last until midnight UTC, or until the server ends."""

    def __init__(self) -> None:
        self._day = -1
        self._key = b""

    def name(self, client: str, now: int) -> str:
        """The name of this client (an IPv4 address or an IPv6 /64) today. `now` in microseconds."""
        day = now // DAY
        if day != self._day:
            self._day, self._key = day, secrets.token_bytes(32)
        return PREFIX + hmac.new(self._key, client.encode(), hashlib.sha256).hexdigest()[:32]
