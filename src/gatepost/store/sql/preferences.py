"""How each moderator likes the desk: one JSON record each."""

from __future__ import annotations

from functools import partial

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.dialects.sqlite import insert

from gatepost.conversation.preferences.records import Preferences
from gatepost.store.sql.cursor import Cursor, Readers, Writer
from gatepost.store.sql.statements import sql
from gatepost.store.tables import preferences

_new = insert(preferences)
_KEEP = sql(_new.on_conflict_do_update(index_elements=["moderator"], set_={"record": _new.excluded.record}))
_OF = sql(select(preferences.c.record).where(preferences.c.moderator == bindparam("wanted")))


class SQLPreferences:
    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer, self._readers = writer, readers

    async def of(self, moderator: str) -> Preferences:
        return await self._readers.run(partial(_of, moderator=moderator))

    async def keep(self, moderator: str, preferences: Preferences) -> None:
        await self._writer.run(partial(_keep, moderator=moderator, wanted=preferences))


def _of(cursor: Cursor, moderator: str) -> Preferences:
    row = cursor.execute(_OF, {"wanted": moderator}).fetchone()
    try:
        return msgspec.json.decode(row[0], type=Preferences) if row else Preferences()
    except msgspec.DecodeError:  # written by a later version, say: better the desk as shipped than no desk
        return Preferences()


def _keep(cursor: Cursor, moderator: str, wanted: Preferences) -> None:
    cursor.execute(_KEEP, {"moderator": moderator, "record": msgspec.json.encode(wanted)})
