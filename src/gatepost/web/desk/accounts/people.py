"""`/desk/people`: who sits at the desk as what; inviting, changing roles, shutting out and letting in."""

from __future__ import annotations

from collections.abc import Awaitable

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from gatepost.conversation.accounts import people as use
from gatepost.conversation.house import House
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right
from gatepost.web.desk.forms import read_form
from gatepost.web.desk.history import minute
from gatepost.web.desk.reading import tab_counts
from gatepost.web.desk.view import go, messages_for, page
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest, service_of
from gatepost.web.times import iso

SENTENCES = {
    "last-admin": "people.last_admin",
    "name-taken": "people.name_taken",
    "name-invalid": "people.name_invalid",
}
"""Refusals that have a sentence of their own here."""


class InvitationView(Struct, frozen=True):
    id: str
    name: str
    role: str
    until: str
    until_iso: str


@get("/desk/people", opt=needs(Right.PEOPLE), include_in_schema=False)
async def people(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str]:
    return await _page(request, house, moderator)


@post("/desk/people/invite", opt=needs(Right.PEOPLE), status_code=200, include_in_schema=False)
async def invite(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str]:
    """The page with the new link on it: it is shown here and nowhere else."""
    form = await read_form(request)
    service = service_of(request)
    name, role = form.one("name"), form.one("role")
    try:
        offered, token = await service.accounts.invite(name, role, f"moderator:{moderator.id}")
    except Refusal as refused:
        return await _page(request, house, moderator, refused=refused, name=name)
    link = f"{service.settings.base_url}/desk/invitation?token={token}"
    return await _page(request, house, moderator, link=link, invited=offered.name)


@post("/desk/people/invitations/{invitation:str}", opt=needs(Right.PEOPLE), include_in_schema=False)
async def withdraw(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    invitation: FromPath[str],
) -> Response[str] | Redirect:
    """Take an invitation back."""
    step = use.withdraw_invitation(house.store, house.clock(), f"moderator:{moderator.id}", invitation)
    return await _carry_out(request, house, moderator, step)


@post("/desk/people/{person:str}/role", opt=needs(Right.PEOPLE), include_in_schema=False)
async def change_role(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    person: FromPath[str],
) -> Response[str] | Redirect:
    role = (await read_form(request)).one("role")
    step = use.change_role(house.store, house.clock(), f"moderator:{moderator.id}", person, role)
    return await _carry_out(request, house, moderator, step)


@post("/desk/people/{person:str}/seat", opt=needs(Right.PEOPLE), include_in_schema=False)
async def change_seat(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    person: FromPath[str],
) -> Response[str] | Redirect:
    """Shut out, or let in again. A garbled form changes nothing."""
    wanted = (await read_form(request)).one("do")
    by = f"moderator:{moderator.id}"
    if wanted not in ("disable", "enable"):
        return go("/desk/people")
    act = use.shut_out if wanted == "disable" else use.let_in
    return await _carry_out(request, house, moderator, act(house.store, house.clock(), by, person))


async def _carry_out(
    request: AnyRequest, house: House, moderator: Moderator, step: Awaitable[object]
) -> Response[str] | Redirect:
    try:
        await step
    except Refusal as refused:
        return await _page(request, house, moderator, refused=refused)
    return go("/desk/people")


async def _page(
    request: AnyRequest,
    house: House,
    moderator: Moderator,
    *,
    refused: Refusal | None = None,
    link: str = "",
    invited: str = "",
    name: str = "",
) -> Response[str]:
    messages = messages_for(request)
    problem = ""
    if refused is not None:
        key = SENTENCES.get(refused.code)
        problem = messages(key) if key else messages("problem.other", code=refused.code)
    return page(
        request,
        "desk/accounts/people.html",
        status=refused.status if refused else 200,
        moderator=moderator,
        counts=await tab_counts(house, moderator.id),
        people=await house.store.moderators(),
        roles=use.ROLES,
        invitations=[
            InvitationView(one.id, one.name, one.role, minute(one.expires_at), iso(one.expires_at))
            for one in await house.store.accounts.invitations(house.clock())
        ],
        problem=problem,
        link=link,
        invited=invited,
        name=name,
    )


ROUTES = (people, invite, withdraw, change_role, change_seat)
