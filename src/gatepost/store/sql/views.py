"""Saved views of the desk's lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import bindparam, delete, insert, literal_column, or_, select, update

from gatepost.conversation.ports import NameTaken
from gatepost.conversation.queues.records import View
from gatepost.engine.text.views import folded_text
from gatepost.store.sql.cursor import BROKEN, Cursor, Readers, Writer
from gatepost.store.sql.statements import sql
from gatepost.store.tables import views

_columns = tuple(views.c[name] for name in ("id", "moderator", "name", "query", "shared", "made_at"))
_ADD = sql(insert(views))
_ONE = sql(select(*_columns).where(views.c.id == bindparam("id")))
_OF = sql(
    select(*_columns).where(or_(views.c.moderator == bindparam("me"), views.c.shared == literal_column("1")))
)
_CHANGE = sql(
    update(views)
    .where(views.c.id == bindparam("which"))
    .values(name=bindparam("new_name"), query=bindparam("new_query"), shared=bindparam("new_shared"))
)
_DELETE = sql(delete(views).where(views.c.id == bindparam("id")))


class SQLViews:
    """`Views` over SQL."""

    def __init__(self, writer: Writer, readers: Readers) -> None:
        self._writer, self._readers = writer, readers

    async def add(self, view: View) -> None:
        def write(cursor: Cursor) -> None:
            with _one_name(view):
                cursor.execute(
                    _ADD,
                    {
                        "id": view.id,
                        "moderator": view.moderator,
                        "name": view.name.encode(),
                        "query": view.query,
                        "shared": int(view.shared),
                        "made_at": view.made_at,
                    },
                )

        await self._writer.run(write)

    async def view(self, view: str) -> View | None:
        row = await self._readers.run(lambda cursor: cursor.execute(_ONE, {"id": view}).fetchone())
        return _view(row) if row else None

    async def of(self, moderator: str) -> Sequence[View]:
        rows = await self._readers.run(lambda cursor: cursor.execute(_OF, {"me": moderator}).fetchall())
        return sorted(map(_view, rows), key=lambda view: (folded_text(view.name), view.name, view.id))

    async def change(self, view: View) -> None:
        def write(cursor: Cursor) -> None:
            with _one_name(view):
                changed = cursor.execute(
                    _CHANGE,
                    {
                        "which": view.id,
                        "new_name": view.name.encode(),
                        "new_query": view.query,
                        "new_shared": int(view.shared),
                    },
                )
            if not changed.rowcount:
                raise KeyError(view.id)

        await self._writer.run(write)

    async def delete(self, view: str) -> bool:
        return await self._writer.run(lambda cursor: cursor.execute(_DELETE, {"id": view}).rowcount > 0)


def _view(row: tuple[Any, ...]) -> View:
    id_, moderator, name, query, shared, made_at = row
    return View(id_, moderator, name.decode(), query, bool(shared), made_at)


@contextmanager
def _one_name(view: View) -> Iterator[None]:
    """Two views of one moderator cannot have one name."""
    try:
        yield
    except BROKEN as error:
        raise NameTaken(view.name) from error
