"""Reading: each operation sees one state of the database, in a transaction that cannot write."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from gatepost.store.postgresql.connections import Pool, end
from gatepost.store.postgresql.cursor import carry_out
from gatepost.store.sql.cursor import Cursor

Result = TypeVar("Result")
_BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


class Readers:
    """Runs reading operations, as many at once as there are connections."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def run(self, operation: Callable[[Cursor], Result]) -> Result:
        """What `operation` reads from one consistent state of the database; `StoreUnavailable` on trouble."""
        async with self._pool.connection() as connection:
            await connection.execute(_BEGIN)
            try:
                return await carry_out(connection, operation)
            finally:
                await end(connection, "ROLLBACK")
