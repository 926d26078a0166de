"""What a program at the desk can look at: the queue, figures, one comment, the articles."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter

from gatepost.conversation.ports import CursorInvalid
from gatepost.conversation.queues.records import Filter, Wanted
from gatepost.conversation.queues.records import Kind as Kinds
from gatepost.conversation.records import TokenRecord
from gatepost.conversation.rights import Right
from gatepost.web.desk_api.programs import settles, who
from gatepost.web.desk_api.shapes import DeskArticleOut, DeskItemOut, QueueOut, item_out
from gatepost.web.guards import needs
from gatepost.web.problems import Problem, documented
from gatepost.web.service import AnyRequest, service_of

NO_STORE = {"Cache-Control": "no-store"}
GUARDED = ("invalid-parameter", "token-invalid", "scope-missing", "store-unavailable")

SiteId = Annotated[str, QueryParameter(description="Only this site's; empty: all.", max_length=64)]
Kind = Annotated[
    Literal["referred", "appeals", "reports", "second", "decided"],
    QueryParameter(
        description="Waiting for a person, appeals, reported, for a second look, or decided (newest first)."
    ),
]
After = Annotated[str, QueryParameter(description="`after` of the answer before.", max_length=64)]
Limit = Annotated[int, QueryParameter(description="How many comments at most.", ge=1, le=200)]
CommentId = Annotated[str, PathParameter(description="The comment's id.", max_length=64)]


@get(
    "/queue",
    opt=needs(Right.LOOK),
    responses=documented(*GUARDED, "cursor-invalid"),
    summary="Comments that wait, or that were decided",
    tags=["desk"],
)
async def get_queue(
    request: AnyRequest,
    program: NamedDependency[TokenRecord],
    kind: Kind = "referred",
    site: SiteId = "",
    after: After = "",
    limit: Limit = 50,
) -> Response[QueueOut]:
    """Oldest first, except `decided`. Appeals that the program may not answer come last; what it has looked
    at itself is not among the second looks."""
    house = service_of(request).house
    if kind in ("appeals", "second"):
        wanted = Wanted(Kinds(kind), Filter(site=site or None))
        try:
            found = await house.store.queues.page(
                wanted, moderator=who(program), now=house.clock(), after=after or None, limit=limit
            )
        except CursorInvalid:
            raise Problem("cursor-invalid", "Begin again without `after`.") from None
        shown, more = found.items, found.after is not None
    else:
        items = await house.store.queue(site or None, kind, after or None, limit + 1)
        shown, more = tuple(items[:limit]), len(items) > limit
    following = shown[-1].comment.id if more else None
    body = [item_out(item, who(program), settles=settles(program)) for item in shown]
    return Response(QueueOut(body, following), headers=NO_STORE)


@get(
    "/counts",
    opt=needs(Right.LOOK),
    responses=documented(*GUARDED),
    summary="How many comments stand where",
    tags=["desk"],
)
async def get_counts(request: AnyRequest, site: SiteId = "") -> Response[dict[str, int]]:
    counts = await service_of(request).house.store.counts(site or None)
    return Response(dict(counts), headers=NO_STORE)


@get(
    "/comments/{comment_id:str}",
    opt=needs(Right.LOOK),
    responses=documented(*GUARDED, "not-found"),
    summary="One comment with all that is known about it",
    tags=["desk"],
)
async def get_item(
    request: AnyRequest, program: NamedDependency[TokenRecord], comment_id: CommentId
) -> Response[DeskItemOut]:
    item = await service_of(request).house.store.queue_item(comment_id)
    if item is None:
        raise Problem("not-found", "There is no comment with this id.")
    return Response(item_out(item, who(program), settles=settles(program)), headers=NO_STORE)


@get(
    "/articles",
    opt=needs(Right.LOOK),
    responses=documented(*GUARDED),
    summary="Articles that have comments",
    tags=["desk"],
)
async def get_articles(request: AnyRequest, site: SiteId = "") -> Response[list[DeskArticleOut]]:
    found = await service_of(request).house.store.articles(site or None)
    body = [DeskArticleOut(one.id, one.site, one.url, one.title, one.closed) for one in found]
    return Response(body, headers=NO_STORE)
