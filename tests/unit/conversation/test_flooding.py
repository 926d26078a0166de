"""The engine is handed the sketches of what was sent before, for each comment of a batch its own."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.houses import Home, TellingEngine, home, until

from gatepost.engine.text.reading import Reading
from gatepost.engine.text.sketch import sketch

LONG = (
    "Everybody knows that the bridge was sold to the friends of the mayor, and nobody here dares to say so."
)


def counts(engine: TellingEngine) -> list[int]:
    """How many earlier sketches came with each long text, in the order of screening."""
    return [
        len(context.earlier)
        for text, context in zip(engine.seen, engine.contexts, strict=True)
        if text.startswith("Everybody")
    ]


async def test_each_comment_sees_those_before_it_and_never_itself(at_home: Home) -> None:
    for _ in range(3):
        await at_home.post(LONG)
        await at_home.post("I agree")
    assert counts(at_home.engine) == [0, 1, 2]
    assert at_home.engine.contexts[-2].earlier[0] == sketch(Reading(LONG))
    assert at_home.engine.contexts[-1].earlier == ()


async def test_of_many_sent_at_once_each_sees_those_before_it(at_home: Home) -> None:
    at_home.engine.gate.clear()
    sent = await asyncio.gather(*(at_home.send(LONG) for _ in range(20)))
    at_home.engine.gate.set()
    await until(lambda: len(at_home.signals) == 20)
    assert sorted(counts(at_home.engine)) == list(range(20))
    assert len({one.comment.id for one in sent}) == 20


async def test_what_a_killed_process_left_is_judged_as_it_would_have_been(tmp_path: Path) -> None:
    path = tmp_path / "gatepost.sqlite3"
    async with home(path, screening=False) as first:
        for _ in range(4):
            await first.send(LONG)
    async with home(path) as second:
        await until(lambda: len(second.signals) == 4)
        assert counts(second.engine) == [0, 1, 2, 3]


async def test_an_engine_that_stumbles_is_told_the_same_again(tmp_path: Path) -> None:
    async with home(tmp_path / "gatepost.sqlite3", backoff=(0.01,) * 1_000) as at_home:
        await at_home.post(LONG)
        sent = await at_home.send(f"boom {LONG}")
        await until(lambda: at_home.signals.count("engine-failed") >= 2)
        at_home.engine.failing = False
        await until(lambda: len(at_home.engine.seen) == 2)
        assert at_home.engine.seen[-1] == sent.comment.text
        assert len(at_home.engine.contexts[-1].earlier) == 1
