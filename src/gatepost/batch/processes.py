"""Local processes, each with an engine of its own, on one thread each so that they do not fight for cores."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from gatepost.batch.crew import Answer, CrewError, Lost
from gatepost.batch.job import Job
from gatepost.engine.face import Engine

P = ParamSpec("P")
T = TypeVar("T")

TRIES = 2
"""So often a piece of work may lose its process: once beside others, once with nothing beside it."""

ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
"""Read by numerical libraries when they are loaded. The encoder itself always reads on one thread."""


class Processes:
    """A crew of `size` processes of this machine. One that dies is replaced, and its work done again."""

    def __init__(self, job: Job, size: int) -> None:
        self.job, self.size = job, size
        self.asked: deque[_Asked[Any]] = deque()
        self.pool = self._start()

    def submit(
        self, call: Callable[Concatenate[Engine, Job, P], T], *args: P.args, **named: P.kwargs
    ) -> Answer[T]:
        asked = _Asked(self, lambda: self.pool.submit(_work, call, args, named))
        self.asked.append(asked)
        asked.begin()
        return asked

    def renew(self) -> None:
        """Begin again with new processes; nothing runs in them yet."""
        _end(self.pool)
        self.pool = self._start()
        for asked in self.asked:
            asked.future = None

    def carry_on(self, done: _Asked[Any]) -> None:
        """One is done; what lost its process with it, and waited so that it was alone, goes on."""
        self.asked.remove(done)
        for waiting in self.asked:
            if waiting.future is None:
                waiting.begin()

    def close(self) -> None:
        self.asked.clear()
        _end(self.pool)

    def _start(self) -> ProcessPoolExecutor:
        # Read by the children only: this process has loaded its libraries already.
        for name, value in ONE_THREAD.items():
            os.environ.setdefault(name, value)
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self.size, context, _prepare, (self.job,))


class _Asked(Answer[T], Generic[T]):
    """Work handed in. Which of many brought a process down cannot be told, so what is due is tried alone."""

    def __init__(self, crew: Processes, start: Callable[[], Future[T]]) -> None:
        self.crew, self.start = crew, start
        self.future: Future[T] | None = None

    def begin(self) -> None:
        try:
            self.future = self.start()
        except BrokenProcessPool:
            self.future = None  # `result` will see to it

    def result(self) -> T:
        try:
            for attempt in range(TRIES):
                if attempt:
                    self.crew.renew()
                    self.begin()
                try:
                    if self.future is not None:
                        return self.future.result()
                except (BrokenProcessPool, CancelledError):
                    continue
            self.crew.renew()
            raise Lost(f"the process ended {TRIES} times, the last time while it did this work and no other")
        finally:
            self.crew.carry_on(self)

    def drop(self) -> None:
        if self.future is not None:
            self.future.cancel()
        self.crew.asked.remove(self)


def _end(pool: ProcessPoolExecutor) -> None:
    """End the processes now: what they still do is of no use to anybody."""
    processes = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join()


_engine: Engine
_job: Job
_wrong: Exception | None = None


def _prepare(job: Job) -> None:
    """Once in each process: load the engine, leave Ctrl-C to the parent, and end when the parent does."""
    global _engine, _job, _wrong
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, name="parent", daemon=True).start()
    _job = job
    try:
        _engine = job.engine()
    except Exception as error:  # told to whoever asks for work; a failing start would end the process
        _wrong = error


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(call: Callable[..., T], args: tuple[Any, ...], named: dict[str, Any]) -> T:
    if _wrong is not None:
        raise CrewError(f"the engine cannot be loaded: {_wrong}")
    return call(_engine, _job, *args, **named)
