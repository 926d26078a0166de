"""The server's own keys: random, made at their first use, shared by all processes of one store."""

from __future__ import annotations

from typing import Protocol

KEY_BYTES = 32


class Keys(Protocol):
    """Keys for what the server signs and gives to browsers and into letters, one for each purpose."""

    async def of(self, purpose: str) -> bytes:
        """32 random bytes, the same at every call and in every process, after a restart too."""
