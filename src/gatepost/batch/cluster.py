"""An existing Ray cluster: one actor for each core, each with an engine of its own.

Ray starts an actor anew that dies, on another node if need be; its work goes to the others meanwhile.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

from gatepost.batch.crew import Answer, CrewError, Lost
from gatepost.batch.job import Job
from gatepost.batch.processes import ONE_THREAD
from gatepost.engine.face import Engine

P = ParamSpec("P")
T = TypeVar("T")

TRIES = 3
"""So often a piece of work may lose its actor: once beside others, then with nothing beside it."""

PAUSE_SECONDS = 0.05
REACH_SECONDS = 10.0
LOOK_SECONDS = 5.0
"""So long an answer is waited for before a look at whether its actor is still there."""


class Cluster:
    """A crew of `size` actors (None: as many as the cluster has cores) on the cluster at `address`.

    `environment` is Ray's runtime environment: what the nodes need that is not installed there.
    Raises `CrewError` where Ray is missing, the cluster cannot be reached, or has no core.
    """

    def __init__(
        self, job: Job, address: str, size: int | None = None, environment: dict[str, Any] | None = None
    ) -> None:
        try:
            import ray
        except ImportError:
            raise CrewError("--ray needs Ray: pip install 'gatepost[ray]'") from None
        self.ray = ray
        _reach(address)
        given = dict(environment or {})
        given["env_vars"] = {**ONE_THREAD, **given.get("env_vars", {})}
        try:
            ray.init(address, runtime_env=given, log_to_driver=False, logging_level="warning")
        except (ConnectionError, RuntimeError, ValueError, OSError) as error:
            raise CrewError(f"no Ray cluster at {address}: {_first_line(error)}") from None
        cores = int(ray.cluster_resources().get("CPU", 0))
        self.size = size or cores
        if self.size < 1:
            ray.shutdown()
            raise CrewError(f"the Ray cluster at {address} has no core; start a node with --num-cpus")
        # No `max_task_retries`: work of a lost actor would wait for it, even where no node has room for it.
        actor = ray.remote(num_cpus=1, max_restarts=-1)(_Actor)
        self.actors = [actor.remote(job) for _ in range(self.size)]
        self.load = [0] * self.size
        self.open: dict[Any, int] = {}
        self.away: dict[int, Any] = {}
        self.reserved: int | None = None

    def submit(
        self, call: Callable[Concatenate[Engine, Job, P], T], *args: P.args, **named: P.kwargs
    ) -> Answer[T]:
        """Hand work to the actor that has least to do. Waits for one where none is there."""
        return _Asked(self, lambda at: self.actors[at].work.remote(call, args, named))

    def begin(self, start: Callable[[int], Any], alone: bool) -> tuple[int, Any]:
        """Which actor has the work, and Ray's reference to its answer. `alone`: with nothing beside it."""
        at = self._place(alone)
        self.reserved = at if alone else None
        reference = start(at)
        self.open[reference] = at
        self.load[at] += 1
        return at, reference

    def lost(self, at: int) -> None:
        """An actor died. Ray starts it anew where there is room; until it answers it gets no work."""
        if at not in self.away:
            self.away[at] = self.actors[at].ready.remote()

    def close(self) -> None:
        """End the actors; the cluster stays."""
        self.ray.shutdown()

    def _place(self, alone: bool) -> int:
        while True:
            self._look()
            there = [
                at
                for at in range(self.size)
                if at not in self.away and at != self.reserved and not (alone and self.load[at])
            ]
            if there:
                return min(there, key=self.load.__getitem__)
            time.sleep(PAUSE_SECONDS)

    def _look(self) -> None:
        """Which work is done, and who is back."""
        for reference in self._done(list(self.open)):
            self.load[self.open.pop(reference)] -= 1
        back = {reference: at for at, reference in self.away.items()}
        for reference in self._done(list(back)):
            at = back[reference]
            del self.away[at]
            try:
                self.ray.get(reference)
            except self.ray.exceptions.RayError:
                self.lost(at)

    def _done(self, references: list[Any]) -> list[Any]:
        if not references:
            return []
        done: list[Any] = self.ray.wait(references, num_returns=len(references), timeout=0)[0]
        return done


class _Asked(Answer[T]):
    """Work handed in. What an actor takes with it when it dies is tried again, alone, so that the work that
    brings actors down is told from what was beside it."""

    def __init__(self, crew: Cluster, start: Callable[[int], Any]) -> None:
        self.crew, self.start = crew, start
        self.at, self.reference = crew.begin(start, alone=False)

    def result(self) -> T:
        ray, tries = self.crew.ray, 0
        try:
            while True:
                try:
                    answer: T = ray.get(self.reference, timeout=LOOK_SECONDS)
                except ray.exceptions.RayTaskError as error:
                    raise error.cause from None
                except ray.exceptions.GetTimeoutError:
                    # It may have been handed to an actor that was dying, and that no node has room for.
                    if self.at in self.crew.away:
                        self._again(alone=tries > 0)
                except ray.exceptions.RayError as error:
                    tries += 1
                    if tries == TRIES:
                        wrong = f"the actor was lost {TRIES} times ({_first_line(error)})"
                        raise Lost(wrong) from None
                    self.crew.lost(self.at)
                    self._again(alone=True)
                else:
                    return answer
        finally:
            self.crew.reserved = None

    def drop(self) -> None:
        self.crew.ray.cancel(self.reference)

    def _again(self, alone: bool) -> None:
        self.at, self.reference = self.crew.begin(self.start, alone)


class _Actor:
    """What runs on a node: the engine, loaded once."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.wrong: Exception | None = None
        try:
            self.engine = job.engine()
        except Exception as error:  # told to whoever asks: Ray would try a failing start for ever
            self.wrong = error

    def ready(self) -> None:
        """Answers when the actor is there."""

    def work(self, call: Callable[..., T], args: tuple[Any, ...], named: dict[str, Any]) -> T:
        if self.wrong is not None:
            raise CrewError(f"the engine cannot be loaded on a node: {self.wrong}")
        return call(self.engine, self.job, *args, **named)


def _reach(address: str) -> None:
    """Ray asks for minutes for a cluster that is not there. Raises `CrewError` where nobody listens."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host or not port.isdecimal():
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), REACH_SECONDS).close()
    except (OSError, OverflowError) as error:
        raise CrewError(f"no Ray cluster at {address}: {_first_line(error)}") from None


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
