"""Listens: binds before anything is loaded, says where only when it does, lets readers finish."""

from __future__ import annotations

import errno
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from litestar.types import ASGIApp

from gatepost.web.connections import Connection

BACKLOG = 4096
"""Connections that may wait to be taken: after a restart all who listened come back at once."""
FAREWELL_SECONDS = 5
SIGNALS = (signal.SIGINT, signal.SIGTERM)


class CannotListen(Exception):
    """The address cannot be had; the message says why and what to do."""


def bind(host: str, port: int) -> socket.socket:
    """A bound socket, not yet listening. Raises `CannotListen`."""
    try:
        (family, kind, protocol, _, address), *_ = socket.getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except OSError as error:
        raise CannotListen(
            f"{host!r} is no address of this machine ({error.strerror}): use --host 127.0.0.1"
        ) from None
    bound = socket.socket(family, kind, protocol)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind(address)
    except OSError as error:
        bound.close()
        raise CannotListen(_why(error, host, port)) from None
    return bound


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        other = port + 1 if port < 65535 else 8000
        return f"port {port} on {host} is in use: stop what uses it, or take another: --port {other}"
    if error.errno == errno.EACCES:
        return f"port {port} needs rights that you do not have: take one above 1023: --port 8000"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is no address of this machine: use --host 127.0.0.1, or 0.0.0.0 for all its networks"
    return f"{host} port {port}: {error.strerror}"


class Server(uvicorn.Server):
    """uvicorn that tells when it listens and ends open streams before it waits for connections to close."""

    def __init__(
        self, app: ASGIApp, *, on_listening: Callable[[], None], on_stopping: Callable[[], None]
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                lifespan="off",
                log_config=None,
                http=Connection,
                access_log=False,
                # We read X-Forwarded-For ourselves, as far as the trusted proxies wrote it.
                proxy_headers=False,
                server_header=False,
                date_header=True,
                backlog=BACKLOG,
                timeout_graceful_shutdown=FAREWELL_SECONDS,
            )
        )
        self._on_listening = on_listening
        self._on_stopping = on_stopping

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn's, but a signal is not raised again after: that would kill us with the store open."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_listening()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._on_stopping()
        await super().shutdown(sockets)
