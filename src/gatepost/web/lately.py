"""A list that was found unchanged a moment ago is unchanged still: its next 304 costs no look at the store.

Many readers ask for few articles, each with the tag of what it has. Only the answer 304 is kept, for nine
tenths of a second, under the whole question; whatever changes in this process forgets all of them at once.
What another process changed shows after that at the latest: a second is promised.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from litestar.types import HTTPScope, Send

PATH = "/api/v1/comments"
HOLD_SECONDS = 0.9
MOST = 10_000
"""Answers that are kept: some megabytes."""

Header = tuple[bytes, bytes]
Question = tuple[bytes, bytes, bytes | None]
"""The query, If-None-Match, Origin: all that the answer hangs on, besides what is stored."""


class Lately:
    """The answers of one process. To be used from one event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[Question, tuple[float, Sequence[Header]]] = {}
        self.turn = 0
        """Rises with each change: an answer that was begun before one is not kept after it."""

    def forget(self) -> None:
        """Something has changed, or may have."""
        self.turn += 1
        self._kept.clear()

    def headers(self, question: Question) -> Sequence[Header] | None:
        """Of the 304 that this question was answered with a moment ago."""
        found = self._kept.get(question)
        if found is None:
            return None
        until, headers = found
        if self._clock() >= until:
            del self._kept[question]
            return None
        return headers

    def keep(self, question: Question, headers: Sequence[Header], turn: int) -> None:
        """`turn` as it was when the question came."""
        if turn != self.turn:
            return
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[question] = (self._clock() + HOLD_SECONDS, headers)


def question_of(scope: HTTPScope) -> Question | None:
    """None for what is never answered from here."""
    if scope["path"] != PATH or scope["method"] != "GET":
        return None
    tag = origin = None
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            if tag is not None:  # two of them are one list: rare, and not worth a second reading
                return None
            tag = value
        elif name == b"origin":
            origin = value
    return None if tag is None else (scope["query_string"], tag, origin)


async def unchanged(headers: Sequence[Header], name: Header, send: Send) -> None:
    """The whole answer. `name`: the request's own."""
    await send({"type": "http.response.start", "status": 304, "headers": [*headers, name]})
    await send({"type": "http.response.body", "body": b"", "more_body": False})
