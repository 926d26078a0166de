"""What a program at the desk can look at: one comment, the articles. Lists: see `queues`."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter

from gatepost.conversation.records import TokenRecord
from gatepost.conversation.rights import Right
from gatepost.web.desk_api.filtering import SiteId
from gatepost.web.desk_api.programs import settles, who
from gatepost.web.desk_api.shapes import DeskArticleOut, DeskItemOut, article_out, item_out
from gatepost.web.guards import needs
from gatepost.web.problems import Problem, documented
from gatepost.web.service import AnyRequest, service_of

NO_STORE = {"Cache-Control": "no-store"}
GUARDED = ("invalid-parameter", "token-invalid", "scope-missing", "store-unavailable")

After = Annotated[str, QueryParameter(description="`after` of the answer before.", max_length=64)]
Limit = Annotated[int, QueryParameter(description="How many comments at most.", ge=1, le=200)]
CommentId = Annotated[str, PathParameter(description="The comment's id.", max_length=64)]


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
    house = service_of(request).house
    item = await house.store.queue_item(comment_id)
    if item is None:
        raise Problem("not-found", "There is no comment with this id.")
    site = house.site_of(item.comment)
    shown = item_out(item, site, who(program), house.clock(), settles=settles(program))
    return Response(shown, headers=NO_STORE)


@get(
    "/articles",
    opt=needs(Right.LOOK),
    responses=documented(*GUARDED),
    summary="Articles that have comments",
    tags=["desk"],
)
async def get_articles(request: AnyRequest, site: SiteId = "") -> Response[list[DeskArticleOut]]:
    found = await service_of(request).house.store.articles(site or None)
    sites = service_of(request).house.sites
    body = [article_out(one, sites.of(one.site)) for one in found]
    return Response(body, headers=NO_STORE)
