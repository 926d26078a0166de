"""What the conversation's room needs of a store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from gatepost.conversation.records import CommentRecord


class OwnComment(Exception):
    """Nobody marks what they wrote themselves."""


class Marks(Protocol):
    """Who found which comment well argued. `reader`: an author's id, or a hash of a browser's token."""

    async def set(self, comment: str, reader: str, on: bool, at: int) -> tuple[CommentRecord, bool]:
        """Mark it, or take the mark back; and whether that changed anything. Counted once for each reader.

        Raises `KeyError`, `StateChanged` unless it is public, or `OwnComment`.
        """

    async def of_reader(self, reader: str, article: str) -> Sequence[str]:
        """The public comments of this article that the reader has marked."""

    async def forget_reader(self, reader: str) -> None:
        """Take back all that this reader marked: for erasing an account."""
