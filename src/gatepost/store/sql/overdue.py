"""What is older than each rule of a site allows: how it is found, and what of it somebody still needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, FromClause, bindparam, func, literal_column, or_, select

from gatepost.store.sql import codec
from gatepost.store.sql.statements import sql
from gatepost.store.tables import (
    appeals,
    authors,
    comments,
    decisions,
    escalations,
    ledger,
    proposals,
    reader_accounts,
    reader_sessions,
    reports,
    suspensions,
)

_one: ColumnElement[int] = literal_column("1")
_none: ColumnElement[int] = literal_column("0")
_before: BindParameter[int] = bindparam("before")
_site: BindParameter[str] = bindparam("site")
_words = func.length


def _text(value: str) -> ColumnElement[str]:
    return literal_column(f"'{value}'")


def _some(table: FromClause, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the table has such a row, whatever the statement around this looks at."""
    return select(_one).select_from(table).where(*conditions).correlate_except(table).exists()


_over = (suspensions.c.until <= bindparam("at")) | suspensions.c.lifted_at.is_not(None)
_waits = suspensions.c.appealed_at.is_not(None) & suspensions.c.outcome.is_(None)


def _held(comment: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether somebody needs the comment as it is: to answer, to judge, to show it to the police."""
    return or_(
        _some(appeals, appeals.c.comment == comment, appeals.c.outcome.is_(None)),
        _some(reports, reports.c.comment == comment, reports.c.open == _one),
        _some(proposals, proposals.c.comment == comment, proposals.c.open == _one),
        _some(escalations, escalations.c.comment == comment, escalations.c.closed_at.is_(None)),
        _some(suspensions, suspensions.c.comment == comment, ~_over | _waits),
    )


_withdrawn = _some(
    ledger, ledger.c.comment == comments.c.id, ledger.c.kind == _text("withdrawal"), ledger.c.at < _before
)
_of_site = comments.c.site == _site
_old = comments.c.submitted_at < _before  # nothing is decided before it is sent: by this index they are few
_idle = (
    (authors.c.site == _site)
    & (authors.c.made_at < _before)
    & authors.c.erased_at.is_(None)
    & ~_some(comments, comments.c.author == authors.c.id, comments.c.submitted_at >= _before)
)
_needed = or_(
    _some(
        comments,
        comments.c.author == authors.c.id,
        (comments.c.state == _text("pending")) | _held(comments.c.id),
    ),
    _some(suspensions, suspensions.c.author == authors.c.id, ~_over | _waits),
)
# Of whom only a suspension is left, nothing more can be forgotten.
_more = _some(comments, comments.c.author == authors.c.id) | ~_some(
    suspensions, suspensions.c.author == authors.c.id
)
_account = _some(reader_accounts, reader_accounts.c.author == authors.c.id)

# What a rule finds: what it is asked of, when it is due, when it is held, how it is found and in which order.
_FINDS: Mapping[str, tuple[Any, Any, Any, Any]] = {
    "rejected": (
        comments,
        (
            _of_site
            & (comments.c.state == _text("rejected"))
            & _old
            & (func.coalesce(comments.c.decided_at, comments.c.submitted_at) < _before)
        ),
        _held(comments.c.id),
        comments.c.submitted_at,
    ),
    "withdrawn": (
        comments,
        _of_site & (comments.c.state == _text("withdrawn")) & _old & _withdrawn,
        _held(comments.c.id),
        comments.c.submitted_at,
    ),
    "published": (
        comments,
        _of_site & (comments.c.state == _text("approved")) & _old & (comments.c.published_at < _before),
        _held(comments.c.id),
        comments.c.submitted_at,
    ),
    "guests": (authors, _idle & ~_account & _more, _needed, authors.c.made_at),
    "accounts": (
        authors.join(reader_accounts, reader_accounts.c.author == authors.c.id),
        _idle
        & (reader_accounts.c.seen_at < _before)
        & ~_some(
            reader_sessions,
            reader_sessions.c.author == authors.c.id,
            reader_sessions.c.expires_at > bindparam("at"),
        ),
        _needed,
        authors.c.made_at,
    ),
    "appeals": (
        appeals.join(comments, comments.c.id == appeals.c.comment),
        _of_site
        & (appeals.c.answered_at < _before)
        & ((_words(appeals.c.text) > _none) | (_words(appeals.c.reply) > _none)),
        _held(comments.c.id),
        appeals.c.made_at,
    ),
    "reports": (
        reports.join(comments, comments.c.id == reports.c.comment),
        _of_site
        & (reports.c.made_at < _before)
        & (reports.c.open == _none)
        & ((_words(reports.c.text) > _none) | (reports.c.reporter != _text(""))),
        _held(comments.c.id),
        reports.c.made_at,
    ),
    "notes": (
        decisions.join(comments, comments.c.id == decisions.c.comment),
        _of_site & (decisions.c.at < _before) & decisions.c.note.is_not(None),
        _held(comments.c.id),
        decisions.c.at,
    ),
    "escalations": (
        escalations.join(comments, comments.c.id == escalations.c.comment),
        _of_site
        & (escalations.c.closed_at < _before)
        & ((_words(escalations.c.reason) > _none) | (_words(escalations.c.answer) > _none)),
        _held(comments.c.id),
        escalations.c.closed_at,
    ),
    "suspensions": (
        suspensions.join(authors, authors.c.id == suspensions.c.author),
        (authors.c.site == _site)
        & (func.coalesce(suspensions.c.lifted_at, suspensions.c.until) < _before)
        & (
            (_words(suspensions.c.ground) > _none)
            | suspensions.c.appeal.is_not(None)
            | suspensions.c.reply.is_not(None)
            | suspensions.c.comment.is_not(None)
        ),
        _waits,
        suspensions.c.made_at,
    ),
    "retries": (
        comments,
        _of_site & comments.c.idempotency_hash.is_not(None) & _old,
        literal_column("0") == _one,
        comments.c.submitted_at,
    ),
}
_WHAT: Mapping[str, tuple[Any, ...]] = {
    "rejected": codec.COMMENT,
    "withdrawn": codec.COMMENT,
    "published": codec.COMMENT,
    "guests": (authors.c.id,),
    "accounts": (authors.c.id,),
    "appeals": (appeals.c.id, appeals.c.comment),
    "reports": (reports.c.id, reports.c.comment),
    "notes": (decisions.c.seq, decisions.c.comment),
    "escalations": (escalations.c.id,),
    "suspensions": (suspensions.c.id,),
    "retries": (comments.c.id,),
}
FIND = {
    rule: sql(
        select(*_WHAT[rule]).select_from(of).where(due, ~held).order_by(order).limit(bindparam("limit"))
    )
    for rule, (of, due, held, order) in _FINDS.items()
}
COUNT = {
    rule: sql(select(func.count(), func.count().filter(held)).select_from(of).where(due))
    for rule, (of, due, held, _) in _FINDS.items()
}
