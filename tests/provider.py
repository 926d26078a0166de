"""A small OpenID provider on a port of this machine: real HTTP, keys, signatures; it lies when told to."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT, SECRET = "gatepost", "a secret: with signs % and spaces"


class Provider:
    """`claims` go over those of the token; `document` over those of the discovery document."""

    def __init__(self, algorithm: str = "RS256") -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.issuer = f"http://127.0.0.1:{self.server.server_port}/realm"
        self.algorithm = algorithm
        self.keys: dict[str, Any] = {}
        self.new_key()
        self.grants: dict[str, dict[str, str]] = {}
        self.claims: dict[str, Any] = {}
        self.document: dict[str, Any] = {}
        self.asked: list[str] = []
        self.forms: list[dict[str, str]] = []
        self.authorizations: list[str] = []
        self.token: str | None = None
        threading.Thread(target=self.server.serve_forever, daemon=True, args=(0.01,)).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def new_key(self) -> None:
        """Another key from now on; the earlier ones are published no more."""
        kind = ECKey.generate_key("P-256") if self.algorithm == "ES256" else RSAKey.generate_key(2048)
        self.keys = {secrets.token_hex(4): kind}

    def authorize(self, address: str, subject: str = "7") -> dict[str, str]:
        """What a browser comes back with after somebody has signed in at this address."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.grants[code] = {**asked, "sub": subject}
        return {"code": code, "state": asked["state"], "iss": self.issuer}

    def discovery(self) -> dict[str, Any]:
        at = self.issuer
        return {
            "issuer": at,
            "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": f"{at}/token",
            "jwks_uri": f"{at}/keys",
            **self.document,
        }

    def published(self) -> dict[str, Any]:
        found = [{**key.as_dict(private=False), "kid": kid, "use": "sig"} for kid, key in self.keys.items()]
        return {"keys": found}

    def exchange(self, form: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        self.forms.append(form)
        self.authorizations.append(authorization)
        grant = self.grants.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not grant or grant["code_challenge"] != challenge or grant["redirect_uri"] != form["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        return 200, {"token_type": "Bearer", "access_token": "x", "id_token": self.token or self.sign(grant)}

    def sign(self, grant: dict[str, str]) -> str:
        ((kid, key),) = self.keys.items()
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": grant["sub"],
            "iat": now,
            "exp": now + 300,
            "nonce": grant["nonce"],
            **self.claims,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": self.algorithm, "kid": kid}, kept, key, algorithms=[self.algorithm])


def forged(claims: dict[str, Any], secret: bytes = b"") -> str:
    """A token with `alg: none`, or signed by HMAC with what is no secret, as attackers send it."""
    head = {"alg": "HS256" if secret else "none"}
    parts = [_text(json.dumps(one).encode()) for one in (head, claims)]
    signed = hmac.new(secret, ".".join(parts).encode(), hashlib.sha256).digest() if secret else b""
    return ".".join([*parts, _text(signed)])


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _handler(provider_: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        provider = provider_

        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            self.provider.asked.append(path)
            if path == "/realm/.well-known/openid-configuration":
                self._say(200, self.provider.discovery())
            elif path == "/realm/keys":
                self._say(200, self.provider.published())
            else:
                self._say(404, {})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._say(*self.provider.exchange(form, self.headers.get("Authorization", "")))

        def _say(self, status: int, value: dict[str, Any]) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
