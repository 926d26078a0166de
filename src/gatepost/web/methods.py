"""Which methods an address knows: for the Allow header (RFC 9110) of answers 405 and to OPTIONS."""

from __future__ import annotations

from litestar import Litestar
from litestar.exceptions import HTTPException
from litestar.types import Method

from gatepost.web.heads import NEVER_BY_HEAD

METHODS: tuple[Method, ...] = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def methods_at(app: Litestar, path: str) -> list[str]:
    """The methods of the routes at `path`, OPTIONS aside; none where there is no route. GET brings HEAD."""
    found: list[str] = []
    for method in METHODS:
        try:
            app.asgi_router.handle_routing(path=path, method=method)
        except HTTPException:
            if method != "HEAD" or "GET" not in found or path in NEVER_BY_HEAD:
                continue
        found.append(str(method))
    return found
