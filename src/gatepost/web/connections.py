"""What one connection may cost before its request is whole: so many bytes of headers, so many seconds.

uvicorn's httptools protocol reads headers without end and waits for them for ever; a few hundred idle callers
could hold a server that has no proxy before it. (Its h11 protocol bounds the headers by itself.)
"""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEADERS = 64 * 1024
"""Bytes of a request line with its headers, give or take what arrives in one piece."""
WHOLE_SECONDS = 30.0
"""From the first byte (or from connecting) until the request is whole: 256 KiB at 9 KiB a second."""

log = structlog.get_logger("gatepost.web")


class Connection(HttpToolsProtocol):
    """uvicorn's protocol with bounds."""

    whole_seconds = WHOLE_SECONDS

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._in_headers = True
        self._header_bytes = 0
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        self._be_content()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        before = self._in_headers
        super().data_received(data)
        if before and self._in_headers and not self.transport.is_closing():
            self._header_bytes += len(data)
            if self._header_bytes > MAX_HEADERS:
                self._refuse()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_headers = True
        self._header_bytes = 0
        self._expect()

    def on_headers_complete(self) -> None:
        self._in_headers = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._be_content()

    def _expect(self) -> None:
        self._be_content()
        self._patience = self.loop.call_later(self.whole_seconds, self._give_up)

    def _be_content(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _give_up(self) -> None:
        self._patience = None
        if not self.transport.is_closing():
            log.info("a request did not come in time", seconds=self.whole_seconds)
            self.transport.close()

    def _refuse(self) -> None:
        said = b"The headers are too large."
        self.transport.write(
            b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: text/plain; charset=utf-8\r\n"
            b"content-length: %d\r\nconnection: close\r\n\r\n%s" % (len(said), said)
        )
        self.transport.close()
