"""Dry runs: what a draft would have made of the last comments. Nothing is recorded, nothing is decided again.

Each comment is screened twice by the loaded models, under the rules in force and under the draft, in the same
surroundings: what differs is the draft's doing. Results are kept in memory, without the texts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Literal

import structlog
from msgspec import Struct, field, structs

from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rules.drafts import find_draft, read_draft
from gatepost.conversation.rules.records import InForce, RuleDraft
from gatepost.conversation.rules.settings import sites_under
from gatepost.conversation.screening_task import Task, screen_each
from gatepost.conversation.surroundings import Subject, surroundings
from gatepost.engine.guidelines import Guidelines
from gatepost.vocabulary import Outcome, Verdict

if TYPE_CHECKING:
    from gatepost.conversation.house import House

COMMENTS = 200
MOST_COMMENTS = 2_000
KEPT = 20
"""Results in memory, the newest."""
AT_ONCE = 4
"""Dry runs that may be asked for at the same time; one is at work, the others wait for it."""
BATCH = 16
TIME_LIMIT = 600.0
"""Seconds after which a dry run ends unfinished."""

_log = structlog.get_logger("gatepost.rules")

Status = Literal["running", "done", "unfinished", "failed"]


class EngineFailed(Exception):
    """The engine cannot screen this comment under the draft."""


class Made(Struct, frozen=True):
    """What rules make of a comment. `decided`: what the site lets the engine do; `advised`: its verdict."""

    decided: Outcome
    advised: Outcome
    clauses: tuple[str, ...]


class Difference(Struct, frozen=True):
    """One comment of which the draft makes something else."""

    comment: str
    before: Made
    after: Made

    @property
    def decides(self) -> bool:
        """Whether the decision would differ, not only what the engine advises."""
        if self.before.decided is not self.after.decided:
            return True
        return self.after.decided is Outcome.REJECT and self.before.clauses != self.after.clauses


class DryRun(Struct):
    """One dry run and how far it has come. `unread`: comments on which the engine failed or that are gone."""

    id: str
    draft: str
    base: int
    asked: int
    by: str
    at: int
    guidelines: Guidelines
    status: Status = "running"
    total: int = 0
    read: int = 0
    unread: int = 0
    found: list[Difference] = field(default_factory=list)

    @property
    def decisions(self) -> Sequence[Difference]:
        """Those in which the decision would differ."""
        return [one for one in self.found if one.decides]

    @property
    def advice(self) -> Sequence[Difference]:
        """Those in which only the engine's advice would differ."""
        return [one for one in self.found if not one.decides]

    @property
    def kinds(self) -> dict[tuple[Outcome, Outcome], int]:
        """How many decisions change from what to what."""
        counts: dict[tuple[Outcome, Outcome], int] = {}
        for one in self.decisions:
            kind = (one.before.decided, one.after.decided)
            counts[kind] = counts.get(kind, 0) + 1
        return counts


