"""What a publisher's token says of a reader, after everything about it was checked.

Every fault is told in words that help whoever makes the tokens; none of them repeats what the token holds
beyond names of claims, key ids and times.
"""

from __future__ import annotations

import base64
import binascii
import json
import warnings
from collections.abc import Callable
from typing import Any

from gatepost.conversation.readers.sign_in import Vouched
from gatepost.web.settings import SiteSettings
from gatepost.web.sso.keys import SAME, Keys, KeysFailed, SigningKey

__all__ = ["KeysFailed", "Publisher", "TokenRefused"]

ALGORITHMS = ("HS256", "RS256", "ES256", "EdDSA", "Ed25519")
LEEWAY = 60
"""Seconds by which two clocks may differ."""
LONGEST_LIFE = 24 * 3_600
LONGEST_TOKEN = 8_000
LONGEST_SUBJECT = 255
_SECOND = 1_000_000


class TokenRefused(Exception):
    """The token does not hold; the text says why, to its maker."""


class Publisher:
    """One site's own sign-in."""

    def __init__(self, site: SiteSettings, clock: Callable[[], int]) -> None:
        self.settings = site.sso
        self.audience = site.sso.audience or site.id
        self._clock = clock
        self._keys = Keys(site.sso, clock)

    async def vouched(self, token: str) -> Vouched:
        """Raises `TokenRefused`, and `KeysFailed` when it is not the token's fault."""
        header = _header(token)
        key = await self._key(header)
        claims = _verified(token, key, str(header["alg"]))
        self._check_times(claims)
        self._check_parties(claims)
        return _reader(self.settings.issuer, claims)

    async def _key(self, header: dict[str, Any]) -> SigningKey:
        algorithm, kid = header.get("alg"), header.get("kid")
        if algorithm not in ALGORITHMS:
            raise TokenRefused(f"The header's `alg` must be one of {', '.join(ALGORITHMS)}.")
        if "crit" in header:
            raise TokenRefused("The header's `crit` names extensions that are not known here.")
        if kid is not None and not isinstance(kid, str):
            raise TokenRefused("The header's `kid` must be a text.")
        algorithm = SAME.get(algorithm, algorithm)
        found = _fitting(await self._keys.every(), kid, algorithm)
        if not found:
            found = _fitting(await self._keys.every(again=True), kid, algorithm)
        if len(found) == 1:
            return found[0]
        if found:
            raise TokenRefused("Several keys could have signed this: name one by `kid` in the header.")
        others = {key.algorithm for key in await self._keys.every() if kid is not None and key.kid == kid}
        if others:
            raise TokenRefused(f"The key {kid!r} is for {', '.join(sorted(others))}, not for {algorithm}.")
        named = f"with the `kid` {kid[:80]!r} " if kid is not None else ""
        raise TokenRefused(
            f"No key {named}for {algorithm} is known here. New keys are looked for once a minute."
        )

    def _check_times(self, claims: dict[str, Any]) -> None:
        now = self._clock() // _SECOND
        ends, issued = _seconds(claims, "exp"), _seconds(claims, "iat")
        if ends is None or issued is None:
            missing = "exp" if ends is None else "iat"
            raise TokenRefused(f"The claim `{missing}` is missing, or is no number of seconds since 1970.")
        if ends + LEEWAY <= now:
            raise TokenRefused(f"The token ended {now - ends:.0f} seconds ago (`exp`). Make a new one.")
        if ends - now > LONGEST_LIFE + LEEWAY:
            raise TokenRefused("`exp` is more than 24 hours ahead. Sign for a shorter time: minutes do.")
        if issued - LEEWAY > now:
            raise TokenRefused("`iat` lies in the future: compare the clocks of both servers.")
        if now - issued > LONGEST_LIFE + LEEWAY:
            raise TokenRefused("The token was issued more than 24 hours ago (`iat`). Make a new one.")
        begins = _seconds(claims, "nbf")
        if "nbf" in claims and (begins is None or begins - LEEWAY > now):
            raise TokenRefused("The token does not hold yet (`nbf`).")

    def _check_parties(self, claims: dict[str, Any]) -> None:
        if claims.get("iss") != self.settings.issuer:
            raise TokenRefused(f"`iss` must be {self.settings.issuer!r}, as the settings say.")
        audience = claims.get("aud")
        if self.audience not in (audience if isinstance(audience, list) else [audience]):
            raise TokenRefused(f"`aud` must be {self.audience!r}, or a list with it.")


def _header(token: str) -> dict[str, Any]:
    parts = token.split(".")
    if len(token) > LONGEST_TOKEN or len(parts) != 3 or not token.isascii():
        raise TokenRefused(
            "This is no signed token: three parts with dots between, at most 8,000 characters."
        )
    try:
        raw = base64.urlsafe_b64decode(parts[0] + "=" * (-len(parts[0]) % 4))
        header = json.loads(raw)
    except (ValueError, binascii.Error, RecursionError):
        raise TokenRefused("The token's header cannot be read.") from None
    if not isinstance(header, dict):
        raise TokenRefused("The token's header is no object.")
    return header


def _fitting(keys: tuple[SigningKey, ...], kid: str | None, algorithm: str) -> list[SigningKey]:
    return [key for key in keys if key.algorithm == algorithm and (kid is None or key.kid == kid)]


def _verified(token: str, key: SigningKey, algorithm: str) -> dict[str, Any]:
    from joserfc import jwt
    from joserfc.errors import JoseError, SecurityWarning

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SecurityWarning)  # of the older name EdDSA: most libraries use it
            decoded = jwt.decode(token, key.key, algorithms=[algorithm])
    except (JoseError, ValueError, TypeError, KeyError, RecursionError):
        raise TokenRefused(
            "The signature does not fit the key. Sign with the private half (or the secret) of the key that "
            "the header's `kid` names, and send the token unchanged."
        ) from None
    if not isinstance(decoded.claims, dict):
        raise TokenRefused("The token's claims are no object.")
    return decoded.claims


def _reader(issuer: str, claims: dict[str, Any]) -> Vouched:
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise TokenRefused(
            f"`sub` must be a text of 1 to {LONGEST_SUBJECT} characters: your id of the reader."
        )
    verified = claims.get("email_verified") is True
    return Vouched(
        issuer,
        subject,
        name=_text(claims, "name"),
        email=(_text(claims, "email") or None) if verified else None,
        badge=_text(claims, "badge"),
        language=_text(claims, "language") or None,
    )


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TokenRefused(f"The claim `{name}` must be a text.")
    return value


def _seconds(claims: dict[str, Any], name: str) -> float | None:
    value = claims.get(name)
    sound = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**12
    return value if sound else None
