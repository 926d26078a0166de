"""Archives on a real Ray cluster of two nodes on this machine: `make ray`. No part of CI.

The verdicts are those of one process; an actor or a whole node may die; a killed command is taken up again.
"""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from pyarrow import parquet
from tests.dying import DEADLY, judge_or_die, process, raise_wrong
from tests.golden.record import comments

from gatepost.batch import one_file
from gatepost.batch.cluster import Cluster
from gatepost.batch.crew import CrewError, Here
from gatepost.batch.job import Job, Versions, versions
from gatepost.batch.plan import plan
from gatepost.batch.run import run, run_whole

ray = pytest.importorskip("ray", reason="make ray installs it")

# Ray leaves sockets and files to the end of the interpreter.
pytestmark = pytest.mark.filterwarnings("default")

ROOT = Path(__file__).parents[2]
GATEPOST = [sys.executable, "-c", "from gatepost.cli import main; main()"]
JOB = Job.of(kind="fast", batch=25)
STORE = 100_000_000
PATIENCE = 300


@pytest.fixture(scope="module")
def nodes() -> Iterator[Any]:
    from ray.cluster_utils import Cluster as Nodes

    # Nodes take over this process's paths, as an installed package would be found.
    os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    node = {"num_cpus": 1, "object_store_memory": STORE, "include_dashboard": False}
    made = Nodes(initialize_head=True, head_node_args=node)
    made.add_node(num_cpus=1, object_store_memory=STORE)
    yield made
    made.shutdown()


@pytest.fixture
def address(nodes: Any) -> str:
    address: str = nodes.address
    return address


@pytest.fixture
def crew(address: str) -> Iterator[Cluster]:
    made = Cluster(JOB, address)
    yield made
    made.close()


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    rows = [{"id": one["id"], "text": one["text"], "note": one["note"]} for one in comments()]
    for at in range(4):
        parquet.write_table(pyarrow.Table.from_pylist(rows[at::4]), folder / f"{at}.parquet")
    with (folder / "lines.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows[:100])
    return folder


@pytest.fixture(scope="module")
def alone(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    out = tmp_path_factory.mktemp("alone")
    here = Here(JOB)
    list(run(plan(str(archive), out), JOB, versions(here.engine, JOB), here))
    return written(out)


def written(out: Path) -> dict[str, object]:
    tables = {path.name: parquet.read_table(path) for path in out.glob("*.parquet")}
    return tables | {path.name: path.read_bytes() for path in out.glob("*.csv")}


def judge(crew: Cluster) -> Versions:
    return crew.submit(versions).result()


def test_there_is_an_actor_on_each_node(crew: Cluster) -> None:
    assert crew.size == 2
    work = [crew.submit(process) for _ in range(4)]
    assert len({answer.result() for answer in work}) == 2


@pytest.mark.parametrize("batch", [1, 25, 1_000])
def test_the_verdicts_are_those_of_one_process(
    address: str, archive: Path, alone: dict[str, object], tmp_path: Path, batch: int
) -> None:
    job = Job.of(kind="fast", batch=batch)
    crew = Cluster(job, address)
    try:
        done = list(run(plan(str(archive), tmp_path), job, judge(crew), crew))
    finally:
        crew.close()
    assert [one.wrong for one in done] == [""] * 5
    assert written(tmp_path) == alone


def test_whole_files_on_shared_storage(
    crew: Cluster, archive: Path, alone: dict[str, object], tmp_path: Path
) -> None:
    done = list(run_whole(plan(str(archive), tmp_path), JOB, judge(crew), crew))
    assert [one.wrong for one in done] == [""] * 5
    assert written(tmp_path) == alone


def test_an_actor_killed_on_the_way_costs_nothing(
    crew: Cluster, archive: Path, alone: dict[str, object], tmp_path: Path
) -> None:
    workers = {crew.submit(process).result() for _ in range(4)}
    ticks = iter(range(3))

    def kill(*_: int) -> None:
        if next(ticks, None) == 2:
            os.kill(min(workers), signal.SIGKILL)

    done = list(run(plan(str(archive), tmp_path), JOB, judge(crew), crew, kill))
    assert next(ticks, None) is None
    assert [one.wrong for one in done] == [""] * 5
    assert written(tmp_path) == alone


def test_a_node_that_goes_costs_nothing(
    nodes: Any, archive: Path, alone: dict[str, object], tmp_path: Path
) -> None:
    third = nodes.add_node(num_cpus=1, object_store_memory=STORE)
    crew = Cluster(JOB, nodes.address)
    assert crew.size == 3
    ticks = iter(range(3))

    def go(*_: int) -> None:
        if next(ticks, None) == 2:
            nodes.remove_node(third, allow_graceful=False)

    try:
        assert len({answer.result() for answer in [crew.submit(process) for _ in range(3)]}) == 3
        done = list(run(plan(str(archive), tmp_path), JOB, judge(crew), crew, go))
    finally:
        crew.close()
    assert next(ticks, None) is None
    assert [one.wrong for one in done] == [""] * 5
    assert written(tmp_path) == alone


def test_the_text_that_brings_actors_down_is_found(
    crew: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_file, "judge_bytes", judge_or_die)
    texts = ["Thank you."] * 20
    texts[13] = DEADLY
    parquet.write_table(pyarrow.table({"text": texts}), tmp_path / "in.parquet")
    job = Job.of(kind="fast", batch=4)
    (done,) = run(plan(str(tmp_path / "in.parquet"), tmp_path / "out.parquet"), job, judge(crew), crew)
    assert done.wrong == ""
    codes = parquet.read_table(tmp_path / "out.parquet")["error_code"].to_pylist()
    assert [row for row, code in enumerate(codes) if code] == [13]


def test_what_the_work_raises_comes_back(crew: Cluster) -> None:
    with pytest.raises(LookupError, match="nothing here"):
        crew.submit(raise_wrong).result()


def test_an_engine_that_cannot_be_loaded_is_told(address: str) -> None:
    crew = Cluster(Job(("this is no TOML", "x"), "fast"), address, 1)
    with pytest.raises(CrewError, match="cannot be loaded on a node: x: not valid TOML"):
        crew.submit(versions).result()
    crew.close()


def test_a_cluster_that_is_not_there_is_told() -> None:
    with pytest.raises(CrewError, match=r"no Ray cluster at 127\.0\.0\.1:9"):
        Cluster(JOB, "127.0.0.1:9")


def test_a_killed_command_is_taken_up_again(
    address: str, archive: Path, alone: dict[str, object], tmp_path: Path
) -> None:
    order = [
        *GATEPOST,
        "batch",
        str(archive),
        str(tmp_path),
        "--engine",
        "fast",
        "--ray",
        address,
        "--rows",
        "1",
    ]
    patience = time.monotonic() + PATIENCE
    with subprocess.Popen(order, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as command:
        while not (tmp_path / "1.parquet").exists():
            assert command.poll() is None, command.stderr and command.stderr.read()
            assert time.monotonic() < patience
            time.sleep(0.01)
        command.kill()
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.parquet")}
    assert set(before) >= {"0.parquet"}
    assert len(written(tmp_path)) < len(alone)
    again = subprocess.run(order, capture_output=True, check=False, timeout=PATIENCE)
    assert again.returncode == 0, again.stderr
    assert b"finished before" in again.stdout
    assert written(tmp_path) == alone
    assert (tmp_path / "0.parquet").stat().st_mtime_ns == before["0.parquet"]
