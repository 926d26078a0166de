"""What must hold on any machine: ratios, never absolute times (those are in `benchmarks/`).

Each side is measured several times, alternating, and its best run counts: a busy machine can only slow a run
down. The bounds leave room of two to five times beyond what was measured.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.contract.making import add, article, new
from tests.long_threads import Shape, fill_thread

from gatepost import Engine
from gatepost.store.sqlite import SQLiteStore

SENTENCE = (
    "The council met on Tuesday, and several farmers spoke about the dry spring; nobody was convinced. "
)


def best_of(rounds: int, *work: Callable[[], object]) -> list[float]:
    """The quickest of `rounds` runs of each, in seconds; the runs alternate."""
    best = [float("inf")] * len(work)
    for _ in range(rounds):
        for at, run in enumerate(work):
            began = time.perf_counter()
            run()
            best[at] = min(best[at], time.perf_counter() - began)
    return best


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine.load(kind="fast")


@pytest.mark.parametrize(
    "unit",
    [
        SENTENCE,
        "a",
        "f u c k ",
        "\u0640\u064b\u200c",
        "http://a.b/ ",
        "«“",
        "٠١٢",
        "sh1t ",
        "k111 ",
        "f*k ",
        "fu ck ",
        "aaabbb",
        "a.b.c ",
    ],
    ids=ascii,
)
def test_screening_takes_linear_time(engine: Engine, unit: str) -> None:
    short, long = (unit * (size // len(unit)) for size in (2_000, 20_000))
    engine.screen(short)
    brief, lengthy = best_of(3, lambda: engine.screen(short), lambda: engine.screen(long))
    assert lengthy <= 30 * brief, "ten times the text may not take much more than ten times the time"


def test_batches_are_quicker_than_one_by_one(engine: Engine) -> None:
    texts = [f"{SENTENCE * 2}{n}" for n in range(64)]
    together, apart = best_of(
        3, lambda: engine.screen_many(texts), lambda: [engine.screen(text) for text in texts]
    )
    assert together <= 0.8 * apart


async def test_waiting_comments_share_their_commits(tmp_path: Path) -> None:
    store = SQLiteStore(tmp_path / "gatepost.sqlite3")
    await store.open()
    try:
        await store.ensure_article(article())
        apart = together = float("inf")
        for _ in range(3):
            began = time.perf_counter()
            for _ in range(64):
                await add(store, new())
            apart = min(apart, time.perf_counter() - began)
            began = time.perf_counter()
            await asyncio.gather(*(add(store, new()) for _ in range(64)))
            together = min(together, time.perf_counter() - began)
    finally:
        await store.close()
    assert together <= 0.8 * apart, "64 comments that wait at once may not cost a commit each"


def test_the_encoder_takes_time_in_step_with_length() -> None:
    """Four times the text, five times the time at most: windows are read one by one."""
    full = Engine.load()
    short, long = (SENTENCE * 60)[:5_000], (SENTENCE * 220)[:20_000]
    turn = iter(range(100))  # a text that was just read is remembered
    quick, slow = best_of(
        2,
        lambda: full.screen(f"{next(turn)} {short}"[:5_000]),
        lambda: full.screen(f"{next(turn)} {long}"[:20_000]),
    )
    assert slow < 6 * quick


@pytest.mark.parametrize("shape", ["many", "one"])
async def test_the_first_view_does_not_grow_with_the_conversation(tmp_path: Path, shape: Shape) -> None:
    """Thirty times the comments: the first fifty in the time of a few, in threads or in one long thread.

    The long thread is laid out once and then kept while nothing changes.
    """
    store = SQLiteStore(tmp_path / "gatepost.sqlite3")
    await store.open()
    try:
        await fill_thread(store, "https://x.example/short", 100, shape)
        await fill_thread(store, "https://x.example/long", 3_000, shape)
        times: dict[str, float] = {}
        for _ in range(5):
            for name in ("short", "long"):
                found = await store.article("bench", f"https://x.example/{name}")
                assert found is not None
                began = time.perf_counter()
                page = await store.page(found.id, "oldest", None, 50)
                times[name] = min(times.get(name, 9.0), time.perf_counter() - began)
                assert len(page.comments) == 50
    finally:
        await store.close()
    assert times["long"] <= 4 * times["short"]
