"""Lists and threads are sent compressed to who accepts it: a third of the bytes for half a millisecond.

Only these two: they hold nothing that is secret, and what is secret (receipts, one's own page) must not be
compressed together with what a stranger could have put beside it. Streams and small answers stay as they are.
"""

from __future__ import annotations

import gzip
import re

from litestar.types import HTTPScope, Message, Send

PATHS = frozenset({"/api/v1/comments", "/thread"})
SMALLEST = 1_400
"""Bytes: less goes into one packet anyway."""
LEVEL = 5
_GZIP = re.compile(rb"(?:^|,)\s*(?:gzip|x-gzip|\*)\s*(?:;\s*q\s*=\s*(?P<weight>\d(?:\.\d*)?)\s*)?(?:,|$)")


def accepts(header: bytes) -> bool:
    """Whether Accept-Encoding takes gzip (RFC 9110, 12.5.3)."""
    found = _GZIP.search(header)
    return found is not None and (found["weight"] is None or float(found["weight"] or 0) > 0)


def compressing(scope: HTTPScope, send: Send) -> Send:
    """A `send` that compresses what comes in one piece; the given one where nothing is to be compressed."""
    if scope["method"] != "GET" or scope["path"] not in PATHS:
        return send
    wanted = accepts(b",".join(value for name, value in scope["headers"] if name == b"accept-encoding"))
    held: Message | None = None

    async def sending(message: Message) -> None:
        nonlocal held
        if message["type"] == "http.response.start":
            held = message
            return
        start, held = held, None
        if start is not None and message["type"] == "http.response.body":
            assert start["type"] == "http.response.start"
            body, whole = message["body"], not message["more_body"]
            headers = [*start["headers"], (b"vary", b"Accept-Encoding")]
            if wanted and whole and len(body) >= SMALLEST and start["status"] == 200:
                message["body"] = body = gzip.compress(body, LEVEL, mtime=0)
                headers = [pair for pair in headers if pair[0].lower() != b"content-length"]
                headers += [(b"content-encoding", b"gzip"), (b"content-length", b"%d" % len(body))]
            start["headers"] = headers
            await send(start)
        await send(message)

    return sending
