"""Archives: what one core screens with each engine, what reading and writing cost, Ray against processes.

200-character comments in six languages, each different, in Parquet. Set ROWS for the comparison with Ray
(1,000,000 for the published figure) and SHARE=files for the other way to share; without Ray installed
(`make ray`) that part is left out. Rows of one core are counted against the time that the processor spent, so
that a busy machine changes little.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow
from pyarrow import parquet

from benchmarks.load import texts_of
from benchmarks.sentences import SENTENCES
from gatepost.batch.crew import Here
from gatepost.batch.job import Job, Versions, judge_bytes
from gatepost.batch.plan import plan
from gatepost.batch.run import run

ROWS = int(os.environ.get("ROWS", "50000"))
SHARE = os.environ.get("SHARE", "rows")
PARTS = 8
"""Files of the archive that Ray and local processes share."""

ONE_CORE = {"fast": 20_000, "cascade": 3_000, "full": 1_000}
CHANNEL = (200_000, 1_000_000)
"""Rows of one file without an engine: pace, and memory, which must not grow."""

CORES = 2
GATEPOST = [sys.executable, "-c", "from gatepost.cli import main; main()"]


def measure() -> dict[str, Any]:
    began = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures: dict[str, Any] = {
            "load_average_before": round(began, 1),
            "one_core": {kind: one_core(folder, kind, rows) for kind, rows in ONE_CORE.items()},
            "reading_and_writing": [channel(folder, rows) for rows in CHANNEL],
        }
        archive = folder / "archive"
        archive.mkdir()
        for part in range(PARTS):
            write(archive / f"{part}.parquet", ROWS // PARTS, part * ROWS // PARTS)
        figures["rows"] = ROWS
        figures["processes"] = together(archive, folder / "local", "-p", str(CORES))
        if find_spec("ray"):
            with nodes() as address:
                figures["ray"] = together(archive, folder / "ray", "--ray", address)
            ours, theirs = figures["processes"]["seconds"], figures["ray"]["seconds"]
            figures["ray_overhead"] = round(theirs / ours - 1, 3)
        figures["load_average_after"] = round(os.getloadavg()[0], 1)
        return figures


def one_core(folder: Path, kind: str, rows: int) -> dict[str, Any]:
    """One process on `rows` rows; loading is measured with one row and taken off."""
    write(folder / "one.parquet", 1)
    write(folder / "many.parquet", rows)
    load, _ = spent(folder / "one.parquet", folder / "one.out.parquet", "-p", "1", "--engine", kind)
    busy, wall = spent(folder / "many.parquet", folder / "many.out.parquet", "-p", "1", "--engine", kind)
    return {
        "rows": rows,
        "rows_a_core_second": round(rows / (busy - load), 1),
        "wall_seconds": round(wall, 1),
        "core_hours_for_100_million": round(100_000_000 / 3_600 * (busy - load) / rows),
    }


def together(archive: Path, out: Path, *options: str) -> dict[str, Any]:
    """Several processes, or actors on as many cores."""
    busy, wall = spent(archive, out, "--engine", "fast", "--share", SHARE, *options)
    told = [json.loads(path.read_bytes()) for path in out.glob(".*.json")]
    assert sum(one["figures"]["rows"] for one in told) == ROWS // PARTS * PARTS
    return {
        "seconds": round(wall, 1),
        "rows_a_second": round(ROWS / wall),
        "command_cpu_seconds": round(busy, 1),
    }


def spent(source: Path, out: Path, *options: str) -> tuple[float, float]:
    """Seconds of the processor, children included, and of the clock, for one `gatepost batch`."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    subprocess.run(
        [*GATEPOST, "batch", str(source), str(out), *options], check=True, stdout=subprocess.DEVNULL
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, time.monotonic() - began


def channel(folder: Path, rows: int) -> dict[str, Any]:
    """Reading, handing over and writing alone, in a process of its own: what one command can feed."""
    write(folder / "wide.parquet", rows)
    code = f"from benchmarks import archives; archives.carry({str(folder)!r})"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    busy, kilobytes = done.stdout.split()
    return {
        "rows": rows,
        "rows_a_core_second": round(rows / float(busy)),
        "peak_memory_mb": round(int(kilobytes) / 1024),
    }


def carry(name: str) -> None:
    """Run over a file with answers that are there already."""
    folder = Path(name)
    job = Job.of(kind="fast")
    here = Here(job)
    answers: dict[int, bytes] = {}

    class Free(Here):
        def submit(self, call: Any, *args: Any, **named: Any) -> Any:
            if call is judge_bytes:
                # Answers of the first piece, as many as there are rows.
                length = pyarrow.ipc.open_stream(args[0]).read_next_batch().num_rows
                if length not in answers:
                    answers[length] = judge_bytes(here.engine, job, args[0])
                return super().submit(lambda *_: answers[length])
            return super().submit(call, *args, **named)

    by = Versions(here.engine.version, here.engine.guidelines.version)
    began = time.process_time()
    list(
        run(plan(str(folder / "wide.parquet"), folder / "wide.out.parquet"), job, by, Free(job, here.engine))
    )
    print(time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def write(path: Path, rows: int, first: int = 0) -> None:
    """Comments that are all different, so that nothing remembered flatters the figure."""
    base = texts_of(190, SENTENCES)
    with parquet.ParquetWriter(
        path, pyarrow.schema([("id", pyarrow.int64()), ("text", pyarrow.string())])
    ) as out:
        for at in range(first, first + rows, 50_000):
            numbers = range(at, min(at + 50_000, first + rows))
            texts = [f"{base[n % len(base)]} {n:08d}"[:200] for n in numbers]
            out.write_table(pyarrow.table({"id": pyarrow.array(numbers, pyarrow.int64()), "text": texts}))


@contextmanager
def nodes() -> Iterator[str]:
    """A Ray cluster of two nodes of one core each on this machine."""
    from ray.cluster_utils import Cluster

    source = str(Path(__file__).parents[1] / "src")
    os.environ["PYTHONPATH"] = os.pathsep.join([source, os.environ.get("PYTHONPATH", "")])
    store = {"num_cpus": 1, "object_store_memory": 500_000_000}
    cluster = Cluster(initialize_head=True, head_node_args={**store, "include_dashboard": False})
    for _ in range(CORES - 1):
        cluster.add_node(**store)
    try:
        yield cluster.address
    finally:
        cluster.shutdown()
