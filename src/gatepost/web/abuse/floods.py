"""The same text again and again while a site is under attack, whoever sends it and from wherever.

Ten copies may come at once and one a minute afterwards: a slogan that many share is not silenced, ten
thousand copies do not bury the desk. Looked at only during an attack; what lies below that, the engine's
clause `flooding` finds. Only keyed hashes are held, in memory, until newer ones push them out.
"""

from __future__ import annotations

import hashlib
import secrets

from gatepost.engine.text.reading import Reading
from gatepost.engine.text.sketch import bands, letters, sketch
from gatepost.web.ratelimit import RateLimit

AT_ONCE = 10
A_MINUTE = 1.0
ALIKE = 2
"""Texts are nearly the same when they share so many of a sketch's five keys. Strangers' texts share one by
chance in a thousand, and two practically never; of texts that are alike to 0.8 four in five share two."""


class Floods:
    def __init__(self) -> None:
        self._key = secrets.token_bytes(16)
        self._seen = RateLimit(A_MINUTE, AT_ONCE)

    def wait(self, site: str, text: str, now: int) -> int:
        """Count this text: 0 when it may come, else the seconds until it may."""
        reading = Reading(text)
        keys = bands(sketch(reading))
        if keys:
            waits = sorted((self._take(site, f"~{key}", now) for key in set(keys)), reverse=True)
            return waits[ALIKE - 1] if len(waits) >= ALIKE else waits[0]
        said = letters(reading).tobytes() or reading.folded.text.encode("utf-8", "surrogatepass")
        return self._take(site, said.hex(), now)

    def _take(self, site: str, said: str, now: int) -> int:
        hashed = hashlib.blake2b(f"{site}\n{said}".encode(), key=self._key, digest_size=16)
        return self._seen.take(hashed.hexdigest(), now)
