"""How many letters with a link may be asked for one address; how many by one reader, `web/abuse` knows.

An address that is counted is kept as a hash with a key of this process, for as long as its bucket is.
"""

from __future__ import annotations

import hashlib
import secrets

from gatepost.conversation.readers.addresses import same
from gatepost.web.ratelimit import RateLimit

PER_ADDRESS = (0.1, 3)
"""Letters a minute in the long run, and at once: three, then one in ten minutes."""


class LinkLimits:
    """Buckets in memory, for one server."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._addresses = RateLimit(*PER_ADDRESS)

    def take(self, site: str, email: str, now: int) -> int:
        """0 when a letter may be written, else whole seconds until it may."""
        named = hashlib.blake2b(f"{site}\n{same(email)}".encode("utf-8", "surrogatepass"), key=self._key)
        return self._addresses.take(named.hexdigest(), now)
