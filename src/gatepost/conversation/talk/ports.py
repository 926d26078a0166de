"""What the conversation's room needs of a store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from gatepost.conversation.records import CommentRecord


class OwnComment(Exception):
    """Nobody marks what they wrote themselves."""


class QuestionsOff(Exception):
    """The article takes no questions to the newsroom."""


class TooSoon(Exception):
    """This reader has to wait until `until` (microseconds)."""

    def __init__(self, until: int) -> None:
        super().__init__(str(until))
        self.until = until


class ArticleHeld(Exception):
    """A person decides about every comment here: the engine may only refer."""


class Places(Protocol):
    """What stays of a withdrawn or erased comment while public answers stand below it."""

    async def above(self, comment: str) -> Sequence[tuple[CommentRecord, bool]]:
        """The comment itself, if it was withdrawn or erased, and those before it in its chain of answers that
        were: the nearest first, without text and name, each with whether its place stays in the list."""


class Follows(Protocol):
    """Who wants to hear of new comments under an article."""

    async def set(self, author: str, article: str, on: bool, at: int) -> None:
        """Raises `AuthorGone` for who begins to follow and is not there any more, or is being erased."""

    async def has(self, author: str, article: str) -> bool: ...

    async def of(self, author: str) -> Sequence[str]:
        """The ids of the articles that this author follows, the newest first."""


class Marks(Protocol):
    """Who found which comment well argued. `reader`: an author's id, or what stands for a browser."""

    async def set(
        self, comment: str, reader: str, on: bool, at: int, before: str = ""
    ) -> tuple[CommentRecord, bool]:
        """Mark it, or take the mark back; and whether that changed anything. Counted once for each reader.
        `before`: a name under which the same reader may have marked before; that mark goes.

        Raises `KeyError`, `StateChanged` unless it is public, or `OwnComment`.
        """

    async def of_reader(self, reader: str, article: str) -> Sequence[str]:
        """The public comments of this article that the reader has marked."""

    async def forget_reader(self, reader: str) -> None:
        """Take back all that this reader marked: for erasing an account."""
