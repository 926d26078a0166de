"""What the letters' room needs of a store, and of whoever carries letters away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from gatepost.conversation.letters.records import Addressee, Letter, Message
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.work.records import Lease


class Undeliverable(Exception):
    """The letter can never arrive: the address does not exist, or is none."""


class Post(Protocol):
    """Carries letters away."""

    async def deliver(self, messages: Sequence[Message]) -> Sequence[Exception | None]:
        """Try each: None once the next server has taken it, `Undeliverable`, or what went wrong for now."""


class Letters(Protocol):
    """The outbox. While `on` is false, as without a mail server, nothing is ever written into it.

    Letters about comments are written by the store itself, in the transaction that gives the reason.
    `take` counts a try and sets the next one, so that a process that is killed while it sends leaves letters
    that are tried again: each arrives at least once, and in rare cases twice. Nobody else gets them before
    that, nor while the lease lasts under which they were taken.
    """

    on: bool

    async def write(self, letter: Letter) -> None:
        """Put a letter in. Not while `on` is false."""

    async def take(self, at: int, limit: int, lease: Lease | None = None) -> Sequence[Letter]:
        """Letters that are due, the oldest first, each with one more try. What is too old is given up."""

    async def hold(self, lease: Lease) -> None:
        """Whatever the lease's worker has is its own at least until then."""

    async def let_go(self, letter: str) -> None:
        """Sending failed: anybody may try when the next try is due."""

    async def give_back(self, letters_: Sequence[str], worker: str, due_at: int) -> None:
        """Sending was not begun: as if the worker had not taken them, due from then on."""

    async def sent(self, letter: str, at: int) -> None:
        """It was taken over; its record is emptied."""

    async def give_up(self, letter: str) -> None:
        """It can never arrive; its record is emptied."""

    async def drop(self, letter: str) -> None:
        """Its reason is gone: as if it had never been written."""

    async def next_due(self) -> int | None: ...

    async def forget(self, before: int) -> int:
        """Remove what was made before that time; also what nobody sends any more, because there is no mail
        server now: addresses must not lie there for ever. How many."""

    async def addressee(self, author: str) -> Addressee | None:
        """A reader whose account has an e-mail address."""

    async def news(
        self, article: str, reader: str, since: int, limit: int
    ) -> tuple[list[CommentRecord], int]:
        """Comments of others published since then that this reader was not told of by a letter of their own,
        up to those that a later letter about this article tells: the oldest `limit` of them, and how many
        there are."""

    async def unsubscribe(self, author: str, kind: str, article: str | None = None) -> None:
        """Switch this kind off; `all`: every kind, and follow nothing any more. `article`: which one."""
