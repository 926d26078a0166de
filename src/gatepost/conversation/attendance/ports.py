"""What attendance needs of a store."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol


class AttendanceStore(Protocol):
    """How long comments wait for a person, and when somebody last came to the desk."""

    async def oldest_waiting(self, site: str | None = None, since: int = -1) -> int | None:
        """When the oldest comment that waits for a person was submitted, among those submitted after `since`
        (microseconds); None when none waits."""

    async def last_sign_in(self, roles: Collection[str]) -> int | None:
        """When the newest session was opened that still stands, of anybody with one of these roles."""
