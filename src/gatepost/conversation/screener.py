"""The worker that brings submissions to a verdict and as far beyond as the site's modes allow.

Comments wait in memory and, what counts, in the outbox: the process that took a comment has it from the
start, under a lease that it renews; what a killed process had is taken up by others when the lease has run
out. An engine that fails leaves the comment pending; it is tried again, and after the last try a person gets
it. So goes a comment on which one process after the other died. No verdict is ever invented, and nothing is
public without one.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import structlog
from msgspec import structs

from gatepost.conversation.discretion import told
from gatepost.conversation.ports import Change, DigestMismatch, StateChanged
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.rules.records import InForce
from gatepost.conversation.screening_changes import change_for, referral_of_changed_text, referral_of_held
from gatepost.conversation.screening_task import Task, given_up, screen_all
from gatepost.conversation.steps import alarm
from gatepost.conversation.surroundings import Subject, surroundings
from gatepost.conversation.talk.ports import ArticleHeld
from gatepost.conversation.work.outbox import MOST_TRIES, Outbox
from gatepost.vocabulary import Context, State, Verdict

if TYPE_CHECKING:
    from gatepost.conversation.house import House

BATCH = 64
BATCH_CODE_POINTS = 64_000
"""A batch is closed at this much text, so that a few very long comments do not hold up the short ones."""
WRITING = 4
"""Batches that may be on their way to the store while the engine works on the next."""
STORE_PAUSE = 1.0
FAREWELL_SECONDS = 8.0
"""So long the engine may take at the end for the batch that it has; then others begin it anew."""

_log = structlog.get_logger("gatepost.screener")


class Screener:
    """One worker a process. `start` and `stop` it with the house; to be used from its event loop."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._waiting: deque[Task] = deque()
        self._known: dict[str, asyncio.Future[CommentRecord | None]] = {}
        self._wake = asyncio.Event()
        self._room = asyncio.Semaphore(WRITING)
        self._background: set[asyncio.Task[None]] = set()
        self._held: set[asyncio.Task[None]] = set()
        self._later: set[asyncio.TimerHandle] = set()
        self._loop: asyncio.Task[None] | None = None
        self._thread: ThreadPoolExecutor | None = None
        self._reading_since: float | None = None
        self.ending = False
        self.outbox = Outbox(house, self)

    async def start(self) -> None:
        """Begin to work, with what an earlier process left behind first."""
        self.ending = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="gatepost-engine")
        self._loop = asyncio.create_task(self._work(), name="gatepost-screener")
        self.outbox.start()

    def end(self) -> None:
        """Begin nothing more: what the engine has is finished, the rest is others' (see `stop`)."""
        self.ending = True
        self._wake.set()

    async def stop(self) -> None:
        """Finish what the engine has and what is on its way to the store; give the rest back."""
        self.end()
        await self.outbox.stop()
        if self._loop is not None:
            await asyncio.wait((self._loop,), timeout=FAREWELL_SECONDS)
            self._loop.cancel()
            # As a result, and not raised: whatever ended the worker, the rest has to be tidied up.
            await asyncio.gather(self._loop, return_exceptions=True)
            self._loop = None
        for held in tuple(self._held):
            held.cancel()
        await self._house.pages.stop()
        if self._background:
            await asyncio.gather(*self._background, return_exceptions=True)
        for handle in self._later:  # last, because a batch that could not be stored sets one more
            handle.cancel()
        self._later.clear()
        self._house.names.stop()
        if self._thread is not None:
            await asyncio.to_thread(self._thread.shutdown, cancel_futures=True)
            self._thread = None
        self._waiting.clear()
        await self.outbox.give_back()
        for future in tuple(self._known.values()):
            if not future.done():
                future.set_result(None)
        self._known.clear()

    def enqueue(self, comment: CommentRecord, context: Context | None = None, tries: int = 1) -> None:
        """Have a durable, pending comment screened. Enqueuing twice is harmless."""
        if comment.id in self._known:
            return
        self._known[comment.id] = asyncio.get_running_loop().create_future()
        task = Task(comment, context, tries=tries)
        reading = self._house.pages.begin(comment.site, comment.article) if context is None else None
        if reading is None:
            self._take(task)
        else:
            held = asyncio.create_task(self._hold(task, reading))
            self._held.add(held)
            held.add_done_callback(self._held.discard)

    def take_up(self, comment: CommentRecord, tries: int) -> None:
        """A comment out of the outbox. One that so many processes died of goes to a person unread."""
        if tries <= MOST_TRIES:
            self.enqueue(comment, tries=tries)
        elif comment.id not in self._known:
            self._known[comment.id] = asyncio.get_running_loop().create_future()
            task = Task(comment, failures=len(self._house.backoff))
            error = RuntimeError(f"{tries - 1} processes died while they had it")
            self._put_down([task], [error], self._house.in_force)

    def _take(self, task: Task) -> None:
        self._waiting.append(task)
        self._wake.set()

    async def _hold(self, task: Task, reading: asyncio.Task[None]) -> None:
        """Wait for the article's page, but not for long."""
        await asyncio.wait((reading,), timeout=self._house.pages.rules.wait)
        self._take(task)

    async def settled(self, comment: str, seconds: float | None = None) -> CommentRecord | None:
        """The comment once the worker is done with it; None if that takes longer or it is not known here."""
        future = self._known.get(comment)
        if future is None:
            await self.outbox.done_elsewhere(comment, seconds)
            return None
        done, _ = await asyncio.wait((future,), timeout=seconds)
        return future.result() if done else None

    @property
    def alive(self) -> bool:
        """Whether the worker is at work: what readiness asks."""
        return self._loop is not None and not self._loop.done() and self.outbox.alive

    @property
    def busy_seconds(self) -> float:
        """How long the engine has been at the batch that it reads now; 0 when it reads none."""
        return 0.0 if self._reading_since is None else time.monotonic() - self._reading_since

    @property
    def backlog(self) -> int:
        """Comments not yet settled."""
        return len(self._known)

    async def _work(self) -> None:
        try:
            await self._work_on()
        except Exception as error:
            # `alive` turns readiness red; without this line nobody would learn why before the server stops.
            _log.critical("screener-died", exc_info=error)
            raise

    async def _work_on(self) -> None:
        while True:
            while not self._waiting and not self.ending:
                self._wake.clear()
                await self._wake.wait()
            if self.ending:
                return
            await self._room.acquire()
            tasks = self._next_batch()
            try:
                await self._gather(tasks)
                # One version of the rules from the engine to the modes, whatever is published meanwhile.
                rules, thread = self._house.in_force, self._thread
                assert thread is not None
                self._reading_since = time.monotonic()
                answers = await asyncio.get_running_loop().run_in_executor(
                    thread, screen_all, self._house.names, rules, tasks
                )
            except Exception as error:
                self._room.release()
                self._store_failed(tasks, error)
                continue
            except BaseException:
                self._room.release()
                raise
            finally:
                self._reading_since = None
            record = self._put_down(tasks, answers, rules)
            record.add_done_callback(lambda _: self._room.release())

    def _put_down(
        self, tasks: Sequence[Task], answers: Sequence[Verdict | Exception], rules: InForce
    ) -> asyncio.Task[None]:
        record = asyncio.create_task(self._record(tasks, answers, rules))
        self._background.add(record)
        record.add_done_callback(self._background.discard)
        return record

    def _next_batch(self) -> list[Task]:
        tasks = [self._waiting.popleft()]
        size = len(tasks[0].comment.text or "")
        while self._waiting and len(tasks) < BATCH:
            size += len(self._waiting[0].comment.text or "")
            if size > BATCH_CODE_POINTS:
                break
            tasks.append(self._waiting.popleft())
        return tasks

    async def _gather(self, tasks: Sequence[Task]) -> None:
        """Article, parent and, asked for all at once, earlier texts like these. Sketches are stored with the
        submission, so that of a hundred sent in one second each sees those before it."""
        store, known = self._house.store, dict[str, Subject]()
        alike = await store.alike([task.comment.id for task in tasks])
        for task, earlier in zip(tasks, alike, strict=True):
            if task.context is None:
                task.context = await surroundings(self._house, task.comment, known)
            task.context = structs.replace(task.context, earlier=earlier)

    async def _record(
        self, tasks: Sequence[Task], answers: Sequence[Verdict | Exception], rules: InForce
    ) -> None:
        """Make verdicts and what follows from them durable, then let those know who wait."""
        ready: list[Task] = []
        changes: list[Change] = []
        for task, answer in zip(tasks, answers, strict=True):
            change = self._following(task, answer, rules)
            if change is not None:
                ready.append(task)
                changes.append(change)
        try:
            results = await self._house.store.apply(changes)
        except Exception as error:
            self._store_failed(ready, error)
            return
        await self._finish(ready, changes, results)

    def _following(self, task: Task, answer: Verdict | Exception, rules: InForce) -> Change | None:
        """What follows from the engine's answer; None when the engine is to try again."""
        house = self._house
        if not isinstance(answer, Exception):
            try:
                return change_for(house, task.comment, answer, rules.sites, task.name)
            except Exception as error:  # an answer that cannot be put down is as good as none
                answer = error
        if task.failures < len(house.backoff):
            self._engine_failed(task, answer)
            return None
        house.signal("engine-gave-up")
        _log.error("engine-gave-up", comment=task.comment.id, error=told(answer))
        verdict = given_up(task.comment, rules.screening.version, rules.guidelines.version)
        return change_for(house, task.comment, verdict, rules.sites, task.name)

    async def _finish(
        self, tasks: Sequence[Task], changes: Sequence[Change], results: Sequence[CommentRecord | Exception]
    ) -> None:
        for task, change, result in zip(tasks, changes, results, strict=True):
            if isinstance(result, CommentRecord):
                self._house.signal("screened")
                self._house.announce(State.PENDING, result)
                self._settle(result.id, result)
            elif isinstance(result, DigestMismatch):
                alarm(self._house, task.comment.id)
                await self._refer_instead(task, referral_of_changed_text, change)
            elif isinstance(result, ArticleHeld):
                await self._refer_instead(task, referral_of_held, change)
            elif isinstance(result, StateChanged):  # withdrawn meanwhile, or screened by another process
                self._settle(task.comment.id, None)
            else:
                self._store_failed((task,), result)

    async def _refer_instead(
        self, task: Task, referral_of: Callable[[House, CommentRecord, Verdict], Change], change: Change
    ) -> None:
        """The engine would have decided, but a person must: the text is not the submitted one, or the
        article's comments are all held."""
        house, verdict = self._house, change.verdict
        assert verdict is not None
        referral = referral_of(house, task.comment, verdict)
        try:
            (result,) = await house.store.apply((referral,))
        except Exception as error:
            self._store_failed((task,), error)
            return
        if isinstance(result, CommentRecord | StateChanged):
            self._settle(task.comment.id, result if isinstance(result, CommentRecord) else None)
        else:  # the store gives its troubles back in the result's place
            self._store_failed((task,), result)

    def _engine_failed(self, task: Task, error: Exception) -> None:
        self._house.signal("engine-failed")
        _log.warning("engine-failed", comment=task.comment.id, failures=task.failures + 1, error=told(error))
        pause = self._house.backoff[task.failures]
        task.failures += 1
        self._again((task,), pause)

    def _store_failed(self, tasks: Sequence[Task], error: Exception) -> None:
        self._house.signal("store-failed")
        _log.warning("store-failed", comments=len(tasks), error=told(error))
        self._again(tasks, STORE_PAUSE)

    def _again(self, tasks: Sequence[Task], seconds: float) -> None:
        def requeue() -> None:
            self._later.discard(handle)
            self._waiting.extend(tasks)
            self._wake.set()

        handle = asyncio.get_running_loop().call_later(seconds, requeue)
        self._later.add(handle)

    def _settle(self, comment: str, result: CommentRecord | None) -> None:
        future = self._known.pop(comment, None)
        if future is not None and not future.done():
            future.set_result(result)
        self.outbox.settled(comment)
