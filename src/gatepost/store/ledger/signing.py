"""Ed25519 (RFC 8032): the key that signs checkpoints, and the check. A key's name is the key, written out."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

PREFIX = "ed25519:"


class Ed25519Signer:
    """Signs with one private key. `key`: `ed25519:` and the 32 bytes of the public key in hexadecimal."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.key = PREFIX + private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    @classmethod
    def new(cls) -> Ed25519Signer:
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_pem(cls, pem: bytes) -> Ed25519Signer:
        """From PKCS #8 without a password, as `openssl genpkey -algorithm ed25519` writes it.

        Raises ValueError.
        """
        try:
            private = load_pem_private_key(pem, None)
        except (ValueError, TypeError):
            raise ValueError(
                "this is no private key in PEM without a password: make one with "
                "`openssl genpkey -algorithm ed25519`"
            ) from None
        if not isinstance(private, Ed25519PrivateKey):
            raise ValueError("this is a private key, but none for Ed25519")
        return cls(private)

    def sign(self, body: bytes) -> bytes:
        """64 bytes."""
        return self._private.sign(body)

    def pem(self) -> bytes:
        """The private key: a secret."""
        return self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def is_signed(body: bytes, signature: bytes, key: str) -> bool:
    """Whether the owner of this public key signed exactly these bytes."""
    try:
        _public(key).verify(signature, body)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def public_pem(key: str) -> str:
    """The public key as `openssl pkeyutl -verify -rawin -pubin` takes it. Raises ValueError."""
    return _public(key).public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def _public(key: str) -> Ed25519PublicKey:
    if not key.startswith(PREFIX):
        raise ValueError(f"{key[:80]!r} is no key: it begins with {PREFIX}")
    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(key.removeprefix(PREFIX)))
