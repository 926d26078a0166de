"""Saved views for programs."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter
from msgspec import Meta, Struct

from gatepost.conversation.queues import saved
from gatepost.conversation.queues.records import View
from gatepost.conversation.records import TokenRecord
from gatepost.conversation.rights import Right
from gatepost.web.body import JsonBody
from gatepost.web.desk_api.programs import who
from gatepost.web.desk_api.reading import GUARDED, NO_STORE
from gatepost.web.guards import needs
from gatepost.web.problems import BODY, documented
from gatepost.web.service import AnyRequest, service_of
from gatepost.web.times import iso

ViewId = Annotated[str, PathParameter(description="The view's id.", max_length=64)]
Name = Annotated[str, Meta(max_length=200)]
Query = Annotated[str, Meta(max_length=4_000)]
REFUSED = ("filter-invalid", "name-invalid", "name-taken")


class ViewIn(Struct, frozen=True):
    """A list under a name. `query` is what stands behind the `?` of `GET /api/v1/desk/queue`, `kind` too."""

    name: Name
    query: Query
    shared: bool = False


class ViewChangeIn(Struct, frozen=True):
    """What is left out stays."""

    name: Name | None = None
    query: Query | None = None
    shared: bool | None = None


class ViewOut(Struct, frozen=True):
    """`mine`: whether one may change it."""

    id: str
    name: str
    query: str
    shared: bool
    mine: bool
    made_at: str


class DeletedOut(Struct, frozen=True):
    deleted: bool


@get(
    "/views",
    opt=needs(Right.LOOK),
    responses=documented(*GUARDED),
    summary="Saved views: one's own and the shared ones, by name",
    tags=["desk"],
)
async def get_views(request: AnyRequest, program: NamedDependency[TokenRecord]) -> Response[list[ViewOut]]:
    found = await saved.of(service_of(request).house, who(program))
    return Response([_out(view, program) for view in found], headers=NO_STORE)


@post(
    "/views",
    opt=needs(Right.LOOK),
    dto=JsonBody[ViewIn],
    return_dto=None,
    status_code=201,
    responses=documented(*BODY, *GUARDED, *REFUSED, "too-many"),
    summary="Save a view",
    tags=["desk"],
)
async def post_view(
    request: AnyRequest, program: NamedDependency[TokenRecord], data: JSONBody[ViewIn]
) -> Response[ViewOut]:
    view = await saved.save(service_of(request).house, who(program), data.name, data.query, data.shared)
    return Response(_out(view, program), status_code=201, headers=NO_STORE)


@post(
    "/views/{view_id:str}",
    opt=needs(Right.LOOK),
    dto=JsonBody[ViewChangeIn],
    return_dto=None,
    status_code=200,
    responses=documented(*BODY, *GUARDED, *REFUSED, "not-found", "not-yours"),
    summary="Rename one's own view, share it, or let it show something else",
    tags=["desk"],
)
async def post_view_change(
    request: AnyRequest,
    program: NamedDependency[TokenRecord],
    view_id: ViewId,
    data: JSONBody[ViewChangeIn],
) -> Response[ViewOut]:
    view = await saved.change(
        service_of(request).house, who(program), view_id, data.name, data.query, data.shared
    )
    return Response(_out(view, program), headers=NO_STORE)


@post(
    "/views/{view_id:str}/delete",
    opt=needs(Right.LOOK),
    status_code=200,
    responses=documented(*GUARDED, "not-found", "not-yours"),
    summary="Delete one's own view",
    tags=["desk"],
)
async def post_view_delete(
    request: AnyRequest, program: NamedDependency[TokenRecord], view_id: ViewId
) -> Response[DeletedOut]:
    await saved.delete(service_of(request).house, who(program), view_id)
    return Response(DeletedOut(True), headers=NO_STORE)


def _out(view: View, program: TokenRecord) -> ViewOut:
    mine = view.moderator == who(program)
    return ViewOut(view.id, view.name, view.query, view.shared, mine, iso(view.made_at))
