"""Brute-force limits, and why nobody can be locked out by somebody else's guesses.

A name takes few attempts in a minute, from all addresses together: else guesses from a thousand addresses
would pass. That alone would let an attacker keep a moderator out by guessing without end. So a browser in
which this person has signed in before, which a cookie proves, is counted apart: it neither uses nor minds
those buckets.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

from gatepost.conversation.records import Moderator
from gatepost.web.problems import Problem
from gatepost.web.ratelimit import RateLimit

KNOWN_COOKIE = "gatepost_known"
KNOWN_DAYS = 180
_PURPOSE = b"gatepost: a browser that this moderator has used"


class Attempts:
    """Buckets in memory."""

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self.named: Callable[[str], str] = str
        """What stands for a client or a name, where buckets are shared with other processes."""
        self._by_client = RateLimit(per_minute=10, burst=20)
        self._by_name = RateLimit(per_minute=5, burst=10)
        self._by_known = RateLimit(per_minute=5, burst=10)
        self._at_doors = RateLimit(per_minute=30, burst=30)

    @property
    def limits(self) -> tuple[RateLimit, ...]:
        return self._by_client, self._by_name, self._by_known, self._at_doors

    def password(self, name: str, client: str, known: Moderator | None) -> None:
        """Count an attempt with a password. `known`: whose browser it is. Problem `rate-limited`."""
        now = self._clock()
        if known is not None:
            _refuse_for(self._by_known.take(self.named(known.id), now))
            return
        by_client = self._by_client.take(self.named(client), now)
        by_name = self._by_name.take(self.named(name.casefold()), now)
        _refuse_for(max(by_client, by_name))

    def door(self, client: str) -> None:
        """Count a link, an invitation, a passkey or a way through a provider. Problem `rate-limited`.

        None of those can be guessed; this keeps the work bounded that strangers can cause.
        """
        _refuse_for(self._at_doors.take(self.named(client), self._clock()))


def known_value(moderator: Moderator) -> str:
    """What the cookie holds: an HMAC under the password's hash, whose random salt nobody outside knows.

    It needs no table and no key, and it ends when the password changes. It opens nothing.
    """
    made = hmac.new(moderator.password_hash.encode(), _PURPOSE + moderator.id.encode(), hashlib.sha256)
    return made.hexdigest()


def is_known(moderator: Moderator, value: str) -> bool:
    if not moderator.password_hash or not value:
        return False
    return hmac.compare_digest(value.encode("utf-8", "surrogatepass"), known_value(moderator).encode())


def _refuse_for(seconds: int) -> None:
    if seconds:
        raise Problem(
            "rate-limited",
            f"Too many attempts to sign in. Try again in {seconds} seconds.",
            headers={"Retry-After": str(seconds)},
        )
