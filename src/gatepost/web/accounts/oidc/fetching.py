"""Asking the provider: small JSON answers over httpcore, no redirects, no cookies, little time."""

from __future__ import annotations

import asyncio
import json
import ssl
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

import certifi
import httpcore

from gatepost.__about__ import __version__

MOST_BYTES = 1_000_000
SECONDS = 10.0


class ProviderFailed(Exception):
    """The provider cannot be used now, or said what must not be believed. The text is for the log."""


@cache
def _trust() -> ssl.SSLContext:
    """What this system trusts, so that a newsroom's own authority counts, and certifi's besides."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def is_safe(url: str, *, loopback: bool) -> bool:
    """https; http only at this very machine, and only where the issuer itself is (`loopback`)."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if parts.username is not None or not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and loopback and is_loopback(url))


def is_loopback(url: str) -> bool:
    return (urlsplit(url).hostname or "") in ("localhost", "127.0.0.1", "::1")


async def ask(url: str, form: dict[str, str] | None = None, authorization: str = "") -> dict[str, Any]:
    """The JSON object at `url`; with a form it is posted. Raises `ProviderFailed` and nothing else."""
    headers = [("Accept", "application/json"), ("User-Agent", f"Gatepost/{__version__}")]
    content = None
    if form is not None:
        headers.append(("Content-Type", "application/x-www-form-urlencoded"))
        content = urlencode(form).encode()
    if authorization:
        headers.append(("Authorization", authorization))
    try:
        async with (
            asyncio.timeout(SECONDS),
            httpcore.AsyncConnectionPool(ssl_context=_trust()) as pool,
            pool.stream("GET" if form is None else "POST", url, headers=headers, content=content) as answer,
        ):
            body = b""
            async for part in answer.aiter_stream():
                body += part
                if len(body) > MOST_BYTES:
                    raise ProviderFailed(f"{url}: the answer is too long")
    except (TimeoutError, OSError, httpcore.TimeoutException, httpcore.NetworkError) as error:
        raise ProviderFailed(f"{url}: {type(error).__name__}") from None
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, ValueError) as error:
        raise ProviderFailed(f"{url}: {type(error).__name__}") from None
    if answer.status != 200:
        raise ProviderFailed(f"{url}: status {answer.status}")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise ProviderFailed(f"{url}: the answer is no JSON") from None
    if not isinstance(value, dict):
        raise ProviderFailed(f"{url}: the answer is no object")
    return value
