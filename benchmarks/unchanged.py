"""How many lists a second one server confirms as unchanged (304), with a million comments stored.

Readers who have a list ask with its ETag whether it still stands. A hundred articles are asked for, as on a
site whose front page links to a hundred: one server process, 64 connections that are kept open, each with one
question on its way. The client writes ready-made bytes and looks for the end of the headers, nothing else, so
that the machine's second core can keep up. `UNCHANGED_COMMENTS` sets how many comments are stored.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import cast
from urllib.parse import quote

from tests.filling import fill

from benchmarks.server import gatepost
from gatepost.store.sqlite import SQLiteStore
from gatepost.web.composition import DATABASE

STORED = int(os.environ.get("UNCHANGED_COMMENTS", "1000000"))
ARTICLES, CLIENTS, COUNT, WARM = 100, 64, 100_000, 5_000
ORIGIN = "http://bench.example"
END = b"\r\n\r\n"


class Asker(asyncio.Protocol):
    """One connection: the next question goes out when the last one is answered."""

    def __init__(self, questions: Sequence[bytes], first: int, share: int) -> None:
        self._questions, self._at, self._left = questions, first, share
        self._sent = 0.0
        self.seconds: list[float] = []
        self.others = 0
        """Answers that were no 304."""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._ask()

    def _ask(self) -> None:
        self._sent = time.perf_counter()
        self._transport.write(self._questions[self._at % len(self._questions)])
        self._at += 1

    def data_received(self, data: bytes) -> None:
        self.seconds.append(time.perf_counter() - self._sent)
        self.others += not (data.startswith(b"HTTP/1.1 304") and data.endswith(END))
        self._left -= 1
        if self._left:
            self._ask()
        else:
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


async def asked(port: int, questions: Sequence[bytes], count: int) -> dict[str, object]:
    """All of them, over all connections."""
    loop = asyncio.get_running_loop()
    askers: list[Asker] = []
    began = time.perf_counter()
    for number in range(CLIENTS):
        _, asker = await loop.create_connection(
            lambda number=number: Asker(questions, number, count // CLIENTS),  # type: ignore[misc]
            "127.0.0.1",
            port,
        )
        askers.append(asker)
    await asyncio.gather(*(asker.done for asker in askers))
    seconds = time.perf_counter() - began
    times = sorted(one for asker in askers for one in asker.seconds)
    return {
        "per_second": round(len(times) / seconds),
        "p50_ms": round(times[len(times) // 2] * 1000, 2),
        "p99_ms": round(times[int(len(times) * 0.99)] * 1000, 2),
        "not_304": sum(asker.others for asker in askers),
    }


def question(port: int, number: int) -> bytes:
    """A list's address with the tag that it has now."""
    path = f"/api/v1/comments?article={quote(f'{ORIGIN}/fill/{number}', safe='')}&limit=50"
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
        assert b'"comments":[{' in answer.read(), path
        tag = answer.headers["ETag"]
    return f"GET {path} HTTP/1.1\r\nHost: x\r\nOrigin: {ORIGIN}\r\nIf-None-Match: {tag}\r\n\r\n".encode()


async def filled(folder: Path) -> float:
    """A database with the comments; seconds that it took."""
    began = time.perf_counter()
    (folder / "data").mkdir(mode=0o700)
    store = SQLiteStore(folder / "data" / DATABASE)
    await store.open()
    now = time.time_ns() // 1_000
    await fill(store, now=now, stored=STORED, waiting=1_000, site="bench", origin=ORIGIN)
    await store.close()
    return time.perf_counter() - began


def measure() -> dict[str, object]:
    """Answers a second and how long each took, after some that warm up."""
    import uvloop

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        took = asyncio.run(filled(folder))
        size = (folder / "data" / DATABASE).stat().st_size
        with gatepost(folder) as server:
            questions = [question(server.port, number) for number in range(ARTICLES)]
            uvloop.run(asked(server.port, questions, WARM))
            found = uvloop.run(asked(server.port, questions, COUNT))
    return {
        "load_average": [round(one, 1) for one in os.getloadavg()],
        "stored": STORED,
        "filled_seconds": round(took),
        "database_megabytes": size // 1_000_000,
        **found,
    }
