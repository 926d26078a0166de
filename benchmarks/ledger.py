"""A ledger of a million entries: verifying it, signing it while comments come in, and proofs out of it."""

from __future__ import annotations

import asyncio
import os
import resource
import secrets
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.ledger_filling import fill
from gatepost.conversation import entries, tokens
from gatepost.conversation.records import NewComment
from gatepost.store.keyring import Keyring
from gatepost.store.ledger.signed import read_body
from gatepost.store.ledger.verify import Verification, Wish
from gatepost.store.sqlite import SQLiteStore
from gatepost.store.sqlite.audit import open_ledger
from gatepost.store.sqlite.spreading import spread_over

ENTRIES, ARTICLES = 1_000_000, 4_000
LONG = 30_000
"""Entries of one long chain."""
ARTICLE = "article-00000000"


def measure() -> dict[str, object]:
    """Seconds, unless a name says otherwise. `processor`: seconds of processor time, of all processes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        many, one = folder / "many", folder / "one"
        written = fill(many, ENTRIES, ARTICLES)
        fill(one, LONG, 1)
        figures: dict[str, object] = {"entries": written, "chains": ARTICLES}
        figures["database_megabytes"] = round(many.stat().st_size / 2**20)
        figures["signing"] = asyncio.run(_signing(many, Keyring(folder)))
        # Several processes first: the memory of this one, which grows by that of the second, is then its own.
        figures["verify_all_cores"] = _verify(many, processes=len(os.sched_getaffinity(0)))
        figures["verify_one_process"] = _verify(many)
        figures["verify_since_the_last"] = _verify(many, since=_newest(many))
        (folder / "keys").mkdir()
        figures["proof_of_a_long_chain"] = asyncio.run(_proofs(one, folder / "keys"))
    return figures


def _newest(path: Path) -> int:
    with open_ledger(path) as ledger:
        return max(one.number for one in ledger.checkpoints())


def _verify(path: Path, processes: int = 1, since: int = -1) -> dict[str, Any]:
    spread = spread_over(path, processes) if processes > 1 else None
    begun, spent = time.perf_counter(), _processor()
    with open_ledger(path) as ledger:
        verification = Verification(ledger, Wish(since=since), spread)
        damages = sum(1 for _ in verification.damages())
    assert damages == 0
    seconds = time.perf_counter() - begun
    who = resource.RUSAGE_CHILDREN if spread else resource.RUSAGE_SELF
    return {
        "seconds": round(seconds, 1),
        "processor": round(_processor() - spent, 1),
        "entries": verification.entries,
        "largest_process_megabytes": round(resource.getrusage(who).ru_maxrss / 1024),
    }


def _processor() -> float:
    every = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in every)


async def _signing(path: Path, keys: Keyring) -> dict[str, Any]:
    """How long it takes to sign everything at once, and what comments that come meanwhile notice of it."""
    store = SQLiteStore(path)
    await store.open()
    alone = [await _add(store) for _ in range(500)]
    begun = time.perf_counter()
    making = asyncio.create_task(store.checkpoints.make(1, keys))
    meanwhile = []
    while not making.done():
        meanwhile.append(await _add(store))
    made = await making
    seconds = time.perf_counter() - begun
    await store.close()
    return {
        "seconds": round(seconds, 1),
        "checkpoints": len(made),
        "leaves": sum(read_body(one.body).leaves for one in made),
        "comment_alone_p50_ms": _percentile(alone, 0.5),
        "comment_alone_p99_ms": _percentile(alone, 0.99),
        "comment_meanwhile_p50_ms": _percentile(meanwhile, 0.5),
        "comment_meanwhile_p99_ms": _percentile(meanwhile, 0.99),
        "comment_meanwhile_longest_ms": _percentile(meanwhile, 1),
    }


async def _add(store: SQLiteStore) -> float:
    salt, text = secrets.token_bytes(32), "A fair point."
    digest = tokens.text_digest(salt, text)
    comment = NewComment(
        id=secrets.token_hex(16),
        site="site",
        article=ARTICLE,
        parent=None,
        author_name="Ann",
        text=text,
        salt=salt,
        digest=digest,
        token_hash=secrets.token_bytes(32),
        submitted_at=1,
    )
    begun = time.perf_counter()
    await store.add_comment(comment, entries.submission(digest, None))
    return time.perf_counter() - begun


async def _proofs(path: Path, keys: Path) -> dict[str, Any]:
    """What the store needs for the inclusion of one entry in the middle of a long chain."""
    store = SQLiteStore(path)
    await store.open()
    await store.checkpoints.make(1, Keyring(keys))
    times, hashes = [], 0
    for number in range(200):
        begun = time.perf_counter()
        (found,) = await store.checkpoints.inclusions(ARTICLE, [LONG // 2 + number])
        times.append(time.perf_counter() - begun)
        hashes = len(found.path) + sum(map(len, found.entries.values()))
    await store.close()
    figures = {"p50_ms": _percentile(times, 0.5), "p99_ms": _percentile(times, 0.99)}
    return {"entries": LONG, "hashes": hashes, **figures}


def _percentile(seconds: list[float], part: float) -> float:
    place = min(len(seconds) - 1, int(part * len(seconds)))
    return round(sorted(seconds)[place] * 1_000, 2)
