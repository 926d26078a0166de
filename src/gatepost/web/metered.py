"""Counts what was made durable: verdicts and decisions, at the one door that all of them go through."""

from __future__ import annotations

from collections.abc import Sequence

from gatepost.conversation.ports import Change
from gatepost.conversation.records import CommentRecord
from gatepost.store.sql.store import SQLStore
from gatepost.store.sqlite import SQLiteStore
from gatepost.web.metrics import DECISIONS, DIGEST_MISMATCHES, SIGNALS, VERDICTS


class Metered(SQLStore):
    """A store that keeps Prometheus informed."""

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


class MeteredSQLite(Metered, SQLiteStore):
    """The SQLite store, counted."""


def count_signal(name: str) -> None:
    """What the conversation signals, counted; a digest mismatch also under a name of its own for alarms."""
    SIGNALS.labels(name).inc()
    if name == "digest-mismatch":
        DIGEST_MISMATCHES.inc()
