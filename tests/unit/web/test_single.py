"""Two servers never share a data folder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gatepost.conversation.ports import StoreUnavailable
from gatepost.web.single import LOCK, only_server

HOLD = """
import os, sys
from pathlib import Path
from gatepost.web.single import only_server
with only_server(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_second_is_told_who_is_there_and_a_killed_one_leaves_no_lock(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "held\n"
        with pytest.raises(StoreUnavailable, match=f"process {process.pid}"), only_server(tmp_path):
            pass
    finally:
        process.kill()
        process.wait(30)
        process.stdin.close()
        process.stdout.close()
    for _ in range(2):
        with only_server(tmp_path):
            assert (tmp_path / LOCK).stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), only_server(tmp_path / "nowhere"):
        pass
