"""Who does the work: one face for this process, local processes and a cluster."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from gatepost.batch.job import Job
from gatepost.engine.face import Engine

P = ParamSpec("P")
T = TypeVar("T")
Covariant = TypeVar("Covariant", covariant=True)


class Lost(Exception):
    """The process that had the work ended before it answered, each time that it was tried."""


class CrewError(Exception):
    """There is nobody to do the work. The message says why, and the mend."""


class Answer(Protocol[Covariant]):
    """Work that was handed in."""

    def result(self) -> Covariant:
        """Waits for the work. Raises `Lost`, `CrewError`, or what the work itself raised."""
        ...

    def drop(self) -> None:
        """Nobody wants to know any more."""
        ...


class Crew(Protocol):
    """Processes that each hold one loaded engine. Work is a module's function: `call(engine, job, ...)`."""

    size: int
    """How many work at the same time."""

    def submit(
        self, call: Callable[Concatenate[Engine, Job, P], T], *args: P.args, **named: P.kwargs
    ) -> Answer[T]:
        """Hand work in. Answers are asked for in the order in which they were handed in."""
        ...

    def close(self) -> None:
        """End all that work, whether or not they have done."""
        ...


class Here:
    """A crew of this process alone. Raises `CrewError` where the engine cannot be loaded."""

    size = 1

    def __init__(self, job: Job, engine: Engine | None = None) -> None:
        self.job = job
        try:
            self.engine = engine or job.engine()
        except Exception as error:
            raise CrewError(f"the engine cannot be loaded: {error}") from error

    def submit(
        self, call: Callable[Concatenate[Engine, Job, P], T], *args: P.args, **named: P.kwargs
    ) -> Answer[T]:
        return _Later(lambda: call(self.engine, self.job, *args, **named))

    def close(self) -> None:
        pass


class _Later(Answer[T]):
    def __init__(self, work: Callable[[], T]) -> None:
        self.work = work

    def result(self) -> T:
        return self.work()

    def drop(self) -> None:
        pass
