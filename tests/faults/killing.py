"""A campaign: kill -9 at moments that hurt, start again, again and again, and look at the end."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from tests.faults.invariants import all_faults
from tests.faults.load import Load
from tests.faults.newsroom import Newsroom, Victim
from tests.faults.processes import Web

MOMENTS = ("sent", "posted", "ruling", "ruled", "withdrawing")
"""A kill follows such a moment by a few milliseconds at most: inside the transaction, or just behind it."""
WAYS = ("anytime", "anytime", "starting", "stopping", *MOMENTS)
JITTER = 0.012


@dataclass
class Outcome:
    """What a campaign found."""

    kills: Counter[tuple[str, str]]
    """By way and by what was killed."""
    faults: list[str]
    comments: int
    uncertain: int
    refused: int
    rulings: int
    withdrawals: int
    retries: int
    replays: int
    unavailable: int

    def __str__(self) -> str:
        by_way, by_victim = Counter[str](), Counter[str]()
        for (way, victim), often in self.kills.items():
            by_way[way] += often
            by_victim[victim] += often
        ways = ", ".join(f"{often} {name}" for name, often in [*by_victim.items(), *sorted(by_way.items())])
        return (
            f"{self.kills.total()} kills ({ways}); {self.comments} comments, {self.rulings} rulings and "
            f"{self.withdrawals} withdrawals acknowledged, {self.uncertain} comments left without an answer, "
            f"{self.refused} refused; {self.retries} broken connections, {self.replays} answers given again, "
            f"{self.unavailable} times unavailable; {len(self.faults)} faults"
        )


async def campaign(
    newsroom: Newsroom, kills: int, random: Random, say: Callable[[str], None] = lambda _: None
) -> Outcome:
    """`kills` kills under load, each of one process; then all are started and everything is looked at."""
    counted: Counter[tuple[str, str]] = Counter()
    for _ in range(1 + kills // 50):  # while the database is being made
        await newsroom.webs[0].spawn()
        await asyncio.sleep(random.uniform(0.5, 2.5))
        await newsroom.webs[0].kill()
        counted["founding", "Web"] += 1
    await newsroom.start()
    keys = {name: await newsroom.program_key(name) for name in ("ann", "bob")}
    load = Load(newsroom, random, keys)
    try:
        load.begin()
        for number in range(kills - counted.total()):
            way = random.choice(WAYS)
            victim = random.choice(newsroom.processes)
            await _strike(victim, way, load, random)
            counted[way, type(victim).__name__] += 1
            await victim.start()
            if number % 20 == 19:
                say(f"{number + 1} kills, {len(load.told.acknowledged)} comments")
        await asyncio.sleep(random.uniform(0, 0.5))
        await load.end()
        faults = await all_faults(load, newsroom.database, keys)
    finally:
        await load.close()
        await newsroom.kill()
    told = load.told
    return Outcome(
        counted,
        faults,
        comments=len(told.acknowledged),
        uncertain=sum(post.uncertain for post in told.posts.values()),
        refused=sum(bool(post.refused) for post in told.posts.values()),
        rulings=sum(one.acknowledged for one in told.rulings),
        withdrawals=sum(told.withdrawals.values()),
        retries=told.retries,
        replays=told.replays,
        unavailable=told.unavailable,
    )


async def _strike(victim: Victim, way: str, load: Load, random: Random) -> None:
    await load.answered(random.randint(0, 40), 3.0)
    if way in MOMENTS:
        await load.moment(way, 2.0)
        await asyncio.sleep(random.choice((0.0, random.uniform(0, JITTER))))
    else:
        await asyncio.sleep(random.uniform(0, 0.3))
    if way == "stopping":  # a graceful stop that somebody does not wait for
        if isinstance(victim, Web):
            victim.up.clear()
        victim.terminate()
        await asyncio.sleep(random.uniform(0, 0.3))
    await victim.kill()
    if way == "starting":  # and once more while it finds out what the first kill left
        await victim.spawn()
        await asyncio.sleep(random.uniform(0.2, 2.5))
        await victim.kill()
