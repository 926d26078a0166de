"""2,000 readers on the live stream of one article: how long until each of them has a new comment.

Three processes on one machine: the server, the readers (`listeners.py`), and this one, which posts. A time
runs from sending a comment to its arrival at a reader's socket: taking it in, screening, publishing, telling.
Comments that wait for a person never arrive and are not counted. Drawing it on a reader's screen comes on top
and is not measured here.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.load import Connection
from benchmarks.server import Server, gatepost
from benchmarks.submissions import TEXTS

READERS = 2_000
CALM, CALM_SECONDS = 20, 1.5
BURST, STEADY, STEADY_PER_SECOND = 20, 60, 4.0
URL = "http://bench.example/live"
PATH = "/api/v1/stream?article=http%3A%2F%2Fbench.example%2Flive"


async def post(server: Server, mark: int) -> float:
    """Sends a comment with this mark; when it was sent."""
    connection = Connection("127.0.0.1", server.port)
    body = {"article": {"url": URL}, "text": f"{TEXTS[mark]} #{mark}#", "author": {"name": "Reader"}}
    head = "POST /api/v1/comments HTTP/1.1\r\nContent-Type: application/json"
    sent = time.perf_counter()
    status = await connection.request(head, json.dumps(body).encode())
    connection.close()
    assert status == 201, status
    return sent


async def paced(server: Server, marks: range, pause: float) -> dict[int, float]:
    """One after the other, `pause` seconds apart, whether or not the one before is answered."""
    began = time.perf_counter()

    async def one(at: int, mark: int) -> tuple[int, float]:
        await asyncio.sleep(max(0.0, began + at * pause - time.perf_counter()))
        return mark, await post(server, mark)

    return dict(await asyncio.gather(*(one(at, mark) for at, mark in enumerate(marks))))


def row(sent: dict[int, float], arrivals: dict[str, list[float]]) -> dict[str, object]:
    """Milliseconds until a comment was there: for the median reader, for 99 of 100, for the last one."""
    waits = sorted(at - sent[mark] for mark in sent for at in arrivals.get(str(mark), []))
    lasts = [max(arrivals[str(mark)]) - sent[mark] for mark in sent if arrivals.get(str(mark))]
    return {
        "published": len(lasts),
        "arrivals": len(waits),
        "p50_ms": round(waits[len(waits) // 2] * 1000),
        "p99_ms": round(waits[int(len(waits) * 0.99)] * 1000),
        "last_ms": round(max(lasts) * 1000),
    }


def memory_mb(pid: int) -> int:
    """Resident memory of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) // 1024


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def measure(readers: int = READERS) -> dict[str, object]:
    """Calm: now and then one. Steady: four a second. Burst: twenty at once."""
    with tempfile.TemporaryDirectory() as name, gatepost(Path(name)) as server:
        asyncio.run(post(server, 0))
        before = memory_mb(server.pid)
        command = [sys.executable, "-m", "benchmarks.listeners", str(server.port), PATH, str(readers)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as listeners:
            assert listeners.stdout is not None
            opening = float(listeners.stdout.readline().split()[1])
            with_readers = memory_mb(server.pid)
            calm = asyncio.run(paced(server, range(1, 1 + CALM), CALM_SECONDS))
            used = cpu_seconds(server.pid)
            began = time.perf_counter()
            steady = asyncio.run(paced(server, range(100, 100 + STEADY), 1 / STEADY_PER_SECOND))
            share = (cpu_seconds(server.pid) - used) / (time.perf_counter() - began)
            time.sleep(1)
            burst = asyncio.run(paced(server, range(300, 300 + BURST), 0.0))
            time.sleep(3)
            said, _ = listeners.communicate()
        heard = json.loads(said)
    return {
        "readers": readers,
        "lost": heard["lost"],
        "opening_seconds": opening,
        "kb_per_reader": round((with_readers - before) * 1024 / readers),
        "calm": row(calm, heard["arrivals"]),
        "steady_4_a_second": {**row(steady, heard["arrivals"]), "server_cpu": round(share, 2)},
        "burst_of_20": row(burst, heard["arrivals"]),
    }
