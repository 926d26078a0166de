"""What the authors' room needs of a store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from gatepost.conversation.authors.records import Author, AuthorRecord
from gatepost.conversation.records import CommentRecord


class AuthorGone(Exception):
    """The author is not known any more: part of an account by now, or being erased."""


class Authors(Protocol):
    """Who comments. An author is made by `Store.add_comment`, together with the first comment."""

    async def of_token(self, site: str, key_hash: bytes, at: int) -> Author | None:
        """The author whom this site knows by a token with this hash: a guest's, or that of a session which
        has not ended `at` this time."""

    async def by_id(self, author: str) -> Author | None: ...

    async def record(self, author: str) -> AuthorRecord:
        """What became of this author's comments; all zero for an id that nobody has."""

    async def comments_of(
        self, author: str, after: str | None = None, limit: int = 50
    ) -> Sequence[CommentRecord]:
        """This author's comments in every state, newest first. `after`: the id of the last one seen."""
