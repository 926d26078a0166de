"""One OpenID provider: what it publishes about itself, its keys, and the identity tokens that it signs.

joserfc checks signatures; which claims must hold is written out here (OpenID Connect Core 3.1.3.7).
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from gatepost.web.accounts.oidc.fetching import ProviderFailed, ask, is_loopback, is_safe
from gatepost.web.settings import OidcSettings

__all__ = ["Metadata", "Provider", "ProviderFailed"]

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Public-key signatures only: never `none`, never HMAC."""
LEEWAY = 60
"""Seconds by which two clocks may differ."""
OLDEST = 600
"""Seconds for which a token that was just issued is taken."""
_SECOND = 1_000_000
_METADATA_FOR = 3_600 * _SECOND
_KEYS_AGAIN_AFTER = 60 * _SECOND


class Metadata(Struct, frozen=True):
    """Where to send browsers, where to fetch tokens and keys."""

    authorization: str
    token: str
    keys: str
    secret_in_form: bool


class Provider:
    """Remembers what it learnt for an hour; asks for keys again when a token names one that it has not."""

    def __init__(self, settings: OidcSettings, secret: str, clock: Callable[[], int]) -> None:
        self.settings = settings
        self._secret = secret
        self._clock = clock
        self._metadata: tuple[Metadata, int] | None = None
        self._keys: tuple[Any, int] | None = None

    async def metadata(self) -> Metadata:
        """Raises `ProviderFailed`."""
        if self._metadata and self._clock() - self._metadata[1] < _METADATA_FOR:
            return self._metadata[0]
        issuer = self.settings.issuer
        found = await ask(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != issuer:
            raise ProviderFailed("the provider names another issuer than gatepost.toml does")
        addresses = []
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            address = found.get(name)
            if not isinstance(address, str) or not is_safe(address, loopback=is_loopback(issuer)):
                raise ProviderFailed(f"the provider's {name} is missing or is not https")
            addresses.append(address)
        ways = found.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        in_form = "client_secret_basic" not in ways
        authorization, token, keys = addresses
        made = Metadata(authorization, token, keys, in_form)
        self._metadata = (made, self._clock())
        return made

    async def keys(self) -> None:
        """See whether the keys can be had. Raises `ProviderFailed`."""
        await self._key_set(again=True)

    async def identity_token(self, code: str, verifier: str, redirect: str) -> str:
        """Exchange the code. Raises `ProviderFailed`."""
        metadata = await self.metadata()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "code_verifier": verifier,
        }
        authorization = ""
        if self._secret and not metadata.secret_in_form:
            pair = f"{quote(self.settings.client_id, safe='')}:{quote(self._secret, safe='')}"
            authorization = "Basic " + base64.b64encode(pair.encode()).decode()
        else:
            form["client_id"] = self.settings.client_id
            if self._secret:
                form["client_secret"] = self._secret
        answer = await ask(metadata.token, form, authorization)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise ProviderFailed("the provider gave no identity token")
        return token

    async def claims(self, token: str, nonce: str) -> dict[str, Any]:
        """What the provider says about the person. Raises `ProviderFailed` for what does not hold."""
        from joserfc import jwt
        from joserfc.errors import JoseError

        try:
            try:
                decoded = jwt.decode(token, await self._key_set(), algorithms=ALGORITHMS)
            except (JoseError, ValueError):
                # The provider may have new keys: once more, with those.
                decoded = jwt.decode(token, await self._key_set(again=True), algorithms=ALGORITHMS)
        except (JoseError, ValueError, RecursionError) as error:
            raise ProviderFailed(f"the identity token is not signed as it must be: {error}") from None
        self._check(decoded.claims, nonce)
        return decoded.claims

    async def _key_set(self, *, again: bool = False) -> Any:
        from joserfc.errors import JoseError
        from joserfc.jwk import KeySet

        now = self._clock()
        if self._keys is not None:
            age = now - self._keys[1]
            if age < (_KEYS_AGAIN_AFTER if again else _METADATA_FOR):
                return self._keys[0]
        found = await ask((await self.metadata()).keys)
        usable = [
            key
            for key in found.get("keys", [])
            if isinstance(key, dict) and key.get("kty") != "oct" and key.get("use", "sig") == "sig"
        ]
        try:
            keys = KeySet.import_key_set({"keys": usable})
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise ProviderFailed(f"the provider's keys cannot be read: {error}") from None
        self._keys = (keys, now)
        return keys

    def _check(self, claims: dict[str, Any], nonce: str) -> None:
        now = self._clock() // _SECOND
        client = self.settings.client_id
        audience = claims.get("aud")
        audiences = audience if isinstance(audience, list) else [audience]
        if claims.get("iss") != self.settings.issuer:
            raise ProviderFailed("the identity token is of another issuer")
        if client not in audiences:
            raise ProviderFailed("the identity token is for another client")
        if claims.get("azp", client) != client or (len(audiences) > 1 and "azp" not in claims):
            raise ProviderFailed("the identity token was given to another client")
        ends, begins, issued = (_seconds(claims.get(name)) for name in ("exp", "nbf", "iat"))
        if ends is None or ends + LEEWAY <= now:
            raise ProviderFailed("the identity token has expired")
        if issued is None or issued - LEEWAY > now or issued + OLDEST <= now:
            raise ProviderFailed("the identity token was not issued just now")
        if begins is not None and begins - LEEWAY > now:
            raise ProviderFailed("the identity token is not valid yet")
        given = claims.get("nonce")
        if not isinstance(given, str) or not hmac.compare_digest(given.encode(), nonce.encode()):
            raise ProviderFailed("the identity token answers another sign-in")
        subject = claims.get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise ProviderFailed("the identity token names nobody")


def _seconds(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
