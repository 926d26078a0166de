"""Passwords: hashed with argon2id, two at a time, and as slow for a name that nobody has."""

from __future__ import annotations

import asyncio
import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1_000


def hash_of(token: str) -> bytes:
    """What is stored of a token of 256 random bits: a fast hash is enough for those."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


class Passwords:
    """Hashing and comparing, off the event loop."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        # Each hash takes 64 MiB: two at a time, so that a flood of sign-ins cannot eat the memory.
        self._at_work = asyncio.Semaphore(2)
        self._nobodys = ""

    async def hash(self, password: str) -> str:
        """Raises ValueError that says what to change."""
        if len(password) < SHORTEST_PASSWORD:
            raise ValueError(f"a password has at least {SHORTEST_PASSWORD} characters")
        if len(password) > LONGEST_PASSWORD:
            raise ValueError(f"a password has at most {LONGEST_PASSWORD} characters")
        async with self._at_work:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def match(self, password_hash: str, password: str) -> bool:
        """Takes as long without a hash as with a wrong password, so that names cannot be probed."""
        async with self._at_work:
            return await asyncio.to_thread(self._verify, password_hash, password)

    def _verify(self, password_hash: str, password: str) -> bool:
        # Made at the first sign-in whoever it is, not at the first one with an unknown name.
        if not self._nobodys:
            self._nobodys = self._hasher.hash(secrets.token_hex(16))
        if not password_hash:
            password_hash, password = self._nobodys, password + "\0"
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            return False
