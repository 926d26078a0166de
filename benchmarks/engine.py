"""The fast engine on one core, 200-character comments in six languages: batched, and one alone."""

from __future__ import annotations

import os
import statistics
import time

from benchmarks.load import texts_of
from benchmarks.sentences import SENTENCES


def measure() -> dict[str, object]:
    """Comments a second in batches of 64, and milliseconds for one (median and 99th percentile)."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    from gatepost import Engine

    began = time.perf_counter()
    engine = Engine.load(kind="fast")
    load_seconds = time.perf_counter() - began
    # Each text is seen once only, so that no cache can flatter the figure.
    base = texts_of(190, SENTENCES)
    texts = [f"{base[n % len(base)]} {n:08d}"[:200] for n in range(8_000)]
    engine.screen_many(texts[:256])
    best = 0.0
    for _ in range(3):
        began = time.perf_counter()
        for at in range(0, len(texts), 64):
            engine.screen_many(texts[at : at + 64])
        best = max(best, len(texts) / (time.perf_counter() - began))
    alone = []
    for text in texts[:1_000]:
        began = time.perf_counter()
        engine.screen(text)
        alone.append((time.perf_counter() - began) * 1000)
    return {
        "version": engine.version,
        "load_seconds": round(load_seconds, 2),
        "batched_per_second": round(best),
        "one_p50_ms": round(statistics.median(alone), 2),
        "one_p99_ms": round(sorted(alone)[int(0.99 * len(alone))], 2),
    }
