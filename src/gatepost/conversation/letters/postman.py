"""Takes letters out of the box, writes them as messages, hands them over, and looks again when more are due.

At least once: a letter is emptied after the mail server has taken it. A process that is killed in between
sends it again, under the same Message-ID.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from gatepost.conversation.discretion import told
from gatepost.conversation.letters.compose import Composer
from gatepost.conversation.letters.ports import Post, Undeliverable
from gatepost.conversation.letters.records import Letter, Message

if TYPE_CHECKING:
    from gatepost.conversation.house import House

AT_ONCE = 20
LOOK_SECONDS = 5.0
"""How long a letter that is due may lie before anybody looks."""

_log = structlog.get_logger("gatepost.letters")


class Postman:
    """One for a house. Without `post` there is nothing to do, and nothing is written either."""

    def __init__(self, house: House, post: Post | None, base_url: str = "") -> None:
        self._house, self._post = house, post
        self._composer = Composer(house, base_url)
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin with what an earlier process left."""
        if self._post is not None:
            self._task = asyncio.create_task(self._walk(), name="gatepost-postman")

    async def stop(self) -> None:
        """What is under way is tried again by the next process."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def wake(self) -> None:
        """Something was written that should not wait."""
        self._wake.set()

    async def round(self) -> int:
        """Send what is due now; how many letters were taken out. Raises `StoreUnavailable`."""
        house, post = self._house, self._post
        if post is None:
            return 0
        taken = await house.store.letters.take(house.clock(), AT_ONCE)
        ready: list[tuple[Letter, Message]] = []
        for letter in taken:
            message = await self._composer.message(letter)
            if message is None:
                await house.store.letters.drop(letter.id)
            else:
                ready.append((letter, message))
        if ready:
            results = await post.deliver([message for _, message in ready])
            for (letter, _), result in zip(ready, results, strict=True):
                await self._keep(letter, result)
        return len(taken)

    async def _keep(self, letter: Letter, result: Exception | None) -> None:
        """No address and no word of a letter goes into the log."""
        letters, signal = self._house.store.letters, self._house.signal
        if result is None:
            await letters.sent(letter.id, self._house.clock())
            signal("letter-sent")
        elif isinstance(result, Undeliverable):
            await letters.give_up(letter.id)
            signal("letter-undeliverable")
            _log.warning("letter-undeliverable", letter=letter.id, kind=letter.kind, error=str(result))
        else:
            signal("letter-failed")
            _log.warning(
                "letter-failed", letter=letter.id, kind=letter.kind, tries=letter.tries, error=_why(result)
            )

    async def _walk(self) -> None:
        while True:
            self._wake.clear()
            try:
                while await self.round() == AT_ONCE:
                    pass
            except Exception as error:
                self._house.signal("letter-failed")
                _log.error("letters-failed", error=told(error))
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                pass


def _why(error: Exception) -> str:
    """What went wrong, for the log. Of what a mail server says only the code: it often says the address."""
    refused = getattr(error, "recipients", None) or [error]
    codes = [str(one.code) for one in refused if isinstance(getattr(one, "code", None), int)]
    ours = [str(one) for one in (error, error.__cause__) if isinstance(one, OSError) and one.errno]
    return " ".join([type(error).__name__, *codes, *ours[:1]])
