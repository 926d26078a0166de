"""What has changed under the articles that somebody listens to, for processes that did not change it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select

from gatepost.conversation.ports import MOST_SEEN
from gatepost.conversation.work.records import Seen
from gatepost.store.sql.cursor import Cursor
from gatepost.store.sql.statements import sql
from gatepost.store.tables import articles, ledger
from gatepost.vocabulary import Kind

_REVISION = sql(select(articles.c.revision).where(articles.c.id == bindparam("article")))
_END = sql(select(func.max(ledger.c.seq)).where(ledger.c.chain == bindparam("article")))
_SINCE = sql(
    select(ledger.c.kind, ledger.c.comment)
    .where(ledger.c.chain == bindparam("article"), ledger.c.seq > bindparam("seq"))
    .order_by(ledger.c.seq)
    .limit(bindparam("limit"))
)


def seen(cursor: Cursor, asked: Sequence[Seen]) -> list[tuple[Seen, list[tuple[Kind, str]]]]:
    """A look at each: one short question where nothing has changed."""
    return [_seen(cursor, before) for before in asked]


def _seen(cursor: Cursor, before: Seen) -> tuple[Seen, list[tuple[Kind, str]]]:
    row = cursor.execute(_REVISION, {"article": before.article}).fetchone()
    revision = row[0] if row else -1
    if revision == before.revision and before.seq >= 0:
        return before, []
    (seq,) = cursor.execute(_END, {"article": before.article}).fetchone()
    after = Seen(before.article, revision, -1 if seq is None else seq)
    if before.seq < 0 or revision == before.revision:
        return after, []
    since = {"article": before.article, "seq": before.seq, "limit": MOST_SEEN}
    return after, [(Kind(kind), comment) for kind, comment in cursor.execute(_SINCE, since).fetchall()]
