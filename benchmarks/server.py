"""A Gatepost server of its own for one measurement: real process, real file, full durability."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CONFIG = """
[server]
host = "127.0.0.1"
port = {port}
data = "{data}"
trusted_proxies = ["127.0.0.1"]

[limits]
posts_per_minute = 10000000
posts_burst = 10000000
per_network = 1000
attack_per_minute = 0

[[sites]]
id = "bench"
name = "Bench"
origins = ["http://bench.example"]

[sites.modes]
default = "automatic"
"""


@dataclass(frozen=True)
class Server:
    port: int
    ready_seconds: float
    pid: int


def free_port() -> int:
    """A port that the kernel just called free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_answers(url: str, process: subprocess.Popen[bytes], patience: float = 60.0) -> float:
    """Seconds until `url` answers 200; raises when the process dies or patience ends."""
    began = time.perf_counter()
    while time.perf_counter() - began < patience:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return time.perf_counter() - began
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.005)
    raise RuntimeError(f"{url} did not answer within {patience} s")


@contextmanager
def gatepost(folder: Path) -> Iterator[Server]:
    """`gatepost serve` on a new database in `folder`; the fast engine unless BENCH_ENGINE names another."""
    port = free_port()
    config = folder / "gatepost.toml"
    config.write_text(CONFIG.format(port=port, data=folder / "data"))
    command = [str(Path(sys.executable).parent / "gatepost"), "serve", "--config", str(config)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--engine", os.environ.get("BENCH_ENGINE", "fast")],
            stdout=log,
            stderr=log,
            env={**os.environ, "NO_COLOR": "1"},
        )
    try:
        seconds = wait_until_answers(f"http://127.0.0.1:{port}/readyz", process)
        yield Server(port, seconds, process.pid)
    finally:
        process.terminate()
        process.wait(30)
