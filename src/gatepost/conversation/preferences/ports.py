"""Where preferences are kept."""

from __future__ import annotations

from typing import Protocol

from gatepost.conversation.preferences.records import Preferences


class PreferenceStore(Protocol):
    async def of(self, moderator: str) -> Preferences:
        """This moderator's; those as shipped when none were set, or the record cannot be read."""

    async def keep(self, moderator: str, preferences: Preferences) -> None:
        """In place of what was kept before."""
