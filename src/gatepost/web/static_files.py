"""The files that browsers fetch: the widget for every page, the desk's style and script for our own.

They are few and small, so they are read once and kept, plain and compressed.
"""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from importlib.resources import files
from typing import Annotated

from litestar import Response, get
from litestar.params import PathParameter
from msgspec import Struct

from gatepost.web.problems import Problem
from gatepost.web.service import AnyRequest

TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
PUBLIC = ("widget.", "widget-", "embed.")
"""Files that pages of other sites load begin so: the widget, its languages and parts, and embed.js."""
NAMED = "public, max-age=3600, stale-while-revalidate=86400"
VERSIONED = "public, max-age=31536000, immutable"
"""For addresses with `?v=`: they change when the file does."""


class StaticFile(Struct, frozen=True):
    content: bytes
    compressed: bytes
    media_type: str
    etag: str


@cache
def load(name: str) -> StaticFile | None:
    """A file of web/static by its plain name; None for anything else."""
    suffix = name[name.rfind(".") :] if "." in name else ""
    found = files("gatepost.web") / "static" / name
    if suffix not in TYPES or name.startswith(".") or "/" in name or "\\" in name or not found.is_file():
        return None
    content = found.read_bytes()
    digest = hashlib.sha256(content).hexdigest()[:24]
    return StaticFile(content, gzip.compress(content, 9, mtime=0), TYPES[suffix], digest)


@get("/widget.js", include_in_schema=False)
async def widget(request: AnyRequest) -> Response[bytes | None]:
    """The widget under its short address."""
    return answer(request, "widget.js")


@get("/static/{name:str}", include_in_schema=False)
async def static_file(request: AnyRequest, name: Annotated[str, PathParameter()]) -> Response[bytes | None]:
    return answer(request, name)


def answer(request: AnyRequest, name: str) -> Response[bytes | None]:
    # Only names without surprises reach the cache, which would otherwise grow with every guess.
    found = load(name) if len(name) < 64 and name in _names() else None
    if found is None:
        raise Problem("route-not-found", "There is no such file.")
    compress = "gzip" in request.headers.get("accept-encoding", "")
    tag = f'"{found.etag}{"-gz" if compress else ""}"'
    headers = {
        "ETag": tag,
        "Cache-Control": VERSIONED if request.scope["query_string"].startswith(b"v=") else NAMED,
        "Vary": "Accept-Encoding",
    }
    if name.startswith(PUBLIC):
        headers["Access-Control-Allow-Origin"] = "*"
        headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if tag in request.headers.get("if-none-match", ""):
        return Response(None, status_code=304, headers=headers)
    if compress:
        headers["Content-Encoding"] = "gzip"
    return Response(
        found.compressed if compress else found.content, media_type=found.media_type, headers=headers
    )


@cache
def _names() -> frozenset[str]:
    return frozenset(one.name for one in (files("gatepost.web") / "static").iterdir() if one.is_file())
