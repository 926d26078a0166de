"""Bringing the database to the newest schema before anything else touches it.

No release before revision 0006 knew PostgreSQL: a new database is made as the tables declare it. Two
processes that open it at once wait for each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import asyncpg
from asyncpg import Connection

from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.migrations import HEAD
from gatepost.store.postgresql.connections import Address
from gatepost.store.postgresql.troubles import unavailable

if TYPE_CHECKING:
    import sqlalchemy

OPENING = 0x6761_7465_706F_7374
"""The advisory lock of who makes or migrates the database: "gatepost" in letters."""


async def bring_up_to_date(address: Address) -> None:
    """Create or migrate the database, whole or not at all. Raises `StoreUnavailable`."""
    connection = await address.connect()
    try:
        with unavailable(address.where):
            await _check(connection, address.where)
            current = await revision_of(connection)
    finally:
        await connection.close()
    if current != HEAD:
        await _migrate(address)


async def revision_of(connection: Connection) -> str | None:
    """The schema's revision that the database holds; None for a new or empty one."""
    if await connection.fetchval("SELECT to_regclass('alembic_version')") is None:
        return None
    found: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
    return found


async def _check(connection: Connection, where: str) -> None:
    encoding = await connection.fetchval("SHOW server_encoding")
    if encoding != "UTF8":
        raise StoreUnavailable(
            f"{where}: its encoding is {encoding}: make a new database with `createdb --encoding=UTF8`"
        )


async def _migrate(address: Address) -> None:
    # SQLAlchemy's engine and Alembic take a noticeable part of a second to import: only who needs them pays.
    from alembic.util.exc import CommandError
    from sqlalchemy import exc, text
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlalchemy.pool import NullPool

    async def connect(*_: Any, **__: Any) -> Connection:
        return await address.connect()

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)
    try:
        with unavailable(address.where):
            async with engine.begin() as connection:
                await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": OPENING})
                await connection.run_sync(_bring)
    except exc.DBAPIError as error:
        cause = error.orig.__cause__ if error.orig is not None else None
        with unavailable(address.where):
            raise cause or error from error
    except CommandError as error:
        raise StoreUnavailable(
            f"{address.where}: this database was made by another version of Gatepost ({error}):"
            " install the newer one"
        ) from error
    finally:
        await engine.dispose()


def _bring(connection: sqlalchemy.Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import inspect

    from gatepost.store.tables import metadata

    config = Config()
    config.set_main_option("script_location", "gatepost.store:migrations")
    config.attributes["connection"] = connection
    if inspect(connection).has_table("alembic_version"):
        command.upgrade(config, "head")
        return
    try:
        metadata.create_all(connection, checkfirst=False)
    except Exception as error:
        if isinstance(getattr(getattr(error, "orig", None), "__cause__", None), asyncpg.DuplicateTableError):
            raise StoreUnavailable(
                "this database holds tables of another program: make one for Gatepost alone"
            ) from error
        raise
    command.stamp(config, "head")
