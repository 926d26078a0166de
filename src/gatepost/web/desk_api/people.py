"""The people at the desk, for programs with a token of scope `desk-admin`: invite, change roles, shut out."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter
from msgspec import Struct

from gatepost.conversation.accounts import people as use
from gatepost.conversation.records import Moderator, TokenRecord
from gatepost.conversation.rights import Right
from gatepost.web.body import JsonBody
from gatepost.web.desk_api.programs import who
from gatepost.web.desk_api.reading import GUARDED, NO_STORE
from gatepost.web.guards import needs
from gatepost.web.problems import BODY, documented
from gatepost.web.service import AnyRequest, service_of
from gatepost.web.times import iso

Role = Literal["moderator", "editor", "admin", "auditor"]
PersonId = Annotated[str, PathParameter(description="The person's id.", max_length=64)]
InvitationId = Annotated[str, PathParameter(description="The invitation's id.", max_length=64)]
CHANGING = (*GUARDED, "not-found", "last-admin")


class InviteIn(Struct, frozen=True):
    name: str
    role: Role = "moderator"


class RoleIn(Struct, frozen=True):
    role: Role


class PersonOut(Struct, frozen=True):
    """`disabled`: shut out, and known for the record."""

    id: str
    name: str
    role: str
    disabled: bool


class InvitationOut(Struct, frozen=True):
    """`id` is the one that the person will have."""

    id: str
    name: str
    role: str
    expires_at: str


class PeopleOut(Struct, frozen=True):
    people: list[PersonOut]
    invitations: list[InvitationOut]


class InvitedOut(Struct, frozen=True):
    """`link` is shown once: it opens the seat for whoever has it."""

    id: str
    link: str
    expires_at: str


@get(
    "/people",
    opt=needs(Right.PEOPLE),
    responses=documented(*GUARDED),
    summary="Who sits at the desk, and who is invited",
    tags=["desk"],
)
async def get_people(request: AnyRequest) -> Response[PeopleOut]:
    house = service_of(request).house
    offered = await house.store.accounts.invitations(house.clock())
    body = PeopleOut(
        [_person(one) for one in await house.store.moderators()],
        [InvitationOut(one.id, one.name, one.role, iso(one.expires_at)) for one in offered],
    )
    return Response(body, headers=NO_STORE)


@post(
    "/people/invite",
    opt=needs(Right.PEOPLE),
    dto=JsonBody[InviteIn],
    return_dto=None,
    status_code=200,
    responses=documented(*BODY, *GUARDED, "name-invalid", "role-unknown", "name-taken"),
    summary="Offer a seat; the link works once, within seven days",
    tags=["desk"],
)
async def post_invite(
    request: AnyRequest, program: NamedDependency[TokenRecord], data: JSONBody[InviteIn]
) -> Response[InvitedOut]:
    service = service_of(request)
    offered, token = await service.accounts.invite(data.name, data.role, _by(program))
    link = f"{service.settings.base_url}/desk/invitation?token={token}"
    return Response(InvitedOut(offered.id, link, iso(offered.expires_at)), headers=NO_STORE)


@post(
    "/people/invitations/{invitation_id:str}/withdraw",
    opt=needs(Right.PEOPLE),
    status_code=200,
    responses=documented(*GUARDED, "not-found"),
    summary="Take an invitation back",
    tags=["desk"],
)
async def post_withdraw_invitation(
    request: AnyRequest, program: NamedDependency[TokenRecord], invitation_id: InvitationId
) -> Response[dict[str, str]]:
    house = service_of(request).house
    await use.withdraw_invitation(house.store, house.clock(), _by(program), invitation_id)
    return Response({"id": invitation_id}, headers=NO_STORE)


@post(
    "/people/{person_id:str}/role",
    opt=needs(Right.PEOPLE),
    dto=JsonBody[RoleIn],
    return_dto=None,
    status_code=200,
    responses=documented(*BODY, *CHANGING, "role-unknown"),
    summary="Give somebody another role",
    tags=["desk"],
)
async def post_role(
    request: AnyRequest,
    program: NamedDependency[TokenRecord],
    person_id: PersonId,
    data: JSONBody[RoleIn],
) -> Response[PersonOut]:
    house = service_of(request).house
    changed = await use.change_role(house.store, house.clock(), _by(program), person_id, data.role)
    return Response(_person(changed), headers=NO_STORE)


@post(
    "/people/{person_id:str}/disable",
    opt=needs(Right.PEOPLE),
    status_code=200,
    responses=documented(*CHANGING),
    summary="Shut somebody out: signed out everywhere, and no way in",
    tags=["desk"],
)
async def post_disable(
    request: AnyRequest, program: NamedDependency[TokenRecord], person_id: PersonId
) -> Response[PersonOut]:
    house = service_of(request).house
    changed = await use.shut_out(house.store, house.clock(), _by(program), person_id)
    return Response(_person(changed), headers=NO_STORE)


@post(
    "/people/{person_id:str}/enable",
    opt=needs(Right.PEOPLE),
    status_code=200,
    responses=documented(*GUARDED, "not-found"),
    summary="Let somebody in again",
    tags=["desk"],
)
async def post_enable(
    request: AnyRequest, program: NamedDependency[TokenRecord], person_id: PersonId
) -> Response[PersonOut]:
    house = service_of(request).house
    changed = await use.let_in(house.store, house.clock(), _by(program), person_id)
    return Response(_person(changed), headers=NO_STORE)


def _by(program: TokenRecord) -> str:
    return f"moderator:{who(program)}"


def _person(one: Moderator) -> PersonOut:
    return PersonOut(one.id, one.name, one.role, one.disabled)


ROUTES = (get_people, post_invite, post_withdraw_invitation, post_role, post_disable, post_enable)
