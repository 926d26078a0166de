"""What reports need from a store: its attribute `reports`."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from gatepost.conversation.ports import EntryDraft
from gatepost.conversation.records import ReportRecord


class Taken(StrEnum):
    """What became of a report. repeated: known already, or more than are kept. reviewed: a moderator has
    found the comment in order under this clause. Both leave no trace."""

    KEPT = "kept"
    REPEATED = "repeated"
    REVIEWED = "reviewed"


class Reports(Protocol):
    """Reports of readers."""

    async def take(self, report: ReportRecord, entry: EntryDraft) -> Taken:
        """Keep a report of a public comment with its ledger entry.

        One reporter (unless unknown, "") counts once for each comment and clause. Raises `StateChanged` when
        the comment is not public.
        """

    async def record_of(self, reporter: str, since: int) -> tuple[int, int]:
        """How many of this reporter's reports made since then were judged, and how many of these upheld."""
