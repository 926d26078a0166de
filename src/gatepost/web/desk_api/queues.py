"""The desk's lists for programs: queues with every filter and order, counts, search, places, waves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Struct

from gatepost.conversation.house import House
from gatepost.conversation.queues import listing, query
from gatepost.conversation.queues.records import Filter, Kind, Wanted
from gatepost.conversation.records import QueueItem, TokenRecord
from gatepost.conversation.rights import Right
from gatepost.web.desk_api.filtering import FILTERED, LISTED
from gatepost.web.desk_api.programs import settles, who
from gatepost.web.desk_api.reading import GUARDED, NO_STORE, CommentId, Limit
from gatepost.web.desk_api.shapes import DeskItemOut, QueueOut, item_out
from gatepost.web.guards import needs
from gatepost.web.problems import Problem, documented
from gatepost.web.service import AnyRequest, service_of

After = Annotated[
    str,
    QueryParameter(
        description="`after` of the answer before, or the id of a comment: what comes behind it.",
        max_length=400,
    ),
]

ListQuery = Annotated[
    str,
    QueryParameter(
        name="query",
        description="The list: what stands behind the `?` of `/queue`, such as `kind=appeals&order=newest`.",
        max_length=4_000,
    ),
]


class PlaceOut(Struct, frozen=True):
    """Where a comment stands in a list. `listed`: whether it is in it now; else the rest says where it was.

    `before`: how many come first. `previous`, `next`: its neighbours. `after` goes on behind it.
    """

    before: int
    total: int
    listed: bool
    previous: str | None
    next: str | None
    after: str


class WaveOut(Struct, frozen=True):
    """The comment itself and those nearly the same: first what waits, then what was decided lately."""

    items: list[DeskItemOut]


@get(
    "/queue",
    opt=needs(Right.LOOK),
    dependencies=LISTED,
    responses=documented(*GUARDED, "filter-invalid", "cursor-invalid"),
    summary="Comments that wait, or that were decided",
    tags=["desk"],
)
async def get_queue(
    request: AnyRequest,
    program: NamedDependency[TokenRecord],
    wanted: NamedDependency[Wanted],
    after: After = "",
    limit: Limit = 50,
) -> Response[QueueOut]:
    """Going on with `after` repeats nothing and skips nothing that waits, whatever is decided meanwhile."""
    return await _listed(request, program, wanted, after, limit)


@get(
    "/search",
    opt=needs(Right.LOOK),
    dependencies=FILTERED,
    responses=documented(*GUARDED, "filter-invalid", "cursor-invalid"),
    summary="Comments in any state by the words in them and around them, newest first",
    tags=["desk"],
)
async def get_search(
    request: AnyRequest,
    program: NamedDependency[TokenRecord],
    filter: NamedDependency[Filter],
    after: After = "",
    limit: Limit = 50,
) -> Response[QueueOut]:
    """Finds comments, authors' names, notes, appeals, replies and reports, in every spelling."""
    return await _listed(request, program, Wanted(Kind.ALL, filter), after, limit)


@get(
    "/counts",
    opt=needs(Right.LOOK),
    dependencies=FILTERED,
    responses=documented(*GUARDED, "filter-invalid"),
    summary="How many comments stand where",
    tags=["desk"],
)
async def get_counts(
    request: AnyRequest, program: NamedDependency[TokenRecord], filter: NamedDependency[Filter]
) -> Response[dict[str, int]]:
    """Each list by its name, filtered as it would be; and comments by state, of the site alone."""
    house = service_of(request).house
    states = await house.store.counts(filter.site)
    lists = await listing.counts(house, who(program), filter)
    both = {**states, **{kind.value: number for kind, number in lists.items()}}
    return Response(both, headers=NO_STORE)


@get(
    "/comments/{comment_id:str}/place",
    opt=needs(Right.LOOK),
    responses=documented(*GUARDED, "not-found", "filter-invalid"),
    summary="Where a comment stands in a list, and what stands beside it",
    tags=["desk"],
)
async def get_place(
    request: AnyRequest,
    program: NamedDependency[TokenRecord],
    comment_id: CommentId,
    asked: ListQuery = "",
) -> Response[PlaceOut]:
    wanted = query.parse(asked)
    found = await listing.place(service_of(request).house, who(program), wanted, comment_id)
    body = PlaceOut(found.before, found.total, found.listed, found.previous, found.next, found.after)
    return Response(body, headers=NO_STORE)


@get(
    "/comments/{comment_id:str}/wave",
    opt=needs(Right.LOOK),
    responses=documented(*GUARDED, "not-found"),
    summary="Comments that are nearly the same",
    tags=["desk"],
)
async def get_wave(
    request: AnyRequest, program: NamedDependency[TokenRecord], comment_id: CommentId
) -> Response[WaveOut]:
    house = service_of(request).house
    items = await house.store.queues.wave(comment_id)
    if not items:
        raise Problem("not-found", "There is no comment with this id.")
    return Response(WaveOut(_items_out(items, house, program)), headers=NO_STORE)


async def _listed(
    request: AnyRequest, program: TokenRecord, wanted: Wanted, after: str, limit: int
) -> Response[QueueOut]:
    house = service_of(request).house
    page = await listing.page(house, who(program), wanted, after or None, limit)
    return Response(QueueOut(_items_out(page.items, house, program), page.after), headers=NO_STORE)


def _items_out(items: Sequence[QueueItem], house: House, program: TokenRecord) -> list[DeskItemOut]:
    me, now = who(program), house.clock()
    return [item_out(item, house.site_of(item.comment), me, now, settles=settles(program)) for item in items]
