"""Work that a browser does before a comment is taken while a site is under attack: no picture to solve, no
third party, about a second of a slow phone. Pure, but for a small memory of what was used.

A challenge is signed, good for one site, for five minutes and for one comment. The browser looks for a nonce
such that SHA-256 of `CHALLENGE:NONCE` begins with `bits` zero bits. The signature makes the challenge's check
need no memory; what was used is remembered until it would have ended anyway. Several processes that serve one
site would each remember their own: a challenge could then be used once in each.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

HEADER = "gatepost-work"
PURPOSE = "work"
SECOND = 1_000_000
GOOD_FOR = 300 * SECOND
RANDOM_BYTES, TIME_BYTES, MAC_BYTES = 15, 5, 15
_WORK = re.compile(r"(?P<challenge>[A-Za-z0-9_-]{48}):(?P<nonce>[A-Za-z0-9_-]{1,32})")


def challenge(key: bytes, site: str, bits: int, now: int) -> str:
    """48 characters of base64url: random bytes, when it was made, how many bits, our signature."""
    made_at = (now // SECOND).to_bytes(TIME_BYTES, "big")
    payload = secrets.token_bytes(RANDOM_BYTES) + made_at + bits.to_bytes(1, "big")
    return urlsafe_b64encode(payload + _mac(key, site, payload)).decode()


class Work:
    """Checks what browsers bring."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._used: dict[str, int] = {}  # challenge: when it ends

    def __len__(self) -> int:
        """How many used challenges are remembered."""
        return len(self._used)

    def challenge(self, site: str, bits: int, now: int) -> str:
        return challenge(self._key, site, bits, now)

    def accept(self, header: str, site: str, now: int) -> bool:
        """Whether this is good work for a challenge of this site, which is used up by it."""
        found = _WORK.fullmatch(header)
        if found is None:
            return False
        asked = found["challenge"]
        data = urlsafe_b64decode(asked)
        payload, mac = data[:-MAC_BYTES], data[-MAC_BYTES:]
        if not hmac.compare_digest(mac, _mac(self._key, site, payload)):
            return False
        made_at = int.from_bytes(payload[RANDOM_BYTES:-1], "big") * SECOND
        bits = payload[-1]
        if abs(now - made_at) > GOOD_FOR + SECOND:  # clocks of several processes may differ
            return False
        if asked in self._used or zero_bits(hashlib.sha256(header.encode()).digest()) < bits:
            return False
        self._forget(now)
        self._used[asked] = made_at + GOOD_FOR + SECOND
        return True

    def _forget(self, now: int) -> None:
        while self._used:
            oldest = next(iter(self._used))
            if self._used[oldest] >= now:
                return
            del self._used[oldest]


def solve(asked: str, bits: int) -> str:
    """The header for a challenge: what a browser does. For tests and programs."""
    nonce = 0
    while zero_bits(hashlib.sha256(f"{asked}:{nonce}".encode()).digest()) < bits:
        nonce += 1
    return f"{asked}:{nonce}"


def zero_bits(digest: bytes) -> int:
    """How many bits at its beginning are zero."""
    return len(digest) * 8 - int.from_bytes(digest, "big").bit_length()


def _mac(key: bytes, site: str, payload: bytes) -> bytes:
    said = b"gatepost/work/1\n" + site.encode() + b"\n" + payload
    return hmac.digest(key, said, hashlib.sha256)[:MAC_BYTES]
