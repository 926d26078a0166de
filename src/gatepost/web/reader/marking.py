"""`POST /api/v1/comments/{id}/mark`: well argued. And which comments the reader who asks has marked."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get, post
from litestar.params import JSONBody, PathParameter
from msgspec import Struct

from gatepost.conversation.article_keys import key_for
from gatepost.conversation.talk.mark import mark
from gatepost.web.body import JsonBody
from gatepost.web.problems import BODY, Problem, documented
from gatepost.web.reader.access import is_author, reader_of, visible
from gatepost.web.reader.naming import ArticleId, ArticleUrl
from gatepost.web.service import AnyRequest, Service, check_origin, limits_appeals, service_of, site_for

CommentId = Annotated[str, PathParameter(description="The comment's id.", max_length=64)]
NO_STORE = {"Cache-Control": "no-store", "Vary": "Origin, Authorization"}


class MarkIn(Struct, frozen=True):
    """`on` false takes the mark back."""

    on: bool


class MarkOut(Struct, frozen=True):
    """How many readers find the comment well argued, and whether the one who asks does."""

    id: str
    marks: int
    mine: bool


class MarkedOut(Struct, frozen=True):
    """The comments of one article that the reader has marked."""

    marked: list[str]


@post(
    "/comments/{comment_id:str}/mark",
    dto=JsonBody[MarkIn],
    return_dto=None,
    guards=[limits_appeals],
    status_code=200,
    responses=documented(
        *BODY,
        "invalid-parameter",
        "not-found",
        "origin-not-allowed",
        "token-invalid",
        "own-comment",
        "rate-limited",
        "store-unavailable",
    ),
    summary="Find a comment well argued, or take that back",
    tags=["readers"],
)
async def post_mark(request: AnyRequest, comment_id: CommentId, data: JSONBody[MarkIn]) -> Response[MarkOut]:
    """A reader counts once, and not for their own comments. There is no opposite of it."""
    service = service_of(request)
    comment, _ = await visible(service, request, comment_id)
    site = service.house.sites.by_id(comment.site)
    check_origin(request, *([site] if site else []))
    reader = await marker(service, request, comment.site)
    if reader is None:
        raise Problem("token-invalid", "Send a reader token as `Authorization: Bearer TOKEN`.")
    if await is_author(service, request, comment):
        raise Problem("own-comment", "Others may find your comment well argued; you cannot.")
    marked = await mark(service.house, comment.id, reader, data.on)
    return Response(MarkOut(marked.id, marked.marks, data.on), headers=NO_STORE)


@get(
    "/me/marks",
    responses=documented(
        "invalid-parameter", "unknown-article", "url-invalid", "article-id-invalid", "store-unavailable"
    ),
    summary="Which comments of an article the reader has marked",
    tags=["readers"],
)
async def get_my_marks(
    request: AnyRequest, article: ArticleUrl, article_id: ArticleId = None
) -> Response[MarkedOut]:
    """By reader token. Who has none has marked nothing."""
    service = service_of(request)
    site = site_for(service, article)
    found = await service.house.store.article(site.id, key_for(article, article_id))
    reader = await marker(service, request, site.id)
    known = found is not None and reader is not None
    marked = await service.house.store.marks.of_reader(reader or "", found.id) if known and found else ()
    return Response(MarkedOut(list(marked)), headers=NO_STORE)


async def marker(service: Service, request: AnyRequest, site: str) -> str | None:
    """Who marks: a reader whom the site knows."""
    reader = await reader_of(service, request, site)
    return reader.id if reader is not None else None
