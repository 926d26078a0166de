"""HEAD (RFC 9110, 9.3.2): every address that answers GET answers HEAD with the same headers and no body."""

from __future__ import annotations

import asyncio
from typing import cast

from litestar.types import HTTPScope, Message, Receive, Send
from litestar.types.asgi_types import HTTPDisconnectEvent

NEVER_BY_HEAD = frozenset({"/desk/enter"})
"""There GET uses a one-time link up. A mail scanner that only looks must not: it gets 405."""


def as_get(scope: HTTPScope, send: Send) -> tuple[HTTPScope, Receive, Send]:
    """The request as GET, and a `send` that ends the answer with its headers.

    The application is then told that the caller has gone, so that an endless answer (a stream) ends as well.
    """
    asked = cast(HTTPScope, {**scope, "method": "GET"})
    done = asyncio.Event()

    async def receive_the_end() -> HTTPDisconnectEvent:
        # Nobody sends a body with HEAD: whoever waits here waits for the end of the answer.
        await done.wait()
        return {"type": "http.disconnect"}

    async def headers_only(message: Message) -> None:
        if message["type"] == "http.response.start":
            await send(message)
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            done.set()

    return asked, receive_the_end, headers_only
