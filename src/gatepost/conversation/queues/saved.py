"""Saved views: a list with its filter and order under a name, one's own or everybody's."""

from __future__ import annotations

from collections.abc import Sequence

from gatepost.conversation.house import House
from gatepost.conversation.ports import NameTaken
from gatepost.conversation.queues import query as queries
from gatepost.conversation.queues.records import View
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.words import check_name

MOST = 100
"""Views of one moderator."""


async def save(house: House, moderator_id: str, name: str, query: str, shared: bool = False) -> View:
    """Keep this query under this name. Raises `Refusal`: `filter-invalid`, `name-invalid`, `name-taken`,
    `too-many`."""
    check_name(name)
    own = [view for view in await of(house, moderator_id) if view.moderator == moderator_id]
    if len(own) >= MOST:
        raise Refusal("too-many", f"You have {MOST} views already. Delete one first.")
    view = View(house.new_id(), moderator_id, name, _read(query), shared, house.clock())
    try:
        await house.store.views.add(view)
    except NameTaken:
        raise _taken(name) from None
    return view


async def of(house: House, moderator_id: str) -> Sequence[View]:
    """One's own views and the shared ones, by name."""
    return await house.store.views.of(moderator_id)


async def change(
    house: House,
    moderator_id: str,
    view_id: str,
    name: str | None = None,
    query: str | None = None,
    shared: bool | None = None,
) -> View:
    """Rename one's own view, or let it show something else. Raises `Refusal`: as `save`, and `not-found`,
    `not-yours`."""
    view = await _own(house, moderator_id, view_id)
    if name is not None:
        check_name(name)
    changed = View(
        view.id,
        view.moderator,
        view.name if name is None else name,
        view.query if query is None else _read(query),
        view.shared if shared is None else shared,
        view.made_at,
    )
    try:
        await house.store.views.change(changed)
    except NameTaken:
        raise _taken(changed.name) from None
    except KeyError:
        raise _missing() from None
    return changed


async def delete(house: House, moderator_id: str, view_id: str) -> None:
    """Delete one's own view. Raises `Refusal`: `not-found`, `not-yours`."""
    await _own(house, moderator_id, view_id)
    if not await house.store.views.delete(view_id):
        raise _missing()


async def _own(house: House, moderator_id: str, view_id: str) -> View:
    view = await house.store.views.view(view_id)
    if view is None or (view.moderator != moderator_id and not view.shared):
        raise _missing()
    if view.moderator != moderator_id:
        raise Refusal("not-yours", "Somebody else made this view. Save one of your own instead.")
    return view


def _read(query: str) -> str:
    """The query as `query.text` writes it, so that two ways to say the same are one."""
    return queries.text(queries.parse(query))


def _missing() -> Refusal:
    return Refusal("not-found", "There is no view with this id.")


def _taken(name: str) -> Refusal:
    return Refusal("name-taken", f"You have a view named {name!r} already. Choose another name.")
