"""An existing Ray cluster: one actor for each core, each with an engine of its own.

Ray starts an actor anew that dies, on another node if need be, and gives it its work again.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Concatenate, ParamSpec, TypeVar

from gatepost.batch.crew import Answer, CrewError, Lost
from gatepost.batch.job import Job
from gatepost.batch.processes import ONE_THREAD, TRIES
from gatepost.engine.face import Engine

P = ParamSpec("P")
T = TypeVar("T")


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
        actor = ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=TRIES - 1)(_Actor)
        self.actors = [actor.remote(job) for _ in range(self.size)]
        self.load = [0] * self.size

    def submit(
        self, call: Callable[Concatenate[Engine, Job, P], T], *args: P.args, **named: P.kwargs
    ) -> Answer[T]:
        """Hand work to the actor that has least to do."""
        at = min(range(self.size), key=self.load.__getitem__)
        self.load[at] += 1
        future = self.actors[at].work.remote(call, args, named).future()
        future.add_done_callback(lambda _: self._free(at))
        return _Asked(future, self.ray.exceptions)

    def close(self) -> None:
        """End the actors; the cluster stays."""
        self.ray.shutdown()

    def _free(self, at: int) -> None:
        self.load[at] -= 1


class _Asked(Answer[T]):
    def __init__(self, future: Future[T], exceptions: Any) -> None:
        self.future, self.exceptions = future, exceptions

    def result(self) -> T:
        try:
            return self.future.result()
        except self.exceptions.RayTaskError as error:
            raise error.cause from None
        except self.exceptions.RayError as error:
            raise Lost(f"the actor was lost {TRIES} times ({_first_line(error)})") from None

    def drop(self) -> None:
        self.future.cancel()


class _Actor:
    """What runs on a node: the engine, loaded once."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.wrong: Exception | None = None
        try:
            self.engine = job.engine()
        except Exception as error:  # told to whoever asks: Ray would try a failing start for ever
            self.wrong = error

    def work(self, call: Callable[..., T], args: tuple[Any, ...], named: dict[str, Any]) -> T:
        if self.wrong is not None:
            raise CrewError(f"the engine cannot be loaded on a node: {self.wrong}")
        return call(self.engine, self.job, *args, **named)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
