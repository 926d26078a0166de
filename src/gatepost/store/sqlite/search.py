"""Full-text search: words folded as the engine folds them, in an index that is emptied when a text is erased.

`documents` holds each text's folded words once; `search` indexes them (FTS5, external content) and keeps none
itself. Taking a document out needs its words once more, and leaves them in the index's older parts until
those are merged: `upkeep` does that, step by step, so that nobody waits for it long.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Sequence

from sqlalchemy import bindparam, delete, insert, select

from gatepost.engine.text.views import folded_view
from gatepost.store.sqlite.statements import sql
from gatepost.store.tables import appeals, comments, decisions, documents
from gatepost.store.tables import reports as report_table

TEXT, NAME, NOTE, APPEAL, REPLY, REPORT = "text", "name", "note", "appeal", "reply", "report"
NOTHING = '"\x01"'
"""An expression that no document matches."""
PURGED_AT_ONCE = 64
"""Pages of the index that one step writes anew: a few milliseconds."""

_KEEP = sql(insert(documents), ["comment", "kind", "words"])
_INDEX = "INSERT INTO search(rowid, words) VALUES (:id, :words)"
_OF = sql(
    select(documents.c.id, documents.c.kind, documents.c.words).where(
        documents.c.comment == bindparam("comment")
    )
)
_UNINDEX = "INSERT INTO search(search, rowid, words) VALUES ('delete', :id, :words)"
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
_MERGE = "INSERT INTO search(search, rank) VALUES ('merge', :pages)"

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


def keep(cursor: sqlite3.Cursor, comment: str, kind: str, text: str) -> None:
    """Let the comment be found by this text."""
    words = fold(text)
    if not words.strip():
        return
    cursor.execute(_KEEP, {"comment": comment, "kind": kind, "words": words})
    cursor.execute(_INDEX, {"id": cursor.lastrowid, "words": words})


def forget(cursor: sqlite3.Cursor, comment: str, kinds: Sequence[str] | None = None) -> None:
    """Let the comment be found no more by texts of these kinds, or by any."""
    for id_, kind, words in cursor.execute(_OF, {"comment": comment}).fetchall():
        if kinds is None or kind in kinds:
            cursor.execute(_UNINDEX, {"id": id_, "words": words})
            cursor.execute(_FORGET, {"id": id_})


def replies(cursor: sqlite3.Cursor, comment: str) -> None:
    """What moderators answered to appeals, as it stands now: an answer may be taken back."""
    forget(cursor, comment, (REPLY,))
    for (reply,) in cursor.execute(_REPLIES, {"comment": comment}).fetchall():
        keep(cursor, comment, REPLY, reply.decode())


def reports(cursor: sqlite3.Cursor, comment: str) -> None:
    """What readers say in their reports, as it stands now: a reporter's words may have been erased."""
    forget(cursor, comment, (REPORT,))
    for (text,) in cursor.execute(_SOURCES[REPORT], {"comment": comment}).fetchall():
        keep(cursor, comment, REPORT, text.decode())


def everything(cursor: sqlite3.Cursor, comment: str) -> None:
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


def merge(cursor: sqlite3.Cursor, first: bool) -> bool:
    """One step of writing the index anew; whether there may be more to do."""
    before = cursor.connection.total_changes
    cursor.execute(_MERGE, {"pages": -PURGED_AT_ONCE if first else PURGED_AT_ONCE})
    return cursor.connection.total_changes - before >= 2
