"""Isso's list of 10,000 comments under one page, as its own server sends it, for comparison.

Its database is filled directly, with the same texts in the same shape as `threads.py` has in `many`. Isso
nests one level: a reply to a reply hangs on the comment that began the thread. `as_shipped` is what its
script asks for unless told otherwise (all threads, five replies each); `first_50` asks for fifty threads.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.filling import LANGUAGES, NAMES, _sentences

from benchmarks.server import Server, free_port, wait_until_answers
from benchmarks.submissions import ISSO
from benchmarks.threads import COUNT, look

ROUNDS, PATIENCE = 3, 120.0
EMPTY = sqlite3.Binary(bytes(256))


def fill(database: Path, count: int) -> None:
    """Rows as Isso itself would have written them."""
    dice = random.Random(1)
    sentences = [_sentences(one) for one in LANGUAGES]
    roots: list[int] = []
    above: dict[int, int] = {}
    with sqlite3.connect(database) as connection:
        connection.execute("INSERT INTO threads (id, uri, title) VALUES (1, '/long', 'A long talk')")
        for number in range(1, count + 1):
            text = " ".join(dice.sample(sentences[number % len(LANGUAGES)], 3))
            parent = None if not above or dice.random() < 0.4 else above[dice.choice(range(1, number))]
            above[number] = parent or number
            roots += [number] if parent is None else []
            connection.execute(
                "INSERT INTO comments (tid, id, parent, created, mode, remote_addr, text, author, likes, "
                "dislikes, voters, notification) VALUES (1, ?, ?, ?, 1, '127.0.0.0', ?, ?, 0, 0, ?, 0)",
                (number, parent, 1_750_000_000.0 + number, text, NAMES[number % len(NAMES)], EMPTY),
            )


def measure(count: int = COUNT) -> dict[str, object]:
    """Start it, so that it makes its tables; fill them; start it again and look."""
    program = os.environ.get("BENCH_ISSO") or shutil.which("isso", path=str(Path(sys.executable).parent))
    if program is None:
        raise RuntimeError("isso is not installed: make bench installs it, or name it in BENCH_ISSO")
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        (folder / "isso.cfg").write_text(ISSO.format(folder=folder, port=port))
        for at in range(2):
            with (folder / "log").open("ab") as log:
                process = subprocess.Popen(
                    [program, "-c", str(folder / "isso.cfg"), "run"], stdout=log, stderr=log
                )
            try:
                wait_until_answers(f"http://127.0.0.1:{port}/config", process)
                if at:
                    server = Server(port, 0.0, process.pid)
                    return {
                        "as_shipped": look(server, "/?uri=%2Flong&nested_limit=5", ROUNDS, PATIENCE),
                        "first_50": look(server, "/?uri=%2Flong&limit=50&nested_limit=5", ROUNDS, PATIENCE),
                    }
            finally:
                process.terminate()
                process.wait(30)
            fill(folder / "comments.db", count)
    raise AssertionError("unreachable")
