"""Processes that share a port: who dies is replaced, who cannot begin ends all, a stop stops all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gatepost.cli.serve import serve

CHILDREN = r"""
import os, signal, sys, time
from gatepost.cli.supervising import supervise

def child(number):
    ended = []
    signal.signal(signal.SIGTERM, lambda *_: ended.append(1))
    os.write(1, f"{number} {os.getpid()}\n".encode())  # in one piece, whatever Python buffers
    if sys.argv[1] == "cannot" and number == 1:
        return 2
    while not ended:
        signal.pause()
    os.write(1, f"ended {number}\n".encode())
    return 0

sys.exit(supervise(2, child))
"""


@contextmanager
def supervised(how: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", CHILDREN, how],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=30)


def said(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout is not None
    return process.stdout.readline().split()


def test_who_dies_is_replaced_and_a_stop_lets_all_finish() -> None:
    with supervised("well") as process:
        first = dict([said(process), said(process)])
        assert set(first) == {"0", "1"}
        os.kill(int(first["1"]), signal.SIGKILL)
        number, pid = said(process)
        assert number == "1"
        assert pid != first["1"]
        process.terminate()
        assert sorted([said(process), said(process)]) == [["ended", "0"], ["ended", "1"]]
        assert process.wait(30) == 0


def test_one_that_cannot_begin_ends_all() -> None:
    with supervised("cannot") as process:
        assert process.wait(60) == 2


def test_children_end_with_the_one_that_looks_after_them() -> None:
    with supervised("well") as process:
        said(process), said(process)
        process.kill()
        # The pipe ends when the last one that holds it has ended.
        assert process.stdout is not None
        assert sorted(process.stdout.read().splitlines()) == ["ended 0", "ended 1"]


def test_several_processes_on_sqlite_are_refused_with_the_mend(tmp_path: Path, capsys: object) -> None:
    settings = tmp_path / "gatepost.toml"
    settings.write_text('[[sites]]\nid = "a"\nname = "A"\norigins = ["https://a.test"]\n')
    assert serve(config=settings, processes=2, port=0) == 2
    assert serve(config=settings, role="web", port=0) == 2
    assert serve(config=settings, processes=0, port=0) == 2
    out = capsys.readouterr().err  # type: ignore[attr-defined]
    assert out.count("need PostgreSQL") == 2
    assert "leave --processes and --role out" in out
