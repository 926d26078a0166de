"""What was read of articles from their own pages, and the names in a thread: the engine's surroundings."""

from __future__ import annotations

import msgspec
from sqlalchemy import bindparam, func, literal_column, select
from sqlalchemy.dialects.sqlite import insert

from gatepost.conversation.records import PageRecord
from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.statements import sql
from gatepost.store.tables import comments, pages

_COLUMNS = ["article", "title", "body", "authors", "etag", "read_at", "tried_at", "failures"]
_BY_ARTICLE = sql(
    select(*(pages.c[name] for name in _COLUMNS)).where(pages.c.article == bindparam("article"))
)
_new = insert(pages)
_KEEP = sql(
    _new.on_conflict_do_update(
        index_elements=["article"], set_={name: _new.excluded[name] for name in _COLUMNS[1:]}
    ),
    _COLUMNS,
)
_ROOT = select(comments.c.root).where(comments.c.id == bindparam("comment")).scalar_subquery()
_NAMES = sql(
    select(comments.c.author_name)
    .where(comments.c.root == _ROOT, comments.c.state == literal_column("'approved'"))
    .group_by(comments.c.author_name)
    .order_by(func.max(comments.c.submitted_at).desc())
    .limit(bindparam("limit"))
)


def of_article(cursor: Cursor, article: str) -> PageRecord | None:
    row = cursor.execute(_BY_ARTICLE, {"article": article}).fetchone()
    if row is None:
        return None
    which, title, body, authors, etag, read_at, tried_at, failures = row
    names = tuple(msgspec.json.decode(authors, type=list[str]))
    return PageRecord(which, title.decode(), body.decode(), names, etag, read_at, tried_at, failures)


def keep(cursor: Cursor, page: PageRecord) -> None:
    cursor.execute(
        _KEEP,
        {
            "article": page.article,
            "title": page.title.encode(),
            "body": page.body.encode(),
            "authors": msgspec.json.encode(page.authors),
            "etag": page.etag,
            "read_at": page.read_at,
            "tried_at": page.tried_at,
            "failures": page.failures,
        },
    )


def names_in_thread(cursor: Cursor, comment: str, limit: int) -> tuple[str, ...]:
    rows = cursor.execute(_NAMES, {"comment": comment, "limit": limit}).fetchall()
    return tuple(name.decode() for (name,) in rows)
