"""How often one client may do one thing: token buckets in memory, bounded in number. Pure.

Litestar's own middleware counts fixed windows (twice the limit passes at a window's edge) and keeps a key for
every client for ever in its memory store; a bucket is exact and the oldest are forgotten first.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable

MICROSECONDS = 1_000_000


class RateLimit:
    """At most `burst` at once and `per_minute` in the long run, for each key.

    A key that was forgotten (more than `capacity` newer ones came) starts with a full bucket.
    """

    def __init__(self, per_minute: float, burst: int, capacity: int = 50_000) -> None:
        if per_minute <= 0 or burst < 1 or capacity < 1:
            raise ValueError("a rate limit needs per_minute > 0, burst >= 1 and capacity >= 1")
        self.per_microsecond = per_minute / 60 / MICROSECONDS
        self.burst = float(burst)
        self.capacity = capacity
        self.told: Callable[[str], None] | None = None
        """Hears of every token that is taken: other processes count it as well (`abuse/sharing.py`)."""
        self._buckets: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, key: str, now: int) -> int:
        """Take one token at `now` (microseconds): 0 if there was one, else whole seconds until there is."""
        tokens, at = self._filled(key, now)
        wait = self._until_one(tokens)
        if not wait:
            tokens -= 1
        self._keep(key, tokens, at)
        if not wait and self.told is not None:
            self.told(key)
        return wait

    def taken_elsewhere(self, key: str, now: int) -> None:
        """Another process gave a token to this key. Two may have given the same one: it is owed then, so that
        the long run is right."""
        tokens, at = self._filled(key, now)
        self._keep(key, max(-self.burst, tokens - 1), at)

    def _keep(self, key: str, tokens: float, at: int) -> None:
        self._buckets.pop(key, None)
        self._buckets[key] = (tokens, at)
        if len(self._buckets) > self.capacity:
            self._buckets.popitem(last=False)

    def wait(self, key: str, now: int) -> int:
        """What `take` would answer; nothing is taken."""
        return self._until_one(self._filled(key, now)[0])

    def _filled(self, key: str, now: int) -> tuple[float, int]:
        tokens, at = self._buckets.get(key, (self.burst, now))
        if (
            at > now
        ):  # the clock has stepped back: that gives nothing, and nobody waits until it has caught up
            at = now
            self._buckets[key] = tokens, at
        return min(self.burst, tokens + (now - at) * self.per_microsecond), now

    def _until_one(self, tokens: float) -> int:
        if tokens >= 1:
            return 0
        return max(1, math.ceil((1 - tokens) / self.per_microsecond / MICROSECONDS))
