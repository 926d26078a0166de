"""What work between processes needs of a store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from gatepost.conversation.work.records import Job, Lease


class Jobs(Protocol):
    """The outbox. Jobs are written by the store itself, in the transaction that gives the reason, and go in
    the one that carries the work out: a comment's `screen` with its submission and with its verdict, or when
    it leaves `pending` in another way.

    A lease is no lock: whoever was too slow finds in the transaction that carries the work out that it was
    done (`StateChanged`).
    """

    async def put(self, job: Job) -> bool:
        """Write a job of its own reason; False when this subject has one of this kind already."""

    async def claim(
        self, kind: str, lease: Lease, now: int, limit: int, suspect: int | None = None
    ) -> Sequence[Job]:
        """Take what is due, at most `limit`, the longest due first; each counts one more try.

        What was tried `suspect` times or more without being given back (it may be what kills whoever tries
        it) comes after all others, and each alone.
        """

    async def extend(self, kind: str, lease: Lease) -> int:
        """All of this kind that the lease's worker has is its own until then; how many."""

    async def give_back(self, kind: str, worker: str | None, due_at: int) -> int:
        """What this worker has may be taken by anybody from then on, and its try does not count; how many.

        `worker` None: what anybody has, and the tries count, since whoever had it was killed. For a store
        that nobody else uses.
        """

    async def later(self, kind: str, subject: str, worker: str, due_at: int) -> None:
        """Trying failed: let go of it, and have it tried again then. Nothing if another one has it by now."""

    async def done(self, kind: str, subject: str, worker: str | None = None) -> bool:
        """Carried out: the job goes. With `worker`: only if that one has it still."""

    async def find(self, kind: str, subject: str) -> Job | None: ...

    async def next_due(self, kind: str) -> int | None:
        """When the next one may be taken; None if there is none."""

    async def waiting(self, kind: str, now: int) -> tuple[int, int | None]:
        """How many nobody has, and since when the oldest of those that are due could be had."""

    async def turn(self, kind: str, subject: str, lease: Lease, now: int) -> bool:
        """What one process at a time does: whether it is this worker's turn until the lease ends.

        The job is made if there is none. Let go of it with `later`, which says when the next turn begins.
        """


class Bus(Protocol):
    """What one process tells all others at once. It only wakes: a message may be lost, and what is in the
    store is the truth. Where nobody else uses the store (`alone`), there is nobody to tell.
    """

    @property
    def alone(self) -> bool: ...

    @property
    def alive(self) -> bool:
        """Whether what others tell arrives here now."""

    def tell(self, topic: str, message: str) -> None:
        """Tell the others soon. Never blocks and never raises."""

    def hear(self, told: Callable[[str, str], None], missed: Callable[[], None]) -> None:
        """From now on call `told(topic, message)` for what others say, on this event loop; `missed()` when
        some of it may have been lost."""
