"""`gatepost serve` with faults in it that quote what they work on: what a test of the log needs.

To be run as a program; the words of the command line are gatepost's.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from typing import Any

from gatepost.conversation.records import History
from gatepost.engine.face import Engine
from gatepost.store.sql.store import SQLStore
from gatepost.vocabulary import Context, Submission, Verdict

BOOM = "kaboom"


def spoil() -> None:
    """From now on the engine fails on `BOOM`, and so does looking up a history: three ways of failing."""
    screened, history = Engine.screen_many, SQLStore.history

    def screen_many(
        self: Engine, submissions: Sequence[Any], contexts: Sequence[Context] | None = None
    ) -> list[Verdict]:
        for one in submissions:
            text = one.text if isinstance(one, Submission) else one
            if BOOM in text:
                raise UnicodeEncodeError("utf-8", text, 0, 1, "surrogates not allowed")
        return screened(self, submissions, contexts)

    async def failing(self: SQLStore, comment: str) -> History | None:
        found = await history(self, comment)
        said = repr(found) + repr(await self.comment(comment))
        if BOOM not in said:
            return found

        def in_a_thread() -> None:
            raise LookupError(said)

        async def for_nobody() -> None:
            raise KeyError(said)

        thread = threading.Thread(target=in_a_thread)
        thread.start()
        thread.join()
        lost = asyncio.create_task(for_nobody())
        await asyncio.sleep(0)
        del lost
        raise RuntimeError(said)

    Engine.screen_many = screen_many  # type: ignore[method-assign]
    SQLStore.history = failing  # type: ignore[method-assign]


if __name__ == "__main__":
    spoil()
    from gatepost.cli import main

    main()
