"""The database: reached, of the right schema, on time, and nothing in it hangs. It is only read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from functools import partial

from msgspec import Struct, structs
from sqlalchemy import bindparam, func, select

from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.migrations import HEAD
from gatepost.store.sql.comments import unscreened
from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.statements import sql
from gatepost.store.sqlite.connections import connect, unavailable
from gatepost.store.sqlite.opening import revision_in
from gatepost.store.tables import checkpoints, comments, jobs
from gatepost.web.composition import DATABASE, now
from gatepost.web.doctor.findings import Finding, fail, ok, warn
from gatepost.web.settings import Settings

MINUTE = 60_000_000
HANGING = 10 * MINUTE
"""A job that was due so long ago has nobody who does it."""
MANY_TRIES = 5
SKEW = 2_000_000
"""Microseconds by which the database's clock and ours may differ."""
START = "Start the server, or a `gatepost worker`; if one runs, look at its log and at /readyz"

_LATE = sql(
    select(jobs.c.kind, func.count(), func.min(jobs.c.due_at))
    .where(jobs.c.due_at < bindparam("before"))
    .group_by(jobs.c.kind)
    .order_by(jobs.c.kind)
)
_TRIED = sql(
    select(jobs.c.kind, func.count())
    .where(jobs.c.tries >= bindparam("often"))
    .group_by(jobs.c.kind)
    .order_by(jobs.c.kind)
)
_NEWEST = sql(select(func.max(comments.c.submitted_at)))
_CHECKPOINT = sql(select(func.max(checkpoints.c.at)))


class Read(Struct, frozen=True):
    """What one look at a database of the newest schema gave; times in microseconds since 1970.

    `late`: kind, number and oldest due time of jobs that nobody did. `tried`: kind and number of those that
    failed again and again. `unscreened`: since when the oldest comment waits for the engine. `newest`: when
    the last comment came; `checkpoint`: when the ledger was last signed. `skew`: how far the database's clock
    is ahead of ours.
    """

    late: tuple[tuple[str, int, int], ...] = ()
    tried: tuple[tuple[str, int], ...] = ()
    unscreened: int | None = None
    newest: int | None = None
    checkpoint: int | None = None
    skew: int = 0


async def database(settings: Settings) -> AsyncIterator[Finding]:
    """All findings about the database of these settings."""
    try:
        where, revision, read = (
            await _postgresql(settings.server.database)
            if settings.server.database
            else await asyncio.to_thread(_sqlite, settings)
        )
    except StoreUnavailable as error:
        yield fail(
            "database", str(error), "Mend that; `gatepost ledger verify` then says whether all is there"
        )
        return
    for one in [*schema(where, revision), *(judged(settings, read, now()) if read is not None else ())]:
        yield one


def look(cursor: Cursor, at: int) -> Read:
    """An operation that reads all of it. `at`: the time now."""
    late = cursor.execute(_LATE, {"before": at - HANGING}).fetchall()
    tried = cursor.execute(_TRIED, {"often": MANY_TRIES}).fetchall()
    waiting = unscreened(cursor, 1, None)
    (newest,) = cursor.execute(_NEWEST, {}).fetchone()
    (checkpoint,) = cursor.execute(_CHECKPOINT, {}).fetchone()
    return Read(
        tuple((kind, count, oldest) for kind, count, oldest in late),
        tuple((kind, count) for kind, count in tried),
        waiting[0].submitted_at if waiting else None,
        newest,
        checkpoint,
    )


def _sqlite(settings: Settings) -> tuple[str, str | None, Read | None]:
    path = settings.data / DATABASE
    if not path.exists():
        return str(path), None, None
    with unavailable(path), closing(connect(path, read_only=True)) as connection:
        revision = revision_in(connection)
        return str(path), revision, look(connection.cursor(), now()) if revision == HEAD else None


async def _postgresql(url: str) -> tuple[str, str | None, Read | None]:
    try:
        from gatepost.store.postgresql.connections import Address, Pool
        from gatepost.store.postgresql.opening import revision_of
        from gatepost.store.postgresql.readers import Readers
    except ImportError as error:
        mend = "pip install 'gatepost[postgresql]'"
        raise StoreUnavailable(f"PostgreSQL's driver is not installed ({error.name}): {mend}") from error
    address = Address(url)
    connection = await address.connect()
    try:
        revision = await revision_of(connection)
        before = now()
        its = await connection.fetchval("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")
        skew = its - (before + now()) // 2
    finally:
        await connection.close()
    if revision != HEAD:
        return address.where, revision, None
    pool = Pool(address, 1)
    await pool.open()
    try:
        read = await Readers(pool).run(partial(look, at=now()))
    finally:
        await pool.close()
    return address.where, revision, structs.replace(read, skew=skew)


def schema(where: str, revision: str | None) -> Iterator[Finding]:
    """Whether this Gatepost can work on it."""
    if revision is None:
        yield ok("database", f"{where}: the tables are made at the first start")
    elif revision == HEAD:
        yield ok("database", f"{where}: reached, schema {revision}")
    elif revision < HEAD:
        yield warn(
            "database",
            f"{where}: its schema is {revision}, this Gatepost's is {HEAD}",
            "Make a backup; the next start of the server brings it to the newest schema",
        )
    else:
        yield fail(
            "database",
            f"{where}: a newer Gatepost made its schema {revision}; this one knows {HEAD}",
            "Install the newer Gatepost again, or restore a backup from before",
        )


def judged(settings: Settings, read: Read, at: int) -> Iterator[Finding]:
    """What the look says at the time `at`."""
    ahead = read.skew if abs(read.skew) > SKEW else max(0, (read.newest or 0) - at)
    if abs(ahead) > SKEW:
        whose = "the database's clock" if read.skew else "the newest comment"
        yield fail(
            "clock",
            f"{whose} is {abs(ahead) / 1e6:,.0f} s {'ahead of' if ahead > 0 else 'behind'} this machine's",
            "Set the clocks by NTP (timedatectl set-ntp true): leases, links and hours go by them",
        )
    else:
        yield ok("clock", "agrees with the database")
    waits = (at - read.unscreened) // MINUTE if read.unscreened is not None else 0
    if waits * MINUTE >= HANGING:
        yield fail("workers", f"a comment has waited {waits:,} minutes for the engine", START)
    else:
        yield ok("workers", "no comment waits long for the engine")
    if read.late or read.tried:
        told = [
            f"{count} {kind} due since {(at - oldest) // MINUTE:,} min" for kind, count, oldest in read.late
        ]
        told += [f"{count} {kind} tried {MANY_TRIES} times or more" for kind, count in read.tried]
        yield fail("jobs", "; ".join(told), START)
    else:
        yield ok("jobs", "none hangs")
    yield from _checkpoint(settings, read, at)


def _checkpoint(settings: Settings, read: Read, at: int) -> Iterator[Finding]:
    minutes = settings.ledger.checkpoint_minutes
    if not minutes:
        yield warn(
            "checkpoints",
            "none are signed by themselves",
            "Set [ledger] checkpoint_minutes = 60, or sign them by a timer: gatepost ledger checkpoint",
        )
        return
    due = (read.newest or 0) > (read.checkpoint or 0)
    since = at - max(read.checkpoint or 0, (read.newest or at) if read.checkpoint is None else 0)
    if due and since > 3 * minutes * MINUTE + HANGING:
        yield warn(
            "checkpoints",
            f"what came in the last {since // MINUTE:,} minutes is not signed yet",
            "Is a server running? Its log says `no checkpoint could be signed`, and why",
        )
    else:
        yield ok("checkpoints", "the ledger is signed as set")
