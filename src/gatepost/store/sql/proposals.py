"""Looks that wait for a second one: opened, ended by a decision, opened again when it is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, insert, literal_column, select, update

from gatepost.conversation.ports import Change
from gatepost.conversation.second_looks.records import Proposal
from gatepost.store.sql import codec
from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.statements import sql
from gatepost.store.tables import comments, proposals
from gatepost.vocabulary import Decision, Outcome

COLUMNS = tuple(
    proposals.c[name] for name in ["comment", "seq", "moderator", "at", "record", "open", "closed_by"]
)
OF = proposals.c.comment
SEQ = proposals.c.seq
_open = proposals.c.open == literal_column("1")
_OPEN = sql(
    select(*COLUMNS, comments.c.text)
    .join(comments, comments.c.id == OF)
    .where(proposals.c.comment == bindparam("comment"), _open)
    .order_by(SEQ)
)
_NUMBERS = sql(
    select(proposals.c.seq)
    .where(proposals.c.comment == bindparam("comment"), _open)
    .order_by(proposals.c.seq)
)
_PART = sql(
    select(proposals.c.moderator).where(
        proposals.c.comment == bindparam("comment"), proposals.c.closed_by == bindparam("seq")
    )
)
_NEW = sql(insert(proposals), ["comment", "seq", "moderator", "at", "record", "open"])
_which = proposals.c.comment == bindparam("which")
_END = sql(update(proposals).where(_which, _open).values(open=literal_column("0"), closed_by=bindparam("by")))
_TAKE_BACK = sql(
    update(proposals)
    .where(_which, _open, proposals.c.seq == bindparam("undone"))
    .values(open=literal_column("0"), closed_by=bindparam("by"))
)
_OPEN_AGAIN = sql(
    update(proposals)
    .where(_which, proposals.c.closed_by == bindparam("undone"))
    .values(open=literal_column("1"), closed_by=literal_column("NULL"))
)


def open_of(cursor: Cursor, comment: str) -> tuple[Proposal, ...]:
    rows = cursor.execute(_OPEN, {"comment": comment}).fetchall()
    return open_among([row[:-1] for row in rows], rows[0][-1].decode() if rows and rows[0][-1] else None)


def open_among(rows: Sequence[tuple[Any, ...]], text: str | None) -> tuple[Proposal, ...]:
    """Of the rows of one comment (`COLUMNS`) those that wait, with the words that they mark in its text."""
    found = []
    for comment, seq, moderator, at, record, is_open, _ in rows:
        if is_open:
            decision = codec.unpack_decision(record, text)
            assert decision.proposes is not None
            found.append(Proposal(comment, seq, moderator, at, decision.proposes, decision.grounds))
    return tuple(found)


def part_among(rows: Sequence[tuple[Any, ...]], standing: Decision | None, seq: int) -> frozenset[str]:
    """Who took the decision that stands: its own moderator, and whose looks (`COLUMNS`) went into it."""
    if standing is None or not standing.by.startswith("moderator:"):
        return frozenset()
    return frozenset(row[2] for row in rows if row[6] == seq) | {standing.by.removeprefix("moderator:")}


def open_numbers(cursor: Cursor, comment: str) -> tuple[int, ...]:
    return tuple(seq for (seq,) in cursor.execute(_NUMBERS, {"comment": comment}))


def part(cursor: Cursor, comment: str, seq: int) -> frozenset[str]:
    """Whose looks went into this decision."""
    return frozenset(who for (who,) in cursor.execute(_PART, {"comment": comment, "seq": seq}))


def follow(cursor: Cursor, change: Change, decision: Decision, seq: int) -> None:
    """What a recorded decision means for the comment's proposals."""
    if decision.proposes is not None:
        cursor.execute(
            _NEW,
            {
                "comment": change.comment,
                "seq": seq,
                "moderator": decision.by.removeprefix("moderator:"),
                "at": change.at,
                "record": codec.pack_decision(decision),
                "open": 1,
            },
        )
    elif decision.undoes is not None:
        undone = {"which": change.comment, "undone": decision.undoes}
        cursor.execute(_TAKE_BACK, {**undone, "by": seq})
        cursor.execute(_OPEN_AGAIN, undone)
    elif decision.outcome is not Outcome.REFER:
        cursor.execute(_END, {"which": change.comment, "by": seq})


def end(cursor: Cursor, comment: str) -> None:
    """The comment is gone: nothing is left to look at."""
    cursor.execute(_END, {"which": comment, "by": None})
