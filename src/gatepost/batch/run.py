"""The run: files in their order, pieces in flight, answers written in the order of the rows.

So many pieces are on their way at a time as keep every process busy, and no more: memory stays flat however
long a file is. The processes work on the next file while the last rows of one are written.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice

from gatepost.batch.crew import Answer, Crew, Here, Lost
from gatepost.batch.figures import Figures
from gatepost.batch.job import Job, Versions
from gatepost.batch.one_file import Finished, OneFile, Step, Watch, unwatched
from gatepost.batch.plan import Task
from gatepost.engine.face import Engine

AHEAD = 3
"""Pieces in flight for each process: one that it reads, one that waits for it, one done before its turn."""


def run(
    tasks: Sequence[Task], job: Job, versions: Versions, crew: Crew, watch: Watch = unwatched
) -> Iterator[Finished]:
    """Screen file after file, and say of each what became of it as soon as that is known.

    Raises `OutputError` and `CrewError`. Whatever raises, no half output is left under its name.
    """
    flight: deque[Step] = deque()
    opened: deque[OneFile] = deque()
    try:
        for step in _steps(tasks, job, versions, crew, watch, opened):
            flight.append(step)
            while len(flight) > AHEAD * crew.size:
                if done := flight.popleft()():
                    opened.popleft()
                    yield done
        while flight:
            if done := flight.popleft()():
                opened.popleft()
                yield done
    finally:
        for file in opened:
            file.abandon()


def run_whole(
    tasks: Sequence[Task], job: Job, versions: Versions, crew: Crew, watch: Watch = unwatched
) -> Iterator[Finished]:
    """As `run`, but each process reads and writes whole files, which must lie where all of them see them.

    No row passes through this process, so any number of others is kept busy. Raises as `run` does.
    """
    flight: deque[tuple[Task, Answer[Finished]]] = deque()
    waiting = iter(tasks)
    while True:
        for task in islice(waiting, max(0, 2 * crew.size - len(flight))):
            flight.append((task, crew.submit(whole_file, task, versions)))
        if not flight:
            return
        task, answer = flight.popleft()
        try:
            done = answer.result()
        except Lost as lost:
            done = Finished(task, Figures(), f"{lost}; screen it with --share rows, which finds the row")
        watch(_size(task), 0 if done.before else done.figures.rows)
        yield done


def whole_file(engine: Engine, job: Job, task: Task, versions: Versions) -> Finished:
    """One file from end to end in this process."""
    return next(run([task], job, versions, Here(job, engine)))


def _size(task: Task) -> int:
    try:
        return task.source.stat().st_size
    except OSError:
        return 0


def _steps(
    tasks: Sequence[Task], job: Job, versions: Versions, crew: Crew, watch: Watch, opened: deque[OneFile]
) -> Iterator[Step]:
    for task in tasks:
        file = OneFile(task, job, versions, crew, watch)
        opened.append(file)
        yield from file.steps()
