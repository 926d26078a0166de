"""Who a reader was is forgotten, while the comments stay: under another name, with nothing that ties them."""

from __future__ import annotations

import secrets

from sqlalchemy import BindParameter, ColumnElement, bindparam, delete, insert, literal_column, select, update

from gatepost.store.sql import search
from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.letters import forget_author
from gatepost.store.sql.statements import sql
from gatepost.store.tables import (
    articles,
    authors,
    comments,
    email_links,
    follows,
    marks,
    reader_accounts,
    reader_sessions,
    reports,
    suspensions,
)

_null: ColumnElement[None] = literal_column("NULL")
_one: ColumnElement[int] = literal_column("1")
_which: BindParameter[str] = bindparam("which")
_theirs = select(comments.c.id).where(comments.c.author == _which)
_COMMENTS = sql(_theirs)
_ARTICLES = sql(
    update(articles)
    .where(
        articles.c.id.in_(
            select(comments.c.article).where(
                comments.c.author == _which, comments.c.state == literal_column("'approved'")
            )
        )
    )
    .values(revision=articles.c.revision + _one)
)
_ANONYMOUS = sql(
    update(comments)
    .where(comments.c.author == _which)
    .values(
        author=_null,
        author_name=bindparam("name"),
        badge=literal_column("''"),
        sealed_token=_null,
        idempotency_hash=_null,
        fingerprint=_null,
    )
)
_MARKED = sql(select(marks.c.comment, marks.c.at).where(marks.c.reader == _which))
_NO_MARKS = sql(delete(marks).where(marks.c.reader == _which))
_MARK = sql(insert(marks))
_REPORTED = sql(update(reports).where(reports.c.reporter == _which).values(reporter=literal_column("''")))
_GONE = (
    sql(delete(follows).where(follows.c.author == _which)),
    sql(delete(reader_sessions).where(reader_sessions.c.author == _which)),
    sql(delete(reader_accounts).where(reader_accounts.c.author == _which)),
    sql(update(email_links).where(email_links.c.guest == _which).values(guest=_null)),
)
_SUSPENSION = sql(select(suspensions.c.id).where(suspensions.c.author == _which).limit(_one))
_UNKNOWN = sql(update(authors).where(authors.c.id == _which).values(key_hash=bindparam("nobodys")))
_NO_AUTHOR = sql(delete(authors).where(authors.c.id == _which))


def author(cursor: Cursor, which: str, name: str) -> None:
    """Forget this author. `name` stands under the comments from now on.

    What was marked goes on counting, each mark as somebody else's. A suspension that is over keeps its row,
    of an author whom no key opens any more.
    """
    known = {"which": which}
    cursor.execute(_ARTICLES, known)
    written = [row[0] for row in cursor.execute(_COMMENTS, known).fetchall()]
    cursor.execute(_ANONYMOUS, {**known, "name": name.encode()})
    for comment in written:
        search.again(cursor, comment)
    marked = cursor.execute(_MARKED, known).fetchall()
    cursor.execute(_NO_MARKS, known)
    for comment, at in marked:
        cursor.execute(_MARK, {"comment": comment, "reader": secrets.token_hex(16), "at": at})
    cursor.execute(_REPORTED, known)
    forget_author(cursor, which)
    for statement in _GONE:
        cursor.execute(statement, known)
    if cursor.execute(_SUSPENSION, known).fetchone() is not None:
        cursor.execute(_UNKNOWN, {**known, "nobodys": secrets.token_bytes(32)})
    else:
        cursor.execute(_NO_AUTHOR, known)
