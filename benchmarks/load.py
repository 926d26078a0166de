"""A small HTTP/1.1 load generator on keep-alive connections: closed loop and open loop.

It speaks just enough HTTP to keep one core of load on the server rather than on itself: a full client library
would measure mostly the client. Open-loop latency counts from the moment a request was due, not from when it
was sent, so that a stalled server cannot hide its queue ("coordinated omission").
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """What came back. `latencies` in seconds; `statuses` counts by HTTP status."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        """Latency in seconds that `share` (0..1) of the requests stayed within."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Connection:
    """One keep-alive connection to a server on this machine."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def request(self, head: str, body: bytes) -> int:
        """Send one request and read all of its answer; returns the status.

        A server may close a connection that has been idle; then a fresh one is opened, as any client does.
        """
        used_before = self._writer is not None
        try:
            return await self._exchange(head, body)
        except (asyncio.IncompleteReadError, ConnectionError):
            if not used_before:
                raise
            self.close()
            return await self._exchange(head, body)

    async def _exchange(self, head: str, body: bytes) -> int:
        if self._writer is None or self._reader is None:
            self._reader, self._writer = await asyncio.open_connection(self.host, self.port)
        message = f"{head}\r\nHost: {self.host}:{self.port}\r\nContent-Length: {len(body)}\r\n\r\n"
        self._writer.write(message.encode() + body)
        lines = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower().split("\r\n")
        status = int(lines[0].split()[1])
        length = next((int(line[15:]) for line in lines if line.startswith("content-length:")), None)
        if length is not None:
            await self._reader.readexactly(length)
        elif "transfer-encoding: chunked" in lines:
            while size := int(await self._reader.readline(), 16):
                await self._reader.readexactly(size + 2)
            await self._reader.readline()
        closes = "connection: close" in lines or lines[0].startswith("http/1.0")
        if length is None and "transfer-encoding: chunked" not in lines:
            await self._reader.read()
            closes = True
        if closes:
            self.close()
        return status

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None


Requests = Callable[[int], tuple[str, bytes]]
"""Gives the head (request line and headers, no blank line) and the body of the n-th request."""


async def closed_loop(host: str, port: int, requests: Requests, count: int, clients: int) -> Outcome:
    """`clients` connections, each sends its next request as soon as the last one is answered."""
    outcome = Outcome()
    numbers = iter(range(count))

    async def client() -> None:
        connection = Connection(host, port)
        for number in numbers:
            head, body = requests(number)
            sent = time.perf_counter()
            status = await connection.request(head, body)
            outcome.latencies.append(time.perf_counter() - sent)
            outcome.statuses[status] = outcome.statuses.get(status, 0) + 1
        connection.close()

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    outcome.seconds = time.perf_counter() - began
    return outcome


async def open_loop(host: str, port: int, requests: Requests, rate: float, count: int) -> Outcome:
    """Requests fall due at `rate` a second whatever the server does; idle connections are used again."""
    outcome = Outcome()
    idle: list[Connection] = []

    async def one(number: int, due: float) -> None:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        connection = idle.pop() if idle else Connection(host, port)
        status = await connection.request(*requests(number))
        outcome.latencies.append(time.perf_counter() - due)
        outcome.statuses[status] = outcome.statuses.get(status, 0) + 1
        idle.append(connection)

    began = time.perf_counter()
    await asyncio.gather(*(one(n, began + n / rate) for n in range(count)))
    outcome.seconds = time.perf_counter() - began
    for connection in idle:
        connection.close()
    return outcome


def texts_of(length: int, sentences: Sequence[str]) -> list[str]:
    """One text of about `length` code points for each starting sentence, cut to exactly that length."""
    texts = []
    for start in range(len(sentences)):
        text, at = "", start
        while len(text) < length:
            text += sentences[at % len(sentences)] + " "
            at += 1
        texts.append(text[:length])
    return texts