class DryRuns:
    """Those that are at work or were lately. Lives with the house, on its event loop."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._runs: dict[str, DryRun] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._turn = asyncio.Lock()
        self._thread: ThreadPoolExecutor | None = None

    def get(self, run: str) -> DryRun:
        """The run, or `Refusal("not-found")`."""
        found = self._runs.get(run)
        if found is None:
            raise Refusal("not-found", "There is no dry run with this id (any more); try the draft again.")
        return found

    def of(self, draft: str) -> DryRun | None:
        """The newest one of this draft."""
        return next((run for run in reversed(self._runs.values()) if run.draft == draft), None)

    def finished(self, draft: str) -> DryRun | None:
        """The newest one of exactly this draft that came to its end."""
        runs = reversed(self._runs.values())
        return next((run for run in runs if run.draft == draft and run.status == "done"), None)

    async def start(self, by: str, draft_id: str, comments: int = COMMENTS) -> DryRun:
        """Begin with the last `comments` (at most 2,000). Raises `Refusal`."""
        house = self._house
        draft = await find_draft(house, draft_id)
        guidelines = await read_draft(house, draft.text, draft.sites)
        if len(self._tasks) >= AT_ONCE:
            raise Refusal("dry-run-busy", "Other dry runs are still at work. Try again in a minute.")
        asked = min(MOST_COMMENTS, max(1, comments))
        run = DryRun(house.new_id(), draft.id, draft.base, asked, by, house.clock(), guidelines)
        self._runs[run.id] = run
        for old in list(self._runs)[: max(0, len(self._runs) - KEPT)]:
            if old not in self._tasks:
                del self._runs[old]
        task = asyncio.create_task(self._carry_out(run, draft), name="gatepost-dry-run")
        self._tasks[run.id] = task
        task.add_done_callback(lambda _: self._tasks.pop(run.id, None))
        return run

    async def wait(self, run: DryRun, seconds: float) -> None:
        """Until it has ended, or for so many seconds."""
        task = self._tasks.get(run.id)
        if task is not None:
            await asyncio.wait((task,), timeout=seconds)

    async def stop(self) -> None:
        """End those that are at work."""
        tasks = tuple(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._thread is not None:
            await asyncio.to_thread(self._thread.shutdown, cancel_futures=True)
            self._thread = None

    async def _carry_out(self, run: DryRun, draft: RuleDraft) -> None:
        try:
            async with self._turn, asyncio.timeout(TIME_LIMIT):
                await self._read_all(run, draft)
            run.status = "done"
        except TimeoutError:
            run.status = "unfinished"
        except asyncio.CancelledError:
            run.status = "unfinished"
            raise
        except Exception as error:
            run.status = "failed"
            _log.error("dry-run-failed", run=run.id, exc_info=error)

    async def _read_all(self, run: DryRun, draft: RuleDraft) -> None:
        house = self._house
        before = house.in_force
        screening = house.rescreen(before.screening, run.guidelines)
        after = InForce(screening, run.guidelines, sites_under(before.sites, draft.sites))
        comments = await house.store.rules.newest_comments(run.asked)
        run.total = len(comments)
        known: dict[str, Subject] = {}
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, thread_name_prefix="gatepost-dry-run")
        for start in range(0, len(comments), BATCH):
            batch = comments[start : start + BATCH]
            tasks = await self._gather(batch, known)
            pairs = await asyncio.get_running_loop().run_in_executor(
                self._thread, _screen_both, before, after, tasks
            )
            for task, pair in zip(tasks, pairs, strict=True):
                self._compare(run, task, before, after, pair)
            run.unread += len(batch) - len(tasks)
            run.read += len(batch)

    async def _gather(self, batch: Sequence[str], known: dict[str, Subject]) -> list[Task]:
        """The comments with the surroundings that a new one would be read in; without those gone since."""
        store, tasks = self._house.store, list[Task]()
        for comment, earlier in zip(batch, await store.alike(batch), strict=True):
            record = await store.comment(comment)
            if record is None or record.text is None:
                continue
            context = await surroundings(self._house, record, known)
            tasks.append(Task(record, structs.replace(context, earlier=earlier)))
        return tasks

    def _compare(
        self, run: DryRun, task: Task, before: InForce, after: InForce, pair: tuple[object, object]
    ) -> None:
        first, second = pair
        if not isinstance(first, Verdict):
            run.unread += 1
            return
        if not isinstance(second, Verdict):  # it works now and would not under the draft
            raise EngineFailed(task.comment.id)
        site = task.comment.site
        difference = Difference(task.comment.id, _made(before, site, first), _made(after, site, second))
        if difference.before != difference.after:
            run.found.append(difference)


def _screen_both(
    before: InForce, after: InForce, tasks: Sequence[Task]
) -> list[tuple[Verdict | Exception, Verdict | Exception]]:
    """Blocking: to be called in a thread."""
    first = screen_each(before.screening, tasks)
    if before.guidelines.version == after.guidelines.version:  # only the sites' modes differ
        return list(zip(first, first, strict=True))
    return list(zip(first, screen_each(after.screening, tasks), strict=True))


def _made(rules: InForce, site: str, verdict: Verdict) -> Made:
    decided, _ = rules.sites.of(site).modes.outcome_for(verdict)
    clauses = tuple(sorted({ground.clause for ground in verdict.grounds}))
    return Made(decided, verdict.outcome, clauses)
