"""A process of its own that holds many event streams open and notes when what arrives.

    python -m benchmarks.listeners PORT PATH COUNT

It prints `ready` once all streams are open, and at the end of its input one line of JSON: for each mark
(`#NUMBER#` in a comment's text) when each stream got it, in seconds of the machine's monotonic clock.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections import defaultdict
from typing import cast

MARK = re.compile(rb"#(\d+)#")
AT_ONCE = 100
"""Streams that are opened at the same time; readers do not all come in the same millisecond either."""


class Stream(asyncio.Protocol):
    """One stream. Each client has an address of its own, as readers have: the server trusts its proxy."""

    def __init__(self, number: int, path: str, arrivals: dict[int, list[float]]) -> None:
        self.number, self.path, self.arrivals = number, path, arrivals
        self.opened = asyncio.get_running_loop().create_future()
        self.lost = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        address = f"10.{self.number >> 16 & 255}.{self.number >> 8 & 255}.{self.number & 255}"
        head = f"GET {self.path} HTTP/1.1\r\nHost: bench\r\nX-Forwarded-For: {address}\r\n\r\n"
        cast(asyncio.WriteTransport, transport).write(head.encode())

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        if not self.opened.done() and b"event: open" in data:
            self.opened.set_result(None)
        for mark in MARK.findall(data):
            self.arrivals[int(mark)].append(now)

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        if not self.opened.done():
            self.opened.set_exception(exc or ConnectionError("the server closed the stream"))


async def run(port: int, path: str, count: int) -> None:
    arrivals: dict[int, list[float]] = defaultdict(list)
    loop = asyncio.get_running_loop()
    streams: list[Stream] = []
    began = time.perf_counter()
    for first in range(0, count, AT_ONCE):
        some = [Stream(n, path, arrivals) for n in range(first, min(count, first + AT_ONCE))]
        await asyncio.gather(
            *(loop.create_connection(lambda one=one: one, "127.0.0.1", port) for one in some)  # type: ignore[misc]
        )
        await asyncio.gather(*(one.opened for one in some))
        streams += some
    print(f"ready {time.perf_counter() - began:.2f}", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    lost = sum(one.lost for one in streams)
    print(json.dumps({"arrivals": arrivals, "lost": lost}), flush=True)


def main() -> None:
    from gatepost.web.descriptors import raise_limit

    raise_limit()
    try:
        import uvloop
    except ImportError:
        asyncio.run(run(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
    else:
        uvloop.run(run(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))


if __name__ == "__main__":
    main()
