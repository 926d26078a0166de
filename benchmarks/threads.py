"""An article with 10,000 comments: what its first view costs the server, and how many bytes it is.

A real server process on a database that is filled before it starts. `many` is ten thousand comments in some
four thousand threads, `one` is a single thread of ten thousand. Times run from sending the request to the
last byte of the answer, one at a time on one connection; the first request for an address stands apart
(`cold_ms`). Bytes are those of the body: as it is, and as it is sent to who accepts gzip.
"""

from __future__ import annotations

import asyncio
import gzip
import http.client
import statistics
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from tests.long_threads import Shape, fill_thread

from benchmarks.server import Server, gatepost
from gatepost.store.sqlite import SQLiteStore
from gatepost.web.composition import DATABASE

COUNT, SMALL, FIRST, ROUNDS = 10_000, 100, 50, 100
SHAPES: tuple[Shape, ...] = ("many", "one")


def url(shape: str, count: int) -> str:
    return f"http://bench.example/{shape}/{count}"


def fill(folder: Path, count: int = COUNT) -> dict[str, list[str]]:
    """The database of the server in this folder, filled; ids of the comments by article."""

    async def make() -> dict[str, list[str]]:
        (folder / "data").mkdir(mode=0o700)
        store = SQLiteStore(folder / "data" / DATABASE)
        await store.open()
        made = {
            url(shape, many): await fill_thread(store, url(shape, many), many, shape)
            for shape in SHAPES
            for many in (SMALL, count)
        }
        await store.caught_up()
        await store.close()
        return made

    return asyncio.run(make())


def look(server: Server, path: str, rounds: int = ROUNDS, patience: float = 30) -> dict[str, object]:
    """Milliseconds and bytes of one address."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=patience)
    times: list[float] = []
    body, sent = b"", 0
    for _ in range(rounds + 1):
        began = time.perf_counter()
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        raw = answer.read()
        times.append((time.perf_counter() - began) * 1000)
        assert answer.status == 200, (answer.status, raw[:200])
        sent = len(raw)
        body = gzip.decompress(raw) if answer.headers.get("Content-Encoding") == "gzip" else raw
    connection.close()
    cold, *warm = times
    return {
        "p50_ms": round(statistics.median(warm), 2),
        "p99_ms": round(sorted(warm)[int(len(warm) * 0.99)], 2),
        "cold_ms": round(cold, 1),
        "bytes": len(body),
        "sent_bytes": sent,
    }


def measure(count: int = COUNT) -> dict[str, object]:
    """The list of the API (its first 50), the page without scripts, a permalink into the middle."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        made = fill(folder, count)
        with gatepost(folder) as server:
            found: dict[str, object] = {}
            for shape in SHAPES:
                for many in (count, SMALL):
                    at = quote(url(shape, many), safe="")
                    middle = made[url(shape, many)][many // 2]
                    found[f"{shape}_{many}"] = {
                        **{
                            f"list_{sort}": look(
                                server, f"/api/v1/comments?article={at}&sort={sort}&limit={FIRST}"
                            )
                            for sort in ("oldest", "newest", "most_discussed", "picks")
                        },
                        "page": look(server, f"/thread?article={at}"),
                        "permalink": look(server, f"/thread?article={at}&comment={middle}", 10),
                    }
            return found
