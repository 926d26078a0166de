"""Waves: comments that wait and say nearly the same, so that they can be seen and decided together.

What has a sketch belongs to the wave of the most similar comment that was sent lately to the same site. A
text too short for a sketch belongs together with those of the same letters.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import bindparam, literal_column, select, update

from gatepost.conversation.queues.ports import MOST_ALIKE_SHOWN
from gatepost.engine.text.reading import Reading
from gatepost.engine.text.sketch import letters
from gatepost.store.sql import sketches
from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.statements import sql
from gatepost.store.tables import comments

_c = comments.c
_WHICH = sql(select(_c.site, _c.text, _c.wave).where(_c.id == bindparam("id")))
_ASSIGN = sql(update(comments).where(_c.id == bindparam("which")).values(wave=bindparam("new_wave")))
_WAVE = sql(select(_c.wave).where(_c.id == bindparam("id")))
_WAITING = sql(
    select(_c.id)
    .where(
        _c.wave == bindparam("wave"),
        _c.state == literal_column("'pending'"),
        _c.screened == literal_column("1"),
    )
    .order_by(_c.submitted_at, _c.id)
    .limit(bindparam("limit"))
)
_DECIDED = sql(
    select(_c.id).where(
        _c.id == bindparam("id"),
        _c.state.in_([literal_column("'approved'"), literal_column("'rejected'")]),
    )
)


def assign(cursor: Cursor, comment: str) -> None:
    """Put a comment that waits into its wave, unless it is in one."""
    site, text, wave = cursor.execute(_WHICH, {"id": comment}).fetchone()
    if wave is None and text is not None:
        found = _wave_for(cursor, comment, site, text)
        cursor.execute(_ASSIGN, {"which": comment, "new_wave": found})


def _wave_for(cursor: Cursor, comment: str, site: str, text: bytes) -> str:
    near = sketches.near(cursor, comment)
    if near is None:
        return _of_letters(site, text.decode())
    for other in near:
        wave: str | None = cursor.execute(_WAVE, {"id": other}).fetchone()[0]
        if wave is not None:
            return wave
    return comment


def _of_letters(site: str, text: str) -> str:
    """The name of all texts of these letters. It goes with the text: nothing of it could be kept secret."""
    reading = Reading(text)
    said = letters(reading).tobytes() or reading.folded.text.replace(" ", "").encode()
    return "=" + hashlib.blake2b(site.encode() + b"\0" + said, digest_size=12).hexdigest()


def like(cursor: Cursor, comment: str) -> list[str]:
    """Ids: first what waits in the same wave, oldest first, then what is near and was decided, most similar
    first. The comment itself is among them, at its place or else in front."""
    row = cursor.execute(_WAVE, {"id": comment}).fetchone()
    if row is None:
        return []
    waiting = (
        cursor.execute(_WAITING, {"wave": row[0], "limit": MOST_ALIKE_SHOWN}).fetchall() if row[0] else []
    )
    found = dict.fromkeys(id_ for (id_,) in waiting)
    if comment not in found:
        found = {comment: None, **found}
    for other in sketches.near(cursor, comment) or ():
        if other not in found and cursor.execute(_DECIDED, {"id": other}).fetchone() is not None:
            found[other] = None
    return list(found)[:MOST_ALIKE_SHOWN]
