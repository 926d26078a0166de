"""Local processes: the same verdicts as in one, and nothing lost when one of them dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow
import pytest
from pyarrow import parquet
from tests.dying import DEADLY, judge_or_die, process, raise_wrong

from gatepost.batch import one_file
from gatepost.batch.crew import CrewError, Here
from gatepost.batch.job import Job, versions
from gatepost.batch.plan import plan
from gatepost.batch.processes import Processes
from gatepost.batch.run import run
from gatepost.engine.models import fast

JOB = Job.of(kind="fast", batch=8)
TEXTS = ["Thank you.", "You fucking idiot", "Spas ji bo nûçeyê.", None]


@pytest.fixture
def crew() -> Iterator[Processes]:
    made = Processes(JOB, 2)
    yield made
    made.close()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a", "b"):
        texts = [f"{text} {name}{at}" if text else None for at, text in enumerate(TEXTS * 16)]
        parquet.write_table(pyarrow.table({"id": range(64), "text": texts}), folder / f"{name}.parquet")
    return folder


def alone(archive: Path, out: Path) -> dict[str, pyarrow.Table]:
    here = Here(JOB)
    list(run(plan(str(archive), out), JOB, versions(here.engine, JOB), here))
    return tables(out)


def tables(out: Path) -> dict[str, pyarrow.Table]:
    return {path.name: parquet.read_table(path) for path in out.glob("*.parquet")}


def test_two_processes_say_what_one_says(crew: Processes, archive: Path, tmp_path: Path) -> None:
    by = crew.submit(versions).result()
    done = list(run(plan(str(archive), tmp_path / "two"), JOB, by, crew))
    assert [one.wrong for one in done] == ["", ""]
    assert tables(tmp_path / "two") == alone(archive, tmp_path / "one")


def test_a_process_killed_on_the_way_costs_nothing(crew: Processes, archive: Path, tmp_path: Path) -> None:
    by = crew.submit(versions).result()
    killed = []

    def kill(*_: int) -> None:
        if not killed:
            killed.append(next(iter(crew.pool._processes)))
            os.kill(killed[0], signal.SIGKILL)

    done = list(run(plan(str(archive), tmp_path / "two"), JOB, by, crew, kill))
    assert killed
    assert [one.wrong for one in done] == ["", ""]
    assert tables(tmp_path / "two") == alone(archive, tmp_path / "one")
    assert killed[0] not in crew.pool._processes


def test_the_text_that_brings_processes_down_is_found(
    crew: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_file, "judge_bytes", judge_or_die)
    texts = ["Thank you."] * 12
    texts[9] = DEADLY
    parquet.write_table(pyarrow.table({"text": texts}), tmp_path / "in.parquet")
    by = crew.submit(versions).result()
    job = Job.of(kind="fast", batch=4)
    (done,) = run(plan(str(tmp_path / "in.parquet"), tmp_path / "out.parquet"), job, by, crew)
    assert done.wrong == ""
    table = parquet.read_table(tmp_path / "out.parquet")
    assert [row for row, code in enumerate(table["error_code"].to_pylist()) if code] == [9]
    assert "the process ended" in table["error_message"].to_pylist()[9]


def test_a_file_that_ends_every_process_is_given_up(
    crew: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(one_file, "judge_bytes", judge_or_die)
    monkeypatch.setattr(one_file, "MOST_LOST", 1)
    parquet.write_table(pyarrow.table({"text": [DEADLY] * 8}), tmp_path / "in.parquet")
    by = crew.submit(versions).result()
    (done,) = run(plan(str(tmp_path / "in.parquet"), tmp_path / "out.parquet"), JOB, by, crew)
    assert "is there memory enough?" in done.wrong
    assert not (tmp_path / "out.parquet").exists()


def test_what_the_work_raises_comes_back(crew: Processes) -> None:
    answer = crew.submit(raise_wrong)
    with pytest.raises(LookupError, match="nothing here"):
        answer.result()
    assert crew.submit(process).result() != os.getpid()


def test_an_engine_that_cannot_be_loaded_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OSError("the weights are gone")

    monkeypatch.setattr(fast.FastModel, "load", broken)
    from gatepost.engine import face

    face.shipped_models.cache_clear()
    with pytest.raises(CrewError, match="the weights are gone"):
        Here(JOB)
    wrong = Processes(Job(("this is no TOML", "x"), "fast"), 1)
    with pytest.raises(CrewError, match="the engine cannot be loaded: x: not valid TOML"):
        wrong.submit(versions).result()
    wrong.close()


CHILDREN = """
import sys, time
from tests.dying import process
from gatepost.batch.job import Job
from gatepost.batch.processes import Processes
if __name__ == "__main__":
    crew = Processes(Job.of(kind="fast"), 1)
    print(crew.submit(process).result(), flush=True)
    sys.stdin.read()
"""


def test_processes_end_with_the_one_that_began_them(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(CHILDREN, "utf-8")
    here = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in [*sys.path, str(Path.cwd())] if path)}
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=here
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert _lives(child)
        parent.kill()
    patience = time.monotonic() + 60
    while _lives(child):
        assert time.monotonic() < patience, "the process lives on without its parent"
        time.sleep(0.05)


def _lives(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
