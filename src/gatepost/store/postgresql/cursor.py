"""Operations are written as plain functions; here they run in a greenlet, whose every question is awaited.

So SQLite and PostgreSQL share them. It is how SQLAlchemy's own asyncio part works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

import asyncpg
from asyncpg import Connection
from sqlalchemy.util import await_only, greenlet_spawn

from gatepost.store.sql import cursor as sql
from gatepost.store.sql.dollars import Plan
from gatepost.store.sql.statements import Statement

Result = TypeVar("Result")
_NOWHERE = "\ufffe"
"""For NUL in a question: PostgreSQL keeps none in a name or an id, so nothing is found by it."""


async def carry_out(connection: Connection, operation: Callable[[sql.Cursor], Result]) -> Result:
    """Run the operation in whatever transaction the connection is in."""
    return await greenlet_spawn(operation, Cursor(connection))


class Cursor:
    """Fulfils `sql.Cursor`, inside of `carry_out`. `wrote`: whether it has asked for any change."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: list[tuple[Any, ...]] = []
        self._next = 0
        self.rowcount = -1
        self.wrote = False

    def execute(self, statement: str, parameters: Mapping[str, Any] | None = None, /) -> Cursor:
        self._rows, self._next, self.rowcount = [], 0, 0
        plan = _plan(statement)
        if plan is None:
            return self
        given = parameters or {}
        values = _without_nul(plan, plan.values(given))
        self.wrote |= plan.writes
        try:
            if plan.gives_rows:
                self._rows = list(map(tuple, await_only(self._connection.fetch(plan.text, *values))))
                self.rowcount = len(self._rows)
            else:
                status = await_only(self._connection.execute(plan.text, *values))
                self.rowcount = int(status.rpartition(" ")[2])
        except asyncpg.IntegrityConstraintViolationError as error:
            raise _broken(error) from error
        return self

    def executemany(self, statement: str, parameters: Iterable[Mapping[str, Any]], /) -> Cursor:
        self._rows, self._next, self.rowcount = [], 0, -1
        plan = _plan(statement)
        if plan is None:
            return self
        many = [_without_nul(plan, plan.values(one)) for one in parameters]
        self.wrote = True
        try:
            await_only(self._connection.executemany(plan.text, many))
        except asyncpg.IntegrityConstraintViolationError as error:
            raise _broken(error) from error
        return self

    def fetchone(self) -> Any:
        if self._next >= len(self._rows):
            return None
        self._next += 1
        return self._rows[self._next - 1]

    def fetchall(self) -> list[Any]:
        rest, self._next = self._rows[self._next :], len(self._rows)
        return rest

    def __iter__(self) -> Iterator[Any]:
        return iter(self.fetchall())


def _plan(statement: str) -> Plan | None:
    assert isinstance(statement, Statement), f"made by hand for SQLite alone: {statement}"
    return statement.postgresql


def _broken(error: asyncpg.IntegrityConstraintViolationError) -> sql.ConstraintBroken:
    # The server's details quote the row: they are for nobody's log.
    return sql.ConstraintBroken(str(error.args[0]), isinstance(error, asyncpg.UniqueViolationError))


def _without_nul(plan: Plan, values: list[Any]) -> list[Any]:
    if not any(type(value) is str and "\0" in value for value in values):
        return values
    if plan.fills:
        raise ValueError("PostgreSQL keeps no NUL (U+0000) in names, keys and ids")
    return [value.replace("\0", _NOWHERE) if type(value) is str else value for value in values]
