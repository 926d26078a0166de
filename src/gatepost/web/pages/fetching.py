"""One guarded GET: allow-listed origins, checked addresses, few redirects, bounded size and time.

The connection is made to the very address that was checked, so that a name that resolves otherwise a moment
later (DNS rebinding) reaches nothing. No cookies, no credentials, no proxy of the environment.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import zlib
from collections.abc import AsyncIterable, Iterable, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

import certifi
import httpcore
from msgspec import Struct

from gatepost.__about__ import __version__
from gatepost.conversation.article_keys import origin
from gatepost.conversation.page_reading import PageUnreadable
from gatepost.conversation.refusals import Refusal
from gatepost.web.pages.addresses import Network, may_be_asked

MOST_REDIRECTS = 3
MOST_BYTES = 2_000_000
"""Of a page, as sent and unpacked."""
SECONDS = 10.0
"""For everything: resolving, connecting, redirects, every byte."""
USER_AGENT = f"Gatepost/{__version__} (comments of this site; reads articles that are commented on)"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TYPES = frozenset({"text/html", "application/xhtml+xml"})


class Fetched(Struct, frozen=True):
    """The page's bytes, unpacked; `charset` and `etag` as the server named them, empty without."""

    url: str
    content: bytes
    charset: str = ""
    etag: str = ""


async def fetch(
    url: str,
    origins: Sequence[str],
    *,
    etag: str = "",
    private: Sequence[Network] = (),
    seconds: float = SECONDS,
    tls: ssl.SSLContext | None = None,
) -> Fetched | None:
    """The page at `url`; None if it is unchanged since `etag`. Raises `PageUnreadable` and nothing else.

    `origins` are the only ones asked, redirects included. `private`: networks that are allowed besides public
    addresses. `tls` takes the place of the usual trust.
    """
    try:
        async with asyncio.timeout(seconds):
            for _ in range(MOST_REDIRECTS + 1):
                _check(url, origins)
                answer = await _ask(url, etag, private, tls or _trust())
                if not isinstance(answer, str):
                    return answer
                url = answer
    except TimeoutError:
        raise PageUnreadable("too-slow") from None
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        raise PageUnreadable("unreachable", repr(error)) from None
    raise PageUnreadable("too-many-redirects")


def _check(url: str, origins: Sequence[str]) -> None:
    """Refuse what is no plain address on one of the origins."""
    try:
        parts, asked = urlsplit(url), origin(url)
    except (Refusal, ValueError):
        raise PageUnreadable("address-invalid") from None
    if parts.username is not None or parts.password is not None:
        raise PageUnreadable("address-invalid")
    if asked not in {origin(one) for one in origins}:
        raise PageUnreadable("origin-not-allowed")


async def _ask(url: str, etag: str, private: Sequence[Network], tls: ssl.SSLContext) -> Fetched | str | None:
    """The page, None when unchanged, or the address that it has moved to."""
    headers = [
        (b"Host", urlsplit(origin(url)).netloc.encode()),
        (b"User-Agent", USER_AGENT.encode()),
        (b"Accept", b"text/html, application/xhtml+xml"),
        (b"Accept-Encoding", b"gzip"),
        (b"Connection", b"close"),
    ]
    if etag and etag.isascii() and etag.isprintable():
        headers.append((b"If-None-Match", etag.encode()))
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    wanted = httpcore.URL(
        scheme=parts.scheme.lower().encode(),
        host=_host(url).encode(),
        port=parts.port,
        target=_quoted(target),
    )
    async with (
        httpcore.AsyncConnectionPool(ssl_context=tls, network_backend=Guarded(private)) as pool,
        pool.stream("GET", wanted, headers=headers) as response,
    ):
        said = {name.lower(): value for name, value in reversed(response.headers)}
        if response.status in _REDIRECTS and b"location" in said:
            return urljoin(url, said[b"location"].decode("latin-1")).partition("#")[0]
        if response.status == 304 and etag:
            return None
        if response.status != 200:
            raise PageUnreadable(f"status-{response.status}")
        kind, _, rest = said.get(b"content-type", b"").decode("latin-1").partition(";")
        if kind.strip().lower() not in _TYPES:
            raise PageUnreadable("not-html")
        packing = said.get(b"content-encoding", b"identity").decode("latin-1").strip().lower()
        length = said.get(b"content-length", b"")
        if length.isdigit() and int(length[:20]) > MOST_BYTES:
            raise PageUnreadable("too-large")
        content = await _content(response.aiter_stream(), packing)
        return Fetched(url, content, _charset(rest), said.get(b"etag", b"").decode("latin-1")[:200])


async def _content(chunks: AsyncIterable[bytes], packing: str) -> bytes:
    """All chunks, unpacked. What grows beyond `MOST_BYTES`, packed or unpacked, is given up at once."""
    if packing not in {"identity", "gzip", "x-gzip"}:
        raise PageUnreadable("encoding-unknown")
    unpack = zlib.decompressobj(wbits=31) if packing != "identity" else None
    found, sent = bytearray(), 0
    async for chunk in chunks:
        sent += len(chunk)
        if unpack is None:
            found += chunk
        else:
            try:
                found += unpack.decompress(chunk, MOST_BYTES + 1 - len(found))
            except zlib.error:
                raise PageUnreadable("encoding-broken") from None
        if sent > MOST_BYTES or len(found) > MOST_BYTES:
            raise PageUnreadable("too-large")
    return bytes(found)


def _charset(parameters: str) -> str:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'")[:40]
    return ""


def _host(url: str) -> str:
    return (urlsplit(origin(url)).hostname or "").rstrip(".")


def _quoted(target: str) -> bytes:
    """Letters beyond ASCII as browsers send them; everything else as it stands."""
    return b"".join(
        bytes([byte]) if 0x20 < byte < 0x7F else f"%{byte:02X}".encode() for byte in target.encode()
    )


def _trust() -> ssl.SSLContext:
    """The machine's certificate authorities and certifi's: bare containers have none of their own."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


class Guarded(httpcore.AsyncNetworkBackend):
    """Resolves, checks every address, and connects to one that was checked."""

    def __init__(self, private: Sequence[Network]) -> None:
        self._private = private
        self._plain = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(answer[4][0]) for answer in found))
        # One bad address among good ones is no accident: the whole name is refused.
        if not addresses or not all(may_be_asked(address, self._private) for address in addresses):
            raise PageUnreadable("address-not-public")
        last: Exception | None = None
        for address in addresses:
            try:
                return await self._plain.connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore.ConnectError as error:
                last = error
        assert last is not None
        raise last

    async def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,  # noqa: ASYNC109 - the signature is httpcore's
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        raise PageUnreadable("address-not-public")

    async def sleep(self, seconds: float) -> None:
        await self._plain.sleep(seconds)
