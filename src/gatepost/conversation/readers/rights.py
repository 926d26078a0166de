"""What readers' rights need of a store: all that hangs on one reader, and erasing it step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from msgspec import Struct

from gatepost.conversation.ports import EntryDraft
from gatepost.conversation.records import AppealRecord, CommentRecord, ReportRecord


class Mark(Struct, frozen=True):
    """A comment that the reader found well argued."""

    comment: str
    at: int


class Follow(Struct, frozen=True):
    """An article of whose comments the reader wants to hear."""

    article: str
    since: int


class SentLetter(Struct, frozen=True):
    """That a letter was written, and when it was sent; its words are not kept. `about`: a comment's id."""

    kind: str
    about: str | None
    written_at: int
    sent_at: int | None


class Belongings(Struct, frozen=True):
    """What hangs on an author beside comments, account and suspensions. `appeals` by comment."""

    marks: tuple[Mark, ...] = ()
    follows: tuple[Follow, ...] = ()
    letters: tuple[SentLetter, ...] = ()
    reports: tuple[ReportRecord, ...] = ()
    appeals: Mapping[str, tuple[AppealRecord, ...]] = {}


class ReaderRights(Protocol):
    """To erase: `begin_erasing`, the comments by `Store.apply`, `finish_erasing` until all is gone."""

    async def belongings(self, author: str) -> Belongings: ...

    async def begin_erasing(self, author: str, at: int, entry: EntryDraft | None = None) -> bool:
        """From now on nothing new is taken of this author. Whether there is one; twice is fine.

        The first time `entry` goes into the desk's chain, about nobody in particular.
        """

    async def everybody(self) -> Sequence[str]:
        """The ids of all authors that there are."""

    async def some_comments(self, author: str, limit: int) -> Sequence[CommentRecord]:
        """Of those that still are the author's, the oldest."""

    async def finish_erasing(self, author: str, at: int) -> bool:
        """Forget account, sessions, links, marks, follows, letters, words of reports, of appeals against
        suspensions and of suspensions that are over; then the author. False while comments are left: erase
        them first. True when nothing is left to do.

        Of a suspension that holds there stays what has to: whose it is, until when, and what they are told.
        Called again after its end, this forgets that, too.
        """

    async def unfinished(self) -> Sequence[str]:
        """Authors whose erasing was begun and not finished, and those whom a suspension still holds."""
