"""Sites with accounts for tests, keys of a publisher, and tokens made with them."""

from __future__ import annotations

import time
import warnings
from typing import Any

from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from msgspec import structs
from tests.api.gatepost_here import SITE

from gatepost.web.settings import Settings, SsoSettings

ISSUER = "https://www.news.test"
SHARED = "a shared secret of thirty-two bytes and more"


def with_accounts(settings: Settings, **sso: Any) -> Settings:
    """The first site takes everybody, knows a badge and a publisher."""
    first, *others = settings.sites
    made = structs.replace(
        first,
        who=("guest", "email", "sso"),
        badges={"author": "Our author"},
        sso=SsoSettings(**{"issuer": ISSUER, "secrets": {"one": SHARED}, **sso}),
    )
    return structs.replace(settings, sites=(made, *others))


KEYS: dict[str, Any] = {
    "RS256": RSAKey.generate_key(2048, {"kid": "rsa"}, private=True),
    "ES256": ECKey.generate_key("P-256", {"kid": "ec"}, private=True),
    "EdDSA": OKPKey.generate_key("Ed25519", {"kid": "ed"}, private=True),
}


def public_set(*algorithms: str) -> dict[str, Any]:
    """The publisher's JWK Set."""
    return {"keys": [KEYS[one].as_dict(private=False) for one in algorithms or KEYS]}


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    made = {"iss": ISSUER, "aud": "news", "sub": "reader-1", "iat": now, "exp": now + 300, **changes}
    return {name: value for name, value in made.items() if value is not None}


def token(algorithm: str = "HS256", key: Any = None, kid: str | None = "one", **changes: Any) -> str:
    """Signed for reader-1 of the site `news`, unless `changes` say otherwise; None leaves a claim out."""
    if key is None:
        named = {"Ed25519": "EdDSA"}.get(algorithm, algorithm)
        key = OctKey.import_key(SHARED) if algorithm == "HS256" else KEYS[named]
        kid = kid if algorithm == "HS256" else key.kid
    header = {"alg": algorithm} if kid is None else {"alg": algorithm, "kid": kid}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SecurityWarning)  # of the name EdDSA
        return jwt.encode(header, claims(**changes), key, algorithms=[algorithm])


PAGE = f"{SITE}/2026/a-story"
