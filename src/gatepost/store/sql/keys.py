"""The server's own keys, in one small table, so that all processes of one store have the same."""

from __future__ import annotations

import secrets
import time
from functools import partial

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert

from gatepost.conversation.keys import KEY_BYTES
from gatepost.store.sql.cursor import Cursor, Readers, Writer
from gatepost.store.sql.statements import sql
from gatepost.store.tables import server_keys

_OF = sql(select(server_keys.c.value).where(server_keys.c.name == bindparam("purpose")))
_MAKE = sql(insert(server_keys).on_conflict_do_nothing(index_elements=["name"]))


class SQLKeys:
    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer, self._readers = writer, readers
        self._seen: dict[str, bytes] = {}  # they never change

    async def of(self, purpose: str) -> bytes:
        if purpose not in self._seen:
            found = await self._readers.run(partial(_of, purpose=purpose))
            if found is None:
                found = await self._writer.run(partial(_make, purpose=purpose))
            self._seen[purpose] = found
        return self._seen[purpose]


def _of(cursor: Cursor, purpose: str) -> bytes | None:
    row = cursor.execute(_OF, {"purpose": purpose}).fetchone()
    return bytes(row[0]) if row else None


def _make(cursor: Cursor, purpose: str) -> bytes:
    """Whoever comes first makes it; everybody reads what is there then."""
    new = {"name": purpose, "value": secrets.token_bytes(KEY_BYTES), "made_at": time.time_ns() // 1_000}
    cursor.execute(_MAKE, new)
    found = _of(cursor, purpose)
    assert found is not None
    return found
