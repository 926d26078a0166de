"""What surrounds every request, errors and unknown addresses included: security headers, CORS, log, latency.

One plain ASGI wrapper around the whole application: Litestar's own middleware would miss what fails before a
route is found, and each layer would cost every request.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from litestar import Litestar
from litestar.enums import ScopeType
from litestar.types import HTTPScope, Message, Receive, Scope, Send

from gatepost.conversation.sites import Sites
from gatepost.web import tracing
from gatepost.web.abuse.limiting import GIVEN
from gatepost.web.clients import Network, is_trusted
from gatepost.web.compression import compressing
from gatepost.web.heads import as_get
from gatepost.web.lately import Lately, Question, question_of, unchanged
from gatepost.web.methods import methods_at
from gatepost.web.metrics import LATENCY, REFUSALS
from gatepost.web.request_ids import BOUND, HEADER, request_id

log = structlog.get_logger("gatepost.access")

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Nothing here needs a camera or a place. Passkeys are the desk's own.
NEVER = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "serial", "usb")
OURS = ("publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS = ", ".join([*(f"{name}=()" for name in NEVER), *(f"{name}=(self)" for name in OURS)])
SECURITY: Mapping[bytes, bytes] = {
    b"content-security-policy": POLICY.encode(),
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"strict-origin-when-cross-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"permissions-policy": PERMISSIONS.encode(),
}
ALLOWED = (
    b"Accept-Language, Authorization, Content-Type, Gatepost-Client, Gatepost-Receipt, Gatepost-Work, "
    b"Idempotency-Key, If-None-Match"
)
EXPOSED = b"ETag, Gatepost-Client, Idempotency-Replayed, Location, Retry-After, X-Request-Id"
STRICT_TRANSPORT = b"max-age=31536000; includeSubDomains"
"""A year, as OWASP ASVS 3.4.1 wants it."""
PREFLIGHT_SECONDS = b"600"
TRACE = frozenset({b"traceparent", b"tracestate"})
QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Frame:
    """Wraps `app`. `sites` knows whose pages may read answers: theirs, never `*`, never with cookies.

    `trusted`: proxies that may name a request. `base_url`: where browsers reach us; over https they are told
    to come by nothing else, unless it is a site's own origin, whose owner has to say that.
    """

    def __init__(
        self,
        app: Litestar,
        sites: Sites,
        trusted: Sequence[Network] = (),
        base_url: str = "",
        lately: Lately | None = None,
    ) -> None:
        self.app = app
        self._lately = lately or Lately()
        self.sites = sites
        self._trusted = trusted
        own = base_url.startswith("https://") and sites.by_origin(base_url) is None
        self._headers = {**SECURITY, **({b"strict-transport-security": STRICT_TRANSPORT} if own else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        name = request_id(scope, self._trusted)
        question = question_of(scope)
        if question is not None and (headers := self._lately.headers(question)) is not None:
            await unchanged(headers, (HEADER, name.encode()), send)
            LATENCY.labels("GET", scope["path"], "304").observe(time.perf_counter() - began)
            return
        with structlog.contextvars.bound_contextvars(**{BOUND: name}):
            await self._answer(scope, receive, self._remembering(scope, question, send), name.encode())

    def _remembering(self, scope: HTTPScope, question: Question | None, send: Send) -> Send:
        """A `send` that remembers a list's 304, and forgets all of them where something was written."""
        writes = scope["method"] not in READING
        if question is None and not writes:
            return send
        turn = self._lately.turn

        async def sending(message: Message) -> None:
            if writes:
                self._lately.forget()
            elif question and message["type"] == "http.response.start" and message["status"] == 304:
                headers = [pair for pair in message["headers"] if pair[0] != HEADER]
                self._lately.keep(question, headers, turn)
            await send(message)

        return sending

    async def _answer(self, scope: HTTPScope, receive: Receive, send: Send, name: bytes) -> None:
        origin = _header(scope, b"origin")
        shared = origin if origin is not None and self._is_ours(scope, origin) else None
        if scope["method"] == "OPTIONS" and (methods := methods_at(self.app, scope["path"])):
            # Litestar would answer for each handler alone, and name only that one's methods.
            await _options(methods, shared, [*self._headers.items(), (HEADER, name)], send)
            return
        if scope["method"] == "HEAD" and "HEAD" in methods_at(self.app, scope["path"]):
            scope, receive, send = as_get(scope, send)
        send = compressing(scope, send)
        began = time.perf_counter()
        status = 500

        async def framed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                present = {name.lower() for name, _ in message["headers"]}
                extra = [pair for pair in self._headers.items() if pair[0] not in present]
                extra.append((HEADER, name))
                if given := scope.get("state", {}).get(GIVEN):
                    extra.append((b"gatepost-client", given.encode()))
                if shared is not None:
                    extra.append((b"access-control-allow-origin", shared))
                    extra.append((b"access-control-expose-headers", EXPOSED))
                    if b"vary" not in present:
                        extra.append((b"vary", b"Origin"))
                message["headers"] = [*message["headers"], *extra]
            await send(message)

        try:
            asked = {"http.request.method": scope["method"]}
            with tracing.span(scope["method"], asked, self._parent(scope)) as span:
                await self.app(scope, receive, framed)
                if span is not None:
                    _describe(span, scope, status, name)
        finally:
            self._record(scope, status, time.perf_counter() - began)

    def _parent(self, scope: HTTPScope) -> Mapping[str, str]:
        """The trace that a proxy of ours began; anybody else's would only fill our traces with theirs."""
        peer = scope["client"]
        if not self._trusted or peer is None or not is_trusted(peer[0], self._trusted):
            return {}
        return {key.decode(): value.decode("latin-1") for key, value in scope["headers"] if key in TRACE}

    def _is_ours(self, scope: HTTPScope, origin: bytes) -> bool:
        if not scope["path"].startswith("/api/v1/") or scope["path"].startswith("/api/v1/desk"):
            return False
        return self.sites.by_origin(origin.decode("latin-1")) is not None

    def _record(self, scope: HTTPScope, status: int, seconds: float) -> None:
        """By the route's template, never the address asked for: ids stay out of log and figures."""
        route = scope.get("path_template") or "unknown"
        LATENCY.labels(scope["method"], route, str(status)).observe(seconds)
        if status >= 400:
            REFUSALS.labels(str(status)).inc()
        if route not in QUIET:
            log.info(
                "request", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1)
            )


def _describe(span: Any, scope: HTTPScope, status: int, name: bytes) -> None:
    route = scope.get("path_template") or "unknown"
    span.update_name(f"{scope['method']} {route}")
    span.set_attribute("http.route", route)
    span.set_attribute("http.response.status_code", status)
    span.set_attribute("gatepost.request", name.decode())


def _header(scope: HTTPScope, name: bytes) -> bytes | None:
    return next((value for key, value in scope["headers"] if key == name), None)


async def _options(
    methods: list[str], origin: bytes | None, security: Sequence[tuple[bytes, bytes]], send: Send
) -> None:
    """What the address knows, and, for a page of ours, leave to ask (the CORS preflight)."""
    allow = ", ".join([*methods, "OPTIONS"]).encode()
    headers = [(b"allow", allow), (b"vary", b"Origin"), *security]
    if origin is not None:
        headers += [
            (b"access-control-allow-origin", origin),
            (b"access-control-allow-methods", allow),
            (b"access-control-allow-headers", ALLOWED),
            (b"access-control-max-age", PREFLIGHT_SECONDS),
        ]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
