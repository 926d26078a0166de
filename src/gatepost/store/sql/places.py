"""What stays of a withdrawn or erased comment: its place, while something public stands below it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from msgspec import structs
from sqlalchemy import bindparam, select

from gatepost.conversation.records import CommentRecord
from gatepost.store.sql import codec
from gatepost.store.sql.cursor import Cursor, Readers, Writer
from gatepost.store.sql.statements import sql
from gatepost.store.tables import comments
from gatepost.vocabulary import State

GONE = frozenset({State.WITHDRAWN.value, State.ERASED.value})
PUBLIC = State.APPROVED.value
_MEMBERS = sql(
    select(comments.c.id, comments.c.parent, comments.c.state)
    .where(comments.c.root == bindparam("root"))
    .order_by(comments.c.submitted_at, comments.c.id)
)
_ROOT = sql(select(comments.c.root).where(comments.c.id == bindparam("id")))
_ONE = sql(select(*codec.COMMENT).where(comments.c.id == bindparam("id")))


class SQLPlaces:
    """The places' facet of a store."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._readers = readers

    async def above(self, comment: str) -> Sequence[tuple[CommentRecord, bool]]:
        return await self._readers.run(partial(above, comment=comment))


def order(cursor: Cursor, root: str) -> list[tuple[str, bool]]:
    """The thread's comments, each before its replies, replies oldest first, and whether each is in the list:
    public ones, and the places of those that are gone with something in the list right below them.

    They run deep: no recursion.
    """
    children: defaultdict[str | None, list[tuple[str, str]]] = defaultdict(list)
    parents: dict[str, str | None] = {}
    for comment, parent, state in cursor.execute(_MEMBERS, {"root": root}).fetchall():
        children[parent].append((comment, state))
        parents[comment] = parent
    found: list[tuple[str, str]] = []
    waiting = children[None][::-1]
    while waiting:
        item = waiting.pop()
        found.append(item)
        waiting.extend(reversed(children.get(item[0], ())))
    shown: set[str] = set()
    carrying: set[str | None] = set()  # comments with something in the list right below them
    for comment, state in reversed(found):
        if state == PUBLIC or (state in GONE and comment in carrying):
            shown.add(comment)
            carrying.add(parents[comment])
    return [(comment, comment in shown) for comment, _ in found]


def place(comment: CommentRecord) -> CommentRecord:
    """All that the public sees of a comment that is gone: no word, no name, nothing that counts."""
    return structs.replace(
        comment,
        author_name="",
        text=None,
        salt=None,
        author=None,
        badge="",
        language="und",
        picked=False,
        marks=0,
        question=False,
        answer=None,
    )


def above(cursor: Cursor, comment: str) -> list[tuple[CommentRecord, bool]]:
    chain: list[CommentRecord] = []
    wanted: str | None = comment
    while wanted is not None:
        found = codec.comment(cursor.execute(_ONE, {"id": wanted}).fetchone())
        wanted = found.parent
        if found.state.value in GONE:
            chain.append(found)
        elif found.id != comment:
            break  # what stands above something public stays as it is
    if not chain:
        return []
    (root,) = cursor.execute(_ROOT, {"id": comment}).fetchone()
    shown = dict(order(cursor, root))
    return [(place(one), shown.get(one.id, False)) for one in chain]
