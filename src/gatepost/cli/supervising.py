"""Several server processes that share one listening socket: started, looked after, stopped together.

The process that looks after them loads nothing and answers nobody. A child that dies is replaced, after a
pause that grows while they die young; one that could not begin ends all. When this process dies, the kernel
asks the children to stop.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable

COULD_NOT_BEGIN = 2
YOUNG_SECONDS = 10.0
LONGEST_PAUSE = 30.0
FAREWELL_SECONDS = 20.0
"""So long children may take to finish what they have; then they are killed, and others take it up."""
FIGURES = "PROMETHEUS_MULTIPROC_DIR"
_STOP = (signal.SIGTERM, signal.SIGINT)
_WATCHED = (*_STOP, signal.SIGCHLD)

Child = Callable[[int], int]


def supervise(count: int, child: Child) -> int:
    """Run `child(0)`, `child(1)` ... each in a process of its own until SIGTERM or SIGINT; the exit status.

    Raises `NotImplementedError` where processes cannot share a socket in this way.
    """
    if not hasattr(os, "fork") or not hasattr(signal, "sigtimedwait"):
        raise NotImplementedError("several processes need Linux or another Unix: leave --processes out")
    figures = tempfile.mkdtemp(prefix="gatepost-figures-")
    os.environ[FIGURES] = figures
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)
    try:
        return _Nursery(count, child).run()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        del os.environ[FIGURES]
        shutil.rmtree(figures, ignore_errors=True)


class _Nursery:
    def __init__(self, count: int, child: Child) -> None:
        self._count, self._child = count, child
        self._living: dict[int, tuple[int, float]] = {}  # pid -> which one, and since when
        self._due: dict[int, float] = {}  # which one is to be started again, and when
        self._young = 0  # how many in a row died young

    def run(self) -> int:
        for number in range(self._count):
            self._start(number)
        status = 0
        while True:
            told = signal.sigtimedwait(_WATCHED, self._patience())
            if told is not None and told.si_signo in _STOP:
                break
            if self._bury():
                status = COULD_NOT_BEGIN
                break
            for number, at in tuple(self._due.items()):
                if at <= time.monotonic():
                    del self._due[number]
                    self._start(number)
        self._stop()
        return status

    def _patience(self) -> float:
        next_due = min(self._due.values(), default=time.monotonic() + 60)
        return max(0.0, next_due - time.monotonic())

    def _start(self, number: int) -> None:
        parent = os.getpid()
        pid = os.fork()
        if pid:
            self._living[pid] = (number, time.monotonic())
            return
        status = 1
        try:
            _end_with(parent)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _WATCHED)
            status = self._child(number)
        except SystemExit as ended:
            status = ended.code if isinstance(ended.code, int) else 1
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def _bury(self) -> bool:
        """Take note of who died; whether one of them could not begin."""
        for pid, number, since, status in self._dead():
            if os.WIFEXITED(status) and os.WEXITSTATUS(status) == COULD_NOT_BEGIN:
                return True
            lived = time.monotonic() - since
            self._young = self._young + 1 if lived < YOUNG_SECONDS else 0
            pause = min(LONGEST_PAUSE, 0.5 * 2**self._young) if self._young else 0.0
            self._due[number] = time.monotonic() + pause
            how = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"status {status >> 8}"
            print(  # noqa: T201
                f"gatepost: process {pid} ended ({how}); another one begins in {pause:.0f} s",
                file=sys.stderr,
                flush=True,
            )
        return False

    def _dead(self) -> list[tuple[int, int, float, int]]:
        found = []
        while self._living:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                break
            if pid in self._living:
                found.append((pid, *self._living.pop(pid), status))
                _forget_figures(pid)
        return found

    def _stop(self) -> None:
        for pid in self._living:
            os.kill(pid, signal.SIGTERM)
        end = time.monotonic() + FAREWELL_SECONDS
        while self._living and time.monotonic() < end:
            signal.sigtimedwait((signal.SIGCHLD,), max(0.0, end - time.monotonic()))
            self._dead()
        for pid in self._living:
            os.kill(pid, signal.SIGKILL)
        for pid in self._living:
            os.waitpid(pid, 0)


def _end_with(parent: int) -> None:
    """Ask the kernel to stop this process when its parent dies."""
    if sys.platform == "linux":
        import ctypes

        PR_SET_PDEATHSIG = 1  # noqa: N806 - as the kernel calls it
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it died before we had asked
        os._exit(1)


def _forget_figures(pid: int) -> None:
    """What a dead process counted stays; what it said of itself (open streams) goes."""
    from pathlib import Path

    for file in Path(os.environ[FIGURES]).glob(f"gauge_live*_{pid}.db"):
        file.unlink(missing_ok=True)
