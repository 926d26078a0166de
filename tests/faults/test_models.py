"""Models whose files are missing or damaged: the start says which, and a server that runs does not care."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from tests.faults.caller import calling
from tests.faults.newsroom import Newsroom

WEIGHTS = Path(str(files("gatepost.engine.models.weights")))


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the package that may be damaged: its files are links."""
    source = WEIGHTS.parents[2]
    copy = tmp_path / "package" / "gatepost"
    shutil.copytree(source, copy, copy_function=os.symlink, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def serve(folder: Path, package: Path) -> subprocess.CompletedProcess[str]:
    newsroom = Newsroom(folder)
    command = [sys.executable, "-m", "gatepost", "serve", "--port", "0", *newsroom.configured]
    environment = {**os.environ, "PYTHONPATH": str(package.parent)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize("trouble", ["missing", "flipped"])
def test_a_model_that_is_not_whole_is_named_at_the_start(tmp_path: Path, package: Path, trouble: str) -> None:
    file = package / "engine/models/weights/fast.safetensors"
    data = bytearray(file.read_bytes())
    file.unlink()
    if trouble == "flipped":
        data[-1_000] ^= 1
        file.write_bytes(data)
    ended = serve(tmp_path, package)
    assert ended.returncode == 2, ended.stderr
    assert "fast.safetensors" in ended.stderr
    assert "reinstall gatepost" in ended.stderr
    assert "Traceback" not in ended.stderr


async def test_a_model_that_is_damaged_while_the_server_runs_is_not_missed(
    tmp_path: Path, package: Path
) -> None:
    async with calling(tmp_path, troubled=False, source=package.parent) as caller:
        before = (await caller.say()).json()
        file = package / "engine/models/weights/fast.safetensors"
        file.unlink()
        file.write_bytes(b"nothing")
        after = (await caller.say("The minister should answer the question that was asked.")).json()
        assert (before["state"], after["state"]) == ("approved", "approved")
        assert (await caller.ready())[0] == 200
        caller.all_is_kept()
