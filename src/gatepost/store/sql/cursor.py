"""What an operation is given, and who runs it: the one face of all databases' drivers."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

Result = TypeVar("Result")


class Cursor(Protocol):
    """Runs statements (as `statements.sql` makes them) in the transaction of the operation it was given to.

    Rows are tuples. `rowcount`: rows that the last statement changed.
    """

    @property
    def rowcount(self) -> int: ...

    def execute(self, statement: str, parameters: Mapping[str, Any] = ..., /) -> Cursor: ...

    def executemany(self, statement: str, parameters: Iterable[Mapping[str, Any]], /) -> Cursor: ...

    def fetchone(self) -> Any: ...

    def fetchall(self) -> list[Any]: ...

    def __iter__(self) -> Iterator[Any]: ...


Operation = Callable[[Cursor], Any]


class ConstraintBroken(Exception):
    """What PostgreSQL's cursor raises. `twice`: the constraint says that there is one only."""

    def __init__(self, what: str, twice: bool) -> None:
        super().__init__(what)
        self.twice = twice


BROKEN = (sqlite3.IntegrityError, ConstraintBroken)
"""What a statement raises that breaks a constraint of the schema, whichever driver runs it.

Who catches it raises something else: in PostgreSQL no statement may follow in that operation.
"""


def taken_twice(error: Exception) -> bool:
    """Whether it says that there is one already of what there may be one only."""
    if isinstance(error, ConstraintBroken):
        return error.twice
    return getattr(error, "sqlite_errorname", "") == "SQLITE_CONSTRAINT_UNIQUE"


class Readers(Protocol):
    """Runs operations that only read."""

    async def run(self, operation: Callable[[Cursor], Result]) -> Result:
        """What `operation` reads from one consistent state of the database; `StoreUnavailable` on trouble."""
        ...


class Writer(Protocol):
    """Runs operations that write: each is durable when its result is here, or nothing of it happened."""

    async def run(self, operation: Callable[[Cursor], Result]) -> Result:
        """The operation's result; its own exception or `StoreUnavailable` otherwise."""
        ...

    async def run_each(self, operations: Sequence[Operation]) -> list[Any]:
        """Each operation's result, or its exception in its place."""
        ...

    async def sweep(self) -> None:
        """Empty what still holds erased words outside the tables: a write-ahead log."""
        ...
