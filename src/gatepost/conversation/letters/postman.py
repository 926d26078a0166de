"""Takes letters out of the box, writes them as messages, hands them over, and looks again when more are due.

At least once: a letter is emptied after the mail server has taken it. When the process is killed in between,
it is sent again, under the same Message-ID. Several processes share the box: each letter is taken under a
lease that is renewed while it is being sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

import structlog

from gatepost.conversation.discretion import told
from gatepost.conversation.letters.compose import Composer
from gatepost.conversation.letters.ports import Post, Undeliverable
from gatepost.conversation.letters.records import Letter, Message
from gatepost.conversation.ports import StoreUnavailable
from gatepost.conversation.work.records import Lease

if TYPE_CHECKING:
    from gatepost.conversation.house import House

AT_ONCE = 20
FAREWELL_SECONDS = 5.0
"""So long the mail server may take at the end for the letters that it is being given."""
TOPIC = "letters"
"""On the bus: a letter was written that should not wait."""
FEW = 5
"""Letters handed over at a time; then the box is told. So many are in doubt when the process is killed."""
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
        self._ending = False

    def start(self) -> None:
        """Begin with what an earlier process left."""
        if self._post is not None:
            self._ending = False
            self._task = asyncio.create_task(self._walk(), name="gatepost-postman")

    def end(self) -> None:
        """Begin nothing more."""
        self._ending = True
        self._wake.set()

    async def stop(self) -> None:
        """What is on its way is finished, within a limit: then it is tried again by another process. What was
        not begun is given back."""
        self.end()
        if self._task is not None:
            await asyncio.wait((self._task,), timeout=FAREWELL_SECONDS)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def wake(self) -> None:
        """Something was written that should not wait."""
        self.call()
        self._house.store.bus.tell(TOPIC, "")

    def call(self) -> None:
        """Look into the box."""
        self._wake.set()

    async def round(self) -> int:
        """Send what is due now; how many letters were taken out. Raises `StoreUnavailable`."""
        house, post = self._house, self._post
        if post is None:
            return 0
        taken = await house.store.letters.take(house.clock(), AT_ONCE, self._lease())
        if not taken:
            return 0
        holding = asyncio.create_task(self._hold(), name="gatepost-letters-held")
        try:
            for lot in _lots(taken):
                if self._ending:
                    left = [letter.id for letter in taken[taken.index(lot[0]) :]]
                    await house.store.letters.give_back(left, house.worker, house.clock())
                    break
                await self._send(post, lot)
        finally:
            holding.cancel()
        return len(taken)

    async def _send(self, post: Post, lot: Sequence[Letter]) -> None:
        ready: list[tuple[Letter, Message]] = []
        for letter in lot:
            message = await self._composer.message(letter)
            if message is None:
                await self._house.store.letters.drop(letter.id)
            else:
                ready.append((letter, message))
        if ready:
            results = await post.deliver([message for _, message in ready])
            for (letter, _), result in zip(ready, results, strict=True):
                await self._keep(letter, result)

    def _lease(self) -> Lease:
        return Lease(self._house.worker, self._house.clock() + self._house.lease)

    async def _hold(self) -> None:
        """A slow mail server must not make others send what we are sending."""
        while True:
            await asyncio.sleep(self._house.lease / 3 / 1_000_000)
            try:
                await self._house.store.letters.hold(self._lease())
            except StoreUnavailable as error:
                _log.warning("leases-not-renewed", error=told(error))

    async def _keep(self, letter: Letter, result: Exception | None) -> None:
        """No address and no word of a letter goes into the log."""
        letters, signal = self._house.store.letters, self._house.signal
        if result is None:
            await letters.sent(letter.id, self._house.clock())
            signal("letter-sent")
        elif isinstance(result, Undeliverable):
            await letters.give_up(letter.id)
            signal("letter-undeliverable")
            _log.warning("letter-undeliverable", letter=letter.id, kind=letter.kind, error=told(result))
        else:
            await letters.let_go(letter.id)
            signal("letter-failed")
            _log.warning(
                "letter-failed", letter=letter.id, kind=letter.kind, tries=letter.tries, error=_why(result)
            )

    async def _walk(self) -> None:
        while not self._ending:
            self._wake.clear()
            try:
                while not self._ending and await self.round() == AT_ONCE:
                    pass
            except Exception as error:
                self._house.signal("letter-failed")
                _log.error("letters-failed", error=told(error))
            if self._ending:
                return
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                pass


def _lots(letters: Sequence[Letter]) -> Iterator[Sequence[Letter]]:
    rest = iter(letters)
    while lot := tuple(islice(rest, FEW)):
        yield lot


def _why(error: Exception) -> str:
    """What went wrong, for the log. Of what a mail server says only the code: it often says the address."""
    refused = getattr(error, "recipients", None) or [error]
    codes = [str(one.code) for one in refused if isinstance(getattr(one, "code", None), int)]
    ours = [str(one) for one in (error, error.__cause__) if isinstance(one, OSError) and one.errno]
    return " ".join([type(error).__name__, *codes, *ours[:1]])
