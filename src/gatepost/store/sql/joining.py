"""A guest becomes part of an account: all that hung on the guest hangs on the account's author then."""

from __future__ import annotations

from sqlalchemy import ColumnElement, bindparam, delete, func, literal_column, select, update

from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.statements import sql
from gatepost.store.tables import (
    articles,
    authors,
    comments,
    email_links,
    follows,
    letters,
    marks,
    reader_accounts,
    reports,
    suspensions,
)

_GUEST = sql(
    select(authors.c.id)
    .outerjoin(reader_accounts, reader_accounts.c.author == authors.c.id)
    .where(
        authors.c.id == bindparam("guest"),
        authors.c.site == bindparam("site"),
        authors.c.id != bindparam("account"),
        reader_accounts.c.author.is_(None),
        authors.c.erased_at.is_(None),
    )
)
_one: ColumnElement[int] = literal_column("1")
_theirs = select(marks.c.comment).where(marks.c.reader == bindparam("account"))
_own = select(comments.c.id).where(comments.c.author == bindparam("account"))
# What both have marked counts once, and nobody's mark on one's own comment counts.
_TWICE = (marks.c.reader == bindparam("guest")) & (marks.c.comment.in_(_theirs) | marks.c.comment.in_(_own))
_OWN_TOO = (marks.c.reader == bindparam("account")) & marks.c.comment.in_(_own)
_counted = select(marks.c.comment).where(_TWICE | _OWN_TOO)
_MOVES = (
    sql(update(comments).where(comments.c.author == bindparam("guest")).values(author=bindparam("account"))),
    sql(
        update(suspensions)
        .where(suspensions.c.author == bindparam("guest"))
        .values(author=bindparam("account"))
    ),
    sql(
        update(articles)
        .where(articles.c.id.in_(select(comments.c.article).where(comments.c.id.in_(_counted))))
        .values(revision=articles.c.revision + _one)
    ),
    sql(
        update(comments)
        .where(comments.c.id.in_(_counted))
        .values(
            marks=comments.c.marks
            - select(func.count())
            .select_from(marks)
            .where(marks.c.comment == comments.c.id, _TWICE | _OWN_TOO)
            .scalar_subquery()
        )
    ),
    sql(delete(marks).where(_TWICE | _OWN_TOO)),
    sql(update(marks).where(marks.c.reader == bindparam("guest")).values(reader=bindparam("account"))),
    sql(
        delete(follows).where(
            follows.c.author == bindparam("guest"),
            follows.c.article.in_(select(follows.c.article).where(follows.c.author == bindparam("account"))),
        )
    ),
    sql(update(follows).where(follows.c.author == bindparam("guest")).values(author=bindparam("account"))),
    sql(
        update(reports).where(reports.c.reporter == bindparam("guest")).values(reporter=bindparam("account"))
    ),
    sql(update(letters).where(letters.c.author == bindparam("guest")).values(author=bindparam("account"))),
    sql(
        update(email_links)
        .where(email_links.c.guest == bindparam("guest"))
        .values(guest=literal_column("NULL"))
    ),
    sql(delete(authors).where(authors.c.id == bindparam("guest"))),
)


def join(cursor: Cursor, site: str, guest: str, account: str) -> bool:
    """Whether there was such a guest. The guest's token opens nothing any more; a suspension goes along."""
    both = {"guest": guest, "account": account}
    if cursor.execute(_GUEST, {**both, "site": site}).fetchone() is None:
        return False
    for statement in _MOVES:
        cursor.execute(statement, both)
    return True
