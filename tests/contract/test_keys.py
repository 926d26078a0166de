"""The server's own keys: made once, the same for ever and for everybody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from gatepost.conversation.keys import KEY_BYTES
from gatepost.conversation.ports import Store


async def test_a_key_is_made_once_and_outlives_the_process(make_store: Callable[[], Store]) -> None:
    store = make_store()
    await store.open()
    first = await asyncio.gather(*(store.keys.of("letters") for _ in range(8)))
    assert len(set(first)) == 1
    assert len(first[0]) == KEY_BYTES
    assert await store.keys.of("browsers") != first[0]
    await store.close()
    again = make_store()
    await again.open()
    assert await again.keys.of("letters") == first[0]
    await again.close()
