"""A name for each request, in its log lines, its answer and, where it failed, its problem.

A trusted proxy may have named it already (`X-Request-Id`), so that its log and ours can be laid side by side;
from anybody else the header is not believed: it would be a way to write into the log.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence

from litestar.types import HTTPScope
from structlog.contextvars import get_contextvars

from gatepost.web.clients import Network, is_trusted

HEADER = b"x-request-id"
BOUND = "request"
"""The key of it in log lines."""
_SOUND = re.compile(rb"[A-Za-z0-9._:+/=-]{8,128}")


def request_id(scope: HTTPScope, trusted: Sequence[Network]) -> str:
    """The proxy's name for this request if it may give one, or a new one of 64 random bits."""
    peer = scope["client"]
    if trusted and peer is not None and is_trusted(peer[0], trusted):
        given = next((value for key, value in scope["headers"] if key == HEADER), b"")
        if _SOUND.fullmatch(given):
            return given.decode("ascii")
    return secrets.token_hex(8)


def this_request() -> str:
    """The name of the request that is being answered; empty outside of one."""
    found = get_contextvars().get(BOUND, "")
    return found if isinstance(found, str) else ""
