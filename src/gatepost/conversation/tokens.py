"""Receipt tokens and digests: what proves a text and what opens the author's door.

A token is 128 random bits, shown once; the store keeps its SHA-256. So that a repeated Idempotency-Key gets
the same receipt, the token is also kept sealed under that key, which the store never sees either; with it
the reader token, if the comment brought one.
"""

from __future__ import annotations

import hashlib
import secrets

TOKEN_BYTES = 16
SALT_BYTES = 32


def new_token() -> bytes:
    """128 random bits: the author's key to one comment."""
    return secrets.token_bytes(TOKEN_BYTES)


def new_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def hash_token(token: bytes) -> bytes:
    """What the store keeps of a token."""
    return hashlib.sha256(token).digest()


def hash_of_hex(token: str) -> bytes | None:
    """The hash of a token as a reader sends it (32 hex characters); None when it cannot be one."""
    try:
        raw = bytes.fromhex(token)
    except ValueError:
        return None
    return hash_token(raw) if len(raw) == TOKEN_BYTES and len(token) == 2 * TOKEN_BYTES else None


def text_digest(salt: bytes, text: str) -> bytes:
    """SHA-256(salt, then the exact UTF-8 bytes of the text), as the contract promises."""
    return hashlib.sha256(salt + text.encode()).digest()


def shown(digest: bytes) -> str:
    """A digest as the API and the ledger write it."""
    return f"sha256:{digest.hex()}"


def seal(token: bytes, salt: bytes, key: str) -> bytes:
    """One token, or two, under the Idempotency-Key; sealing twice gives them back."""
    pad = hashlib.sha256(b"gatepost/seal/1" + salt + key.encode("utf-8", "surrogatepass")).digest()
    return bytes(a ^ b for a, b in zip(token, pad[: len(token)], strict=True))


def idempotency_hash(site: str, key: str) -> bytes:
    """What the store keeps of an Idempotency-Key."""
    return _hash(b"gatepost/idempotency/1", site, key)


def fingerprint(key: str, *parts: str) -> bytes:
    """Whether a repeated key comes with the same request; keyed, so that it does not betray the text."""
    return _hash(b"gatepost/fingerprint/1", key, *parts)


def _hash(domain: bytes, *parts: str) -> bytes:
    running = hashlib.sha256(domain)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        running.update(len(data).to_bytes(8, "big") + data)
    return running.digest()
