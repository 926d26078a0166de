from __future__ import annotations

import asyncio

from gatepost.conversation.events import Event, Events


async def test_listeners_hear_their_article_from_the_moment_they_subscribe() -> None:
    events = Events()
    events.publish("a", Event("approved", "a", "0"))
    async with events.subscribe("a") as one, events.subscribe("a") as two, events.subscribe("b") as other:
        events.publish("a", Event("approved", "a", "1"))
        events.publish("b", Event("withdrawn", "b", "2"))
        assert (await anext(one)).comment == (await anext(two)).comment == "1"
        assert (await anext(other)).kind == "withdrawn"
        assert events.listening == 3
    assert events.listening == 0


async def test_a_slow_listener_is_told_to_look_again() -> None:
    events = Events(depth=3)
    async with events.subscribe("a") as slow:
        for number in range(8):
            events.publish("a", Event("approved", "a", str(number)))
        heard = [await anext(slow)]
        while heard[-1].kind != "approved" or heard[-1].comment != "7":
            heard.append(await anext(slow))
    assert heard[0].kind == "missed"
    assert len(heard) <= 4


async def test_closing_ends_waiting_listeners() -> None:
    events = Events()
    subscription = events.subscribe("a")
    waiting = asyncio.ensure_future(anext(subscription, None))
    await asyncio.sleep(0)
    events.close()
    assert await waiting is None
    assert events.listening == 0
