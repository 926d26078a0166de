"""`gatepost db copy`: from SQLite to PostgreSQL, or the other way, or into another file."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from gatepost.cli.say import answer, complain
from gatepost.conversation.ports import StoreUnavailable
from gatepost.store.copying.copy import Copied, Source, Target
from gatepost.store.copying.copy import copy as copy_all
from gatepost.store.ledger.verify import Verification
from gatepost.store.sqlite.audit import open_ledger
from gatepost.web.composition import DATABASE
from gatepost.web.single import only_server

DAMAGED, CANNOT = 1, 2
SCHEMES = ("postgresql://", "postgres://")


def copy(
    source: Annotated[str, Parameter(help="A data folder, a database file, or postgresql://...")],
    target: Annotated[str, Parameter(help="The same: new, or with a copy in it that was interrupted.")],
    /,
) -> int:
    """Copy a database into an empty one, then compare every row of both. Every server must be stopped.

    Interrupted, it goes on where it was when it is given again. Until the copy is whole no server opens the
    target. Exit status: 0 done, 1 the source's ledger is damaged, 2 it could not be done.
    """
    try:
        if _file(source) == _file(target) or source == target:
            raise ValueError("source and target are the same")
        with _held(source, target):
            if (file := _file(source)) is not None and (damages := _verify(file)):
                complain(f"gatepost db copy: {file}: {damages} damages: see `gatepost ledger verify`")
                return DAMAGED
            copied = asyncio.run(_copy(source, target))
            if (file := _file(target)) is not None and _verify(file):
                raise StoreUnavailable(
                    f"{file}: the copied ledger does not verify, although every row is the same"
                )
    except (StoreUnavailable, OSError, ValueError, sqlite3.Error) as error:
        complain(f"gatepost db copy: {error}")
        return CANNOT
    answer(f"{copied.rows:,} rows are in both and say the same, {copied.now:,} of them copied now.")
    answer("Name the new database in the settings (database or data under [server]); keep checkpoint.key.")
    return 0


async def _copy(source: str, target: str) -> Copied:
    async with _as_source(source) as there, _as_target(target) as here:
        return await copy_all(there, here, _tell if sys.stderr.isatty() else lambda table, rows: None)


@asynccontextmanager
async def _as_source(place: str) -> AsyncIterator[Source]:
    if (file := _file(place)) is None:
        from gatepost.store.postgresql import copying

        async with copying.as_source(place) as postgresql:
            yield postgresql
        return
    from gatepost.store.sqlite.copying import as_source

    with as_source(file) as sqlite:
        yield sqlite


@asynccontextmanager
async def _as_target(place: str) -> AsyncIterator[Target]:
    if (file := _file(place)) is None:
        from gatepost.store.postgresql import copying

        async with copying.as_target(place) as postgresql:
            yield postgresql
        return
    from gatepost.store.sqlite.copying import as_target

    with as_target(file) as sqlite:
        yield sqlite


def _file(place: str) -> Path | None:
    """The database file that is meant; None for one on a server."""
    if place.startswith(SCHEMES):
        return None
    path = Path(place)
    return path if path.is_file() or path.suffix == ".sqlite3" else path / DATABASE


@contextmanager
def _held(source: str, target: str) -> Iterator[None]:
    """No server may write there meanwhile."""
    files = [file for place in (source, target) if (file := _file(place)) is not None]
    with ExitStack() as stack:
        for folder in dict.fromkeys(file.parent.absolute() for file in files):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            stack.enter_context(only_server(folder))
        yield


def _verify(file: Path) -> int:
    if not file.is_file():
        raise StoreUnavailable(f"{file}: there is no such file")
    with open_ledger(file) as ledger:
        return sum(1 for _ in Verification(ledger).damages())


def _tell(table: str, rows: int) -> None:
    print(f"\r{table}: {rows:,}        ", end="", file=sys.stderr)  # noqa: T201
