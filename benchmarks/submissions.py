"""`POST /api/v1/comments` end to end, beside Isso doing its own insert in the same run."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.load import Outcome, Requests, closed_loop, open_loop
from benchmarks.server import free_port, gatepost, wait_until_answers

COUNT, CLIENTS, RATE, OPEN_COUNT = 6_000, 16, 100.0, 3_000
CLEAN = Path(__file__).parents[1] / "tests/data/clean"

ISSO = """
[general]
dbpath = {folder}/comments.db
host = http://127.0.0.1:{port}/
[server]
listen = http://127.0.0.1:{port}
[guard]
enabled = false
"""


def different_texts(count: int) -> list[str]:
    """`count` comments of up to 200 code points: clean sentences of one language, put together by chance.

    The same few texts again and again would be flooding, and would wait for a person.
    """
    dice = random.Random(1)
    sentences = [path.read_text("utf-8").splitlines() for path in sorted(CLEAN.glob("*.txt"))]
    return [" ".join(dice.sample(sentences[number % len(sentences)], 3))[:200] for number in range(count)]


TEXTS = different_texts(500 + OPEN_COUNT + COUNT)


def gatepost_request(number: int) -> tuple[str, bytes]:
    """A comment on one of a hundred articles."""
    body = {
        "article": {"url": f"http://bench.example/articles/{number % 100}"},
        "text": f"{TEXTS[number % len(TEXTS)]} {number}",
        "author": {"name": "Reader"},
    }
    return "POST /api/v1/comments HTTP/1.1\r\nContent-Type: application/json", json.dumps(body).encode()


def later(first: int) -> Requests:
    """The same requests from the `first` on, so that no comment comes twice."""
    return lambda number: gatepost_request(first + number)


def isso_request(number: int) -> tuple[str, bytes]:
    """The same comment as Isso wants it; the title spares it a look at the page."""
    body = {"text": f"{TEXTS[number % len(TEXTS)]} {number}", "title": "Article", "author": "Reader"}
    head = f"POST /new?uri=%2Farticles%2F{number % 100} HTTP/1.1\r\nContent-Type: application/json"
    return head, json.dumps(body).encode()


def row(outcome: Outcome) -> dict[str, object]:
    """Throughput and latencies (milliseconds) of one run, with the statuses that came back."""
    return {
        "per_second": round(outcome.per_second, 1),
        "p50_ms": round(outcome.percentile(0.5) * 1000, 2),
        "p99_ms": round(outcome.percentile(0.99) * 1000, 2),
        "statuses": {str(status): count for status, count in sorted(outcome.statuses.items())},
    }


def measure_gatepost() -> dict[str, object]:
    """Durable, screened, decided and published: the whole journey for every comment."""
    with tempfile.TemporaryDirectory() as name, gatepost(Path(name)) as server:
        asyncio.run(closed_loop("127.0.0.1", server.port, gatepost_request, 500, CLIENTS))
        calm = asyncio.run(open_loop("127.0.0.1", server.port, later(500), RATE, OPEN_COUNT))
        full = asyncio.run(closed_loop("127.0.0.1", server.port, later(500 + OPEN_COUNT), COUNT, CLIENTS))
        return {"ready_seconds": round(server.ready_seconds, 2), "throughput": row(full), "at_100": row(calm)}


def measure_isso() -> dict[str, object]:
    """Isso's own server and its own insert (SQLite, its own settings: no moderation, no screening)."""
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        (folder / "isso.cfg").write_text(ISSO.format(folder=folder, port=port))
        command = [str(Path(sys.executable).parent / "isso"), "-c", str(folder / "isso.cfg"), "run"]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            wait_until_answers(f"http://127.0.0.1:{port}/config", process)
            asyncio.run(closed_loop("127.0.0.1", port, isso_request, 200, CLIENTS))
            full = asyncio.run(closed_loop("127.0.0.1", port, isso_request, COUNT // 4, CLIENTS))
            return {"throughput": row(full)}
        finally:
            process.terminate()
            process.wait(30)


def measure() -> dict[str, object]:
    """Both, one after the other."""
    return {"gatepost": measure_gatepost(), "isso": measure_isso()}
