"""The publisher's keys: shared secrets from the settings, a JWK Set from a file, or one over https.

A key serves one algorithm, told by what the key is and never by the token: HS256 for a secret, RS256 for RSA,
ES256 for P-256, EdDSA for Ed25519. So no token can have a public key taken for a secret.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from gatepost.web.accounts.oidc.fetching import ProviderFailed, ask
from gatepost.web.settings import SsoSettings

LEAST_SECRET = 32
LEAST_RSA_BITS = 2048
_SECOND = 1_000_000
FETCHED_FOR = 3_600 * _SECOND
AGAIN_AFTER = 60 * _SECOND
"""A token with an unknown key lets the keys be fetched again, but not more often than this."""
SAME = {"Ed25519": "EdDSA"}
"""RFC 9864 calls by its curve what RFC 8037 called EdDSA; either name is taken."""
_CURVES = {("EC", "P-256"): "ES256", ("OKP", "Ed25519"): "EdDSA"}


class KeysFailed(Exception):
    """The keys cannot be had, or none can be used. The text is for whoever set them up."""


class SigningKey(Struct, frozen=True):
    """`kid` is empty where the set gives none. `key`: as joserfc imported it."""

    kid: str
    algorithm: str
    key: Any


class Keys:
    """Keys of one publisher. A file is read again when it changes, an address when a key is missing."""

    def __init__(self, settings: SsoSettings, clock: Callable[[], int]) -> None:
        self._settings = settings
        self._clock = clock
        self._fetched: tuple[SigningKey, ...] = ()
        self._fetched_at: int | None = None
        self._tried_at: int | None = None
        self._asking = asyncio.Lock()
        self._read: tuple[tuple[int, int], tuple[SigningKey, ...]] | None = None
        self._shared = tuple(shared_key(kid, secret) for kid, secret in settings.secrets.items())

    async def every(self, *, again: bool = False) -> tuple[SigningKey, ...]:
        """All keys that hold now. `again`: one was missing, so look for new ones. Raises `KeysFailed`."""
        found = self._shared
        if self._settings.keys_file:
            found += self._from_file()
        if self._settings.keys_url:
            async with self._asking:  # who comes while the keys are on their way waits for them
                found += await self._from_address(again=again)
        return found

    def _from_file(self) -> tuple[SigningKey, ...]:
        path = Path(self._settings.keys_file)
        try:
            stat = path.stat()
            mark = (stat.st_mtime_ns, stat.st_size)
            if self._read is None or self._read[0] != mark:
                self._read = (mark, keys_in(json.loads(path.read_text("utf-8")), secrets=True))
        except (OSError, ValueError, RecursionError) as error:
            raise KeysFailed(f"keys_file cannot be read: {error}") from None
        return self._read[1]

    async def _from_address(self, *, again: bool) -> tuple[SigningKey, ...]:
        now = self._clock()
        fresh = self._fetched_at is not None and now - self._fetched_at < FETCHED_FOR
        lately = self._tried_at is not None and now - self._tried_at < AGAIN_AFTER
        if (fresh and not again) or (lately and self._fetched):
            return self._fetched
        if lately:
            raise KeysFailed("keys_url gave no keys a moment ago; it is asked again in a minute")
        self._tried_at = now
        try:
            self._fetched = keys_in(await ask(self._settings.keys_url), secrets=False)
            self._fetched_at = now
        except (ProviderFailed, KeysFailed) as error:
            if not self._fetched:
                raise KeysFailed(f"keys_url gave no keys: {error}") from None
            # The keys that we have still hold; their publisher may only be away for a moment.
        return self._fetched


def shared_key(kid: str, secret: str | bytes) -> SigningKey:
    """A secret as a key, under the id that tokens name it by. Raises `KeysFailed` for a short one."""
    from joserfc.jwk import OctKey

    raw = secret.encode() if isinstance(secret, str) else secret
    if len(raw) < LEAST_SECRET:
        raise KeysFailed(f"the secret {kid!r} has fewer than {LEAST_SECRET} bytes")
    return SigningKey(kid, "HS256", OctKey.import_key(raw))


def keys_in(document: Any, *, secrets: bool) -> tuple[SigningKey, ...]:
    """The usable keys of a JWK Set. `secrets`: also shared ones, which must never come over the network.

    Raises `KeysFailed` when there is none.
    """
    listed = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        raise KeysFailed('this is no JWK Set: it must be an object with a list "keys"')
    found: list[SigningKey] = []
    faults: list[str] = []
    for number, jwk in enumerate(listed, start=1):
        try:
            found.append(_key(jwk, secrets=secrets))
        except KeysFailed as fault:
            faults.append(f"key {number}: {fault}")
    if not found:
        raise KeysFailed("no key can be used" + (f" ({'; '.join(faults)})" if faults else ""))
    return tuple(found)


def _key(jwk: Any, *, secrets: bool) -> SigningKey:
    from joserfc import jwk as keys
    from joserfc.errors import JoseError

    if not isinstance(jwk, dict):
        raise KeysFailed("it is no object")
    kind, kid = jwk.get("kty"), jwk.get("kid", "")
    if not isinstance(kid, str):
        raise KeysFailed("its kid is no text")
    if jwk.get("use", "sig") != "sig":
        raise KeysFailed("it is not for signing (use)")
    if kind == "oct":
        algorithm = "HS256" if secrets else ""
    elif kind == "RSA":
        algorithm = "RS256"
    else:
        algorithm = _CURVES.get((str(kind), str(jwk.get("crv"))), "")
    if not algorithm or SAME.get(jwk.get("alg", algorithm), jwk.get("alg", algorithm)) != algorithm:
        raise KeysFailed(f"kty {kind} with alg {jwk.get('alg')} cannot be used here")
    try:
        if kind == "oct":
            written = jwk["k"].rstrip("=")
            return shared_key(kid, base64.urlsafe_b64decode(written + "=" * (-len(written) % 4)))
        # Only what the public needs: a private key that stands in the set by mistake is not kept.
        public = {name: jwk[name] for name in ("kty", "crv", "x", "y", "n", "e") if name in jwk}
        key = keys.import_key(public)
        if isinstance(key, keys.RSAKey) and key.raw_value.key_size < LEAST_RSA_BITS:
            raise KeysFailed(f"it has fewer than {LEAST_RSA_BITS} bits")
    except (JoseError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeysFailed(f"it cannot be read: {type(error).__name__} {error}".rstrip()) from None
    return SigningKey(kid, algorithm, key)
