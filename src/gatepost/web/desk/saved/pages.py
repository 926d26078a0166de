"""Keeping the list that is before one under a name, and forgetting it. Views stand above every list."""

from __future__ import annotations

from collections.abc import Sequence

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct
from msgspec.structs import replace

from gatepost.conversation.house import House
from gatepost.conversation.queues import query, saved
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right
from gatepost.web.desk.forms import read_form
from gatepost.web.desk.listing import link, place_of, wanted_of
from gatepost.web.desk.tabs import BY_NAME, WAITING, tab_named
from gatepost.web.desk.view import go, messages_for
from gatepost.web.desk.went_wrong import went_wrong
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest


class ViewLink(Struct, frozen=True):
    """One saved view: where it leads, and whether it is one's own."""

    id: str
    name: str
    link: str
    own: bool
    shared: bool


async def views_of(house: House, moderator: Moderator) -> Sequence[ViewLink]:
    """One's own and everybody's; a view that a later version wrote and this one cannot read is left out."""
    found = []
    for view in await saved.of(house, moderator.id):
        try:
            wanted = query.parse(view.query)
        except Refusal:
            continue
        tab = next((tab for tab in BY_NAME.values() if tab.kind is wanted.kind), WAITING)
        address = link(tab.path, place_of(wanted))
        found.append(ViewLink(view.id, view.name, address, view.moderator == moderator.id, view.shared))
    return found


@post("/desk/views", opt=needs(Right.LOOK), include_in_schema=False)
async def save_view(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str] | Redirect:
    """Keep the list that the form stands over."""
    form = await read_form(request)
    tab = tab_named(form.one("tab"))
    try:
        wanted = wanted_of(tab, form.one("place"))
        await saved.save(
            house, moderator.id, form.one("name"), query.text(wanted), form.one("shared") == "on"
        )
    except Refusal as refused:
        return await _refused(request, house, moderator, refused)
    return go(link(tab.path, place_of(replace(wanted, kind=tab.kind))))


@post("/desk/views/{view:str}/delete", opt=needs(Right.LOOK), include_in_schema=False)
async def delete_view(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    view: FromPath[str],
) -> Response[str] | Redirect:
    """Forget one's own view."""
    try:
        await saved.delete(house, moderator.id, view)
    except Refusal as refused:
        return await _refused(request, house, moderator, refused)
    return go("/desk")


async def _refused(
    request: AnyRequest, house: House, moderator: Moderator, refused: Refusal
) -> Response[str]:
    messages = messages_for(request)
    key = {"name-invalid": "views.name_invalid", "name-taken": "views.name_taken"}.get(refused.code)
    if key is None:
        key = "problem.not_found" if refused.code == "not-found" else "views.not_saved"
    return await went_wrong(request, house, moderator, messages(key), refused.status)
