"""The desk's store at work: 100,000 comments stored, 10,000 of them waiting.

How long one page of 20, the counts, a search, a place, a claim and a decision take in the store, one after
the other from one caller: the time that a moderator's click spends there.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from tests.filling import DAY, fill

from gatepost.conversation import entries
from gatepost.conversation.ports import Change
from gatepost.conversation.queues.records import USUAL, WAITING, Filter, Kind, Order, Wanted
from gatepost.store.sqlite import SQLiteStore
from gatepost.vocabulary import Decision, Finding, Outcome, State

STORED, WAITS = 100_000, 10_000
PAGE, TIMES = 20, 40
NOW = 1_780_000_000_000_000
ME = "m1"

FILTERS = {
    "language": Filter(language="ar"),
    "clause": Filter(clause="threat"),
    "clause_and_probability": Filter(clause="abuse.racism", least=950_000),
    "probability": Filter(least=900_000),
    "article": Filter(article="article-7"),
    "age": Filter(older=DAY // 1_000_000),
    "name": Filter(name="Ann"),
    "words": Filter(words="the"),
    "nothing_found": Filter(author="nobody"),
}
SEARCHES = {"common": "the", "rare": '"no comment"', "two_words": "water school", "beginning": "a"}

Row = dict[str, float]


def row(seconds: Sequence[float]) -> Row:
    """Median and 95th percentile, milliseconds."""
    ordered = sorted(seconds)
    at = min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))
    return {"p50_ms": round(ordered[len(ordered) // 2] * 1e3, 2), "p95_ms": round(ordered[at] * 1e3, 2)}


async def timed(step: Callable[[int], Awaitable[object]], times: int = TIMES) -> Row:
    """`step(0)`, `step(1)` and so on, one after the other."""
    taken = []
    for number in range(times):
        begun = time.perf_counter()
        await step(number)
        taken.append(time.perf_counter() - begun)
    return row(taken)


async def pages(store: SQLiteStore) -> dict[str, Row]:
    """The first page of each list in each order, and of the referred ones by each filter."""
    queues, found = store.queues, {}
    for kind in (kind for kind in Kind if kind is not Kind.ALL):
        for order in (Order.OLDEST, Order.NEWEST, Order.RISK, Order.SIMILARITY):
            if kind is Kind.REFERRED or order in (USUAL[kind], Order.RISK):
                wanted = Wanted(kind, order=order)
                found[f"{kind}_{order}"] = await timed(
                    lambda _, wanted=wanted: queues.page(wanted, moderator=ME, now=NOW, limit=PAGE)  # type: ignore[misc]
                )
    for name, filter_ in FILTERS.items():
        wanted = Wanted(Kind.REFERRED, filter_)
        found[f"referred_by_{name}"] = await timed(
            lambda _, wanted=wanted: queues.page(wanted, moderator=ME, now=NOW, limit=PAGE)  # type: ignore[misc]
        )
    return found


async def counts(store: SQLiteStore) -> dict[str, Row]:
    """Every list at once; those that wait; those that wait by each filter."""
    queues = store.queues
    found = {
        "all": await timed(lambda _: queues.counts(Filter(), moderator=ME, now=NOW)),
        "waiting": await timed(lambda _: queues.counts(Filter(), moderator=ME, now=NOW, kinds=WAITING)),
    }
    for name, filter_ in FILTERS.items():
        found[f"waiting_by_{name}"] = await timed(
            lambda _, one=filter_: queues.counts(one, moderator=ME, now=NOW, kinds=WAITING)  # type: ignore[misc]
        )
    return found


async def searches(store: SQLiteStore) -> dict[str, Row]:
    found = {}
    for name, words in SEARCHES.items():
        wanted = Wanted(Kind.ALL, Filter(words=words))
        found[name] = await timed(
            lambda _, wanted=wanted: store.queues.page(wanted, moderator=ME, now=NOW, limit=PAGE)  # type: ignore[misc]
        )
    return found


async def steps(store: SQLiteStore, waiting: Sequence[str]) -> dict[str, Row]:
    """What comes with a decision. Those that write wait for the disk."""

    async def decide(number: int) -> None:
        item = await store.queue_item(waiting[number])
        assert item is not None
        decision = Decision(Outcome.REJECT, f"moderator:{ME}", (Finding("threat", 1.0, "m"),))
        change = Change(
            item.comment.id, NOW + number, (State.PENDING,), State.REJECTED, (entries.decision(decision),),
            decision=decision, closes_reports=True, needs_verdict=True, standing=item.seq,
        )  # fmt: skip
        (result,) = await store.apply((change,))
        assert not isinstance(result, Exception)

    wanted = Wanted(order=Order.RISK)
    return {
        "card": await timed(lambda number: store.queue_item(waiting[number])),
        "wave": await timed(lambda number: store.queues.wave(waiting[number * 10])),
        "place": await timed(
            lambda number: store.queues.place(wanted, waiting[number], moderator=ME, now=NOW)
        ),
        "claim": await timed(lambda number: store.claims.claim(waiting[number], ME, NOW + 9, NOW)),
        "decide": await timed(decide),
    }


async def measured(path: Path, stored: int, waits: int) -> dict[str, object]:
    store = SQLiteStore(path)
    await store.open()
    try:
        begun = time.perf_counter()
        waiting = await fill(store, now=NOW, stored=stored, waiting=waits)
        filled = time.perf_counter() - begun
        return {
            "stored": stored,
            "waiting": waits,
            "filled_per_second": round(stored / filled),
            "page": await pages(store),
            "counts": await counts(store),
            "search": await searches(store),
            "steps": await steps(store, waiting),
        }
    finally:
        await store.close()


def measure(stored: int = STORED, waits: int = WAITS) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "desk.sqlite3"
        figures = asyncio.run(measured(path, stored, waits))
        return {**figures, "megabytes": round(path.stat().st_size / 1e6)}
