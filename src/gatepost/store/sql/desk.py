"""One card, and how many comments stand in each state. Lists are in queues.py."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import and_, bindparam, exists, func, literal_column, select

from gatepost.conversation.records import QueueItem
from gatepost.store.sql import queue_items
from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.statements import sql
from gatepost.store.tables import appeals
from gatepost.store.tables import comments as table
from gatepost.store.tables import proposals as looks
from gatepost.vocabulary import State

_SECOND = exists().where(looks.c.comment == table.c.id, looks.c.open == literal_column("1"))
"""Somebody has looked and a second must: such comments wait apart (second_looks.py)."""
_HERE = bindparam("site").is_(None) | (table.c.site == bindparam("site"))


_rejected = table.c.state == literal_column("'rejected'")
_open_appeal = appeals.c.outcome.is_(None)
# Not the bare column: an index on states would be tempting, and nearly everything is approved.
_state = table.c.state.concat(literal_column("''"))
_reported = and_(table.c.open_reports > literal_column("0"), _state == literal_column("'approved'"))
_STATES = sql(
    select(table.c.state, table.c.screened, func.count())
    .where(_HERE)
    .group_by(table.c.state, table.c.screened)
)
_APPEALS = sql(
    select(func.count())
    .select_from(appeals)
    .join(table, table.c.id == appeals.c.comment)
    .where(_open_appeal, _rejected, ~_SECOND, _HERE)
)
_REPORTS = sql(select(func.count()).select_from(table).where(_reported, ~_SECOND, _HERE))
_SECONDS = sql(select(table.c.state, func.count()).where(_SECOND, _HERE).group_by(table.c.state))


def item(cursor: Cursor, comment: str) -> QueueItem | None:
    """One card, with everything around the comment that a moderator needs."""
    found = queue_items.items(cursor, (comment,))
    return found[0] if found else None


def counts(cursor: Cursor, site: str | None) -> Mapping[str, int]:
    found = dict.fromkeys([*(state.value for state in State), "unscreened"], 0)
    for state, screened, number in cursor.execute(_STATES, {"site": site}).fetchall():
        found[state] += number
        if state == State.PENDING.value and not screened:
            found["unscreened"] += number
    seconds = dict(cursor.execute(_SECONDS, {"site": site}).fetchall())
    pending = State.PENDING.value
    found["second"] = sum(seconds.values())
    found["referred"] = found[pending] - found["unscreened"] - seconds.get(pending, 0)
    found["appeals"] = cursor.execute(_APPEALS, {"site": site}).fetchone()[0]
    found["reports"] = cursor.execute(_REPORTS, {"site": site}).fetchone()[0]
    return found
