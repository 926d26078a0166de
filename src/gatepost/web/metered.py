"""Counts what was made durable, and how long store and engine take, at the doors that all goes through."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from gatepost.conversation.ports import Change, Screening
from gatepost.conversation.records import CommentRecord
from gatepost.engine.face import Engine
from gatepost.engine.guidelines import Guidelines
from gatepost.store.sql.cursor import Readers, Writer
from gatepost.store.sql.store import SQLStore
from gatepost.store.sql.upkeep import Upkeep
from gatepost.store.sqlite import SQLiteStore
from gatepost.vocabulary import Context, Submission, Verdict
from gatepost.web import tracing
from gatepost.web.later_engine import LaterEngine
from gatepost.web.metrics import (
    DECISIONS,
    DIGEST_MISMATCHES,
    ENGINE_BATCH,
    ENGINE_SECONDS,
    SIGNALS,
    STORE_SECONDS,
    VERDICTS,
)


class Timed:
    """A writer's or readers' own face, with the time that each call takes, waiting included."""

    def __init__(self, inner: Any, kind: str) -> None:
        self._inner, self._kind = inner, kind
        self._seconds = STORE_SECONDS.labels(kind)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def run(self, operation: Callable[..., Any]) -> Any:
        with self._watched(operation):
            return await self._inner.run(operation)

    async def run_each(self, operations: Sequence[Callable[..., Any]]) -> list[Any]:
        if not operations:
            return []
        with self._watched(operations[0]):
            found: list[Any] = await self._inner.run_each(operations)
        return found

    @contextmanager
    def _watched(self, operation: Any) -> Iterator[None]:
        began = time.perf_counter()
        try:
            with tracing.span(f"store {self._kind}", {"gatepost.operation": _name(operation)}):
                yield
        finally:
            self._seconds.observe(time.perf_counter() - began)


def _name(operation: Any) -> str:
    """`comments.add`: where the operation stands and what it is called."""
    function = getattr(operation, "func", operation)
    module = getattr(function, "__module__", "").rpartition(".")[2]
    return f"{module}.{getattr(function, '__qualname__', '').partition('.<locals>')[0]}"


class Metered(SQLStore):
    """A store that keeps Prometheus informed; named after the database's own store, whose parts it times."""

    def __init__(self, writer: Writer, readers: Readers, upkeep: Upkeep) -> None:
        super().__init__(Timed(writer, "write"), Timed(readers, "read"), upkeep)

    async def apply(self, changes: Sequence[Change]) -> Sequence[CommentRecord | Exception]:
        results = await super().apply(changes)
        for change, result in zip(changes, results, strict=True):
            if isinstance(result, Exception):
                continue
            if change.verdict is not None:
                VERDICTS.labels(change.verdict.outcome.value, change.verdict.language).inc()
            if change.decision is not None:
                by = "engine" if change.decision.by == "engine" else "person"
                DECISIONS.labels(change.decision.outcome.value, by).inc()
        return results


class MeteredSQLite(SQLiteStore, Metered):
    """The SQLite store, counted."""


class MeteredEngine:
    """An engine with the time and the size of each batch."""

    def __init__(self, inner: Screening) -> None:
        self.inner = inner

    @property
    def version(self) -> str:
        return self.inner.version

    def screen_many(
        self, submissions: Sequence[Submission], contexts: Sequence[Context]
    ) -> Sequence[Verdict]:
        began = time.perf_counter()
        ENGINE_BATCH.observe(len(submissions))
        try:
            with tracing.span("engine screen", {"gatepost.comments": len(submissions)}):
                return self.inner.screen_many(submissions, contexts)
        finally:
            ENGINE_SECONDS.observe(time.perf_counter() - began)


def under(screening: Screening, guidelines: Guidelines) -> Screening:
    """The loaded models under other guidelines; a test's engine stays what it is."""
    if isinstance(screening, MeteredEngine):
        return MeteredEngine(under(screening.inner, guidelines))
    return screening.under(guidelines) if isinstance(screening, Engine | LaterEngine) else screening


def count_signal(name: str) -> None:
    """What the conversation signals, counted; a digest mismatch also under a name of its own for alarms."""
    SIGNALS.labels(name).inc()
    if name == "digest-mismatch":
        DIGEST_MISMATCHES.inc()
