"""A comment comes with its words: what is taken in can be found from the same moment on."""

from __future__ import annotations

from typing import Any

from gatepost.conversation.ports import Added, EntryDraft
from gatepost.conversation.records import NewComment
from gatepost.store.sql import comments, search
from gatepost.store.sql.cursor import Cursor


def add(cursor: Cursor, new: NewComment, entry: EntryDraft, *more: Any, **named: Any) -> Added:
    """As `comments.add`."""
    added = comments.add(cursor, new, entry, *more, **named)
    if not added.replayed:
        search.keep(cursor, new.id, search.TEXT, new.text)
        search.keep(cursor, new.id, search.NAME, new.author_name)
    return added
