"""Full-text search: words folded as the engine folds them, in an index that is emptied when a text is erased.

`documents` holds each text's folded words once; `search` indexes them (FTS5, external content) and keeps none
itself. Taking a document out needs its words once more, and leaves them in the index's older parts until
those are merged: `upkeep` does that, step by step, so that nobody waits for it long.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from sqlalchemy import bindparam, delete, insert, select

from gatepost.engine.text.views import folded_view
from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.statements import by_hand, sql
from gatepost.store.tables import appeals, comments, decisions, documents
from gatepost.store.tables import reports as report_table

TEXT, NAME, NOTE, APPEAL, REPLY, REPORT = "text", "name", "note", "appeal", "reply", "report"
NOTHING = '"\x01"'
"""An expression that no document matches."""
PURGE = 1
"""In SQLite's `user_version`: words of erased texts may still be in the index."""

_KEEP = sql(insert(documents).returning(documents.c.id), ["comment", "kind", "words"])
_INDEX = by_hand("INSERT INTO search(rowid, words) VALUES (:id, :words)")
_OF = sql(
    select(documents.c.id, documents.c.kind, documents.c.words).where(
        documents.c.comment == bindparam("comment")
    )
)
_UNINDEX = by_hand("INSERT INTO search(search, rowid, words) VALUES ('delete', :id, :words)")
_FORGET = sql(delete(documents).where(documents.c.id == bindparam("id")))
_REPLIES = sql(select(appeals.c.reply).where(appeals.c.comment == bindparam("comment")))
_SOURCES = {
    TEXT: sql(select(comments.c.text).where(comments.c.id == bindparam("comment"))),
    NAME: sql(select(comments.c.author_name).where(comments.c.id == bindparam("comment"))),
    NOTE: sql(select(decisions.c.note).where(decisions.c.comment == bindparam("comment"))),
    APPEAL: sql(select(appeals.c.text).where(appeals.c.comment == bindparam("comment"))),
    REPLY: _REPLIES,
    REPORT: sql(select(report_table.c.text).where(report_table.c.comment == bindparam("comment"))),
}

_PURGE = by_hand(f"PRAGMA user_version = {PURGE:d}")
_PHRASE = re.compile(r'"([^"]*)(?:"|\Z)')


def fold(text: str) -> str:
    """The text as it is searched."""
    return folded_view(text).text.replace("\x00", " ")


def expression(words: str) -> str | None:
    """What the index is asked for: all of the words' beginnings, all of the "phrases in quotes" whole.

    None when there is nothing in it that could be found: signs alone. Never an error, whatever is written.
    """
    asked = []
    for phrase in _PHRASE.findall(words):
        if _findable(said := fold(phrase)):
            asked.append(f'"{said.replace(chr(34), " ")}"')
    for word in fold(_PHRASE.sub(" ", words)).split():
        if _findable(word):
            asked.append(f'"{word.replace(chr(34), " ")}"*')
    return " AND ".join(dict.fromkeys(asked)) or None


def _findable(text: str) -> bool:
    """Whether the index takes anything in it for a word."""
    return any(unicodedata.category(character)[0] in "LN" for character in text)


def keep(cursor: Cursor, comment: str, kind: str, text: str) -> None:
    """Let the comment be found by this text."""
    words = fold(text)
    if not words.strip():
        return
    (id_,) = cursor.execute(_KEEP, {"comment": comment, "kind": kind, "words": words}).fetchone()
    cursor.execute(_INDEX, {"id": id_, "words": words})


def forget(cursor: Cursor, comment: str, kinds: Sequence[str] | None = None) -> None:
    """Let the comment be found no more by texts of these kinds, or by any."""
    for id_, kind, words in cursor.execute(_OF, {"comment": comment}).fetchall():
        if kinds is None or kind in kinds:
            cursor.execute(_UNINDEX, {"id": id_, "words": words})
            cursor.execute(_FORGET, {"id": id_})


def replies(cursor: Cursor, comment: str) -> None:
    """What moderators answered to appeals, as it stands now: an answer may be taken back."""
    forget(cursor, comment, (REPLY,))
    for (reply,) in cursor.execute(_REPLIES, {"comment": comment}).fetchall():
        keep(cursor, comment, REPLY, reply.decode())


def reports(cursor: Cursor, comment: str) -> None:
    """What readers say in their reports, as it stands now: a reporter's words may have been erased."""
    forget(cursor, comment, (REPORT,))
    for (text,) in cursor.execute(_SOURCES[REPORT], {"comment": comment}).fetchall():
        keep(cursor, comment, REPORT, text.decode())


def again(cursor: Cursor, comment: str) -> None:
    """Index the comment as it is now, if it is indexed: some of its words went."""
    if cursor.execute(_OF, {"comment": comment}).fetchone() is not None:
        forget(cursor, comment)
        everything(cursor, comment)


def everything(cursor: Cursor, comment: str) -> None:
    """Index all that moderators may see of a comment, unless its text is indexed already."""
    kinds = {kind for _, kind, _ in cursor.execute(_OF, {"comment": comment}).fetchall()}
    if TEXT in kinds:
        return
    if kinds:
        forget(cursor, comment)  # what came after the text is written anew, beside what came before it
    for kind, statement in _SOURCES.items():
        for (text,) in cursor.execute(statement, {"comment": comment}).fetchall():
            if text is not None:
                keep(cursor, comment, kind, text.decode())


def purge_later(cursor: Cursor) -> None:
    """Remember, together with the erasing itself, that words have to be purged."""
    cursor.execute(_PURGE)


def flags(cursor: Cursor) -> int:
    """What has to be done yet: `PURGE` or nothing."""
    return int(cursor.execute("PRAGMA user_version").fetchone()[0])


def mark(cursor: Cursor, wanted: int) -> None:
    """Set the flags to this."""
    if flags(cursor) != wanted:
        cursor.execute(f"PRAGMA user_version = {wanted:d}")
