"""What the rules need of a store: `store.rules`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from gatepost.conversation.ports import EntryDraft
from gatepost.conversation.rules.records import RuleDraft, Version

MOST_DRAFTS = 50
"""So many drafts are kept, the newest."""


class RulesChanged(Exception):
    """Another version came into force meanwhile."""

    def __init__(self, newest: int) -> None:
        super().__init__(f"version {newest} is in force")
        self.newest = newest


class RulesStore(Protocol):
    """Every version that was in force, and the drafts."""

    async def newest(self) -> Version | None: ...

    async def versions(self) -> Sequence[Version]:
        """All of them, oldest first."""

    async def version(self, number: int) -> Version | None: ...

    async def publish(self, version: Version, entry: EntryDraft) -> None:
        """Keep the version, and its entry in the desk's chain. `RulesChanged` unless its number is next."""

    async def keep_draft(self, draft: RuleDraft) -> None:
        """Kept once; the oldest beyond `MOST_DRAFTS` are forgotten."""

    async def draft(self, draft: str) -> RuleDraft | None: ...

    async def drafts(self) -> Sequence[RuleDraft]:
        """The newest first."""

    async def forget_draft(self, draft: str) -> None: ...

    async def newest_comments(self, limit: int) -> Sequence[str]:
        """Ids of the comments whose text is still there, the newest first, whatever became of them."""
