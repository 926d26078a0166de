"""`POST /api/v1/comments/{id}/mark`: well argued. And which comments the reader who asks has marked."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.params import JSONBody
from msgspec import Struct

from gatepost.conversation.article_keys import key_for
from gatepost.conversation.talk.mark import mark
from gatepost.web.abuse.limiting import caller_of
from gatepost.web.body import JsonBody
from gatepost.web.problems import BODY, Problem, documented
from gatepost.web.reader.access import is_author, reader_of, visible
from gatepost.web.reader.naming import ArticleId, ArticleUrl, CommentId
from gatepost.web.service import AnyRequest, Service, check_origin, limits_appeals, service_of, site_for

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
    if await is_author(service, request, comment):
        raise Problem("own-comment", "Others may find your comment well argued; you cannot.")
    marked = await mark(service.house, comment.id, reader.name, data.on, reader.before)
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
    """By reader token, or the browser's own."""
    service = service_of(request)
    site = site_for(service, article)
    found = await service.house.store.article(site.id, key_for(article, article_id))
    reader = await marker(service, request, site.id)
    marked: dict[str, None] = {}
    for name in (reader.name, reader.browser):
        if name and found is not None:
            marked.update(dict.fromkeys(await service.house.store.marks.of_reader(name, found.id)))
    return Response(MarkedOut(list(marked)), headers=NO_STORE)


class Marker(Struct, frozen=True):
    """Who marks. `before`: under which name the same browser may have marked while it was new. `browser`:
    the browser of a reader whom the site knows; it may have marked before the reader signed in."""

    name: str
    before: str = ""
    browser: str = ""


async def marker(service: Service, request: AnyRequest, site: str) -> Marker:
    """A reader whom the site knows; else the browser, by its token.

    A token of a few minutes could be had by the hundred: until it is older, all that come from one address
    are one reader, for today.
    """
    reader, caller = await reader_of(service, request, site), await caller_of(request)
    known = caller.token is not None and caller.token.is_known(service.house.clock())
    browser = f"browser.{caller.token.id}" if caller.token is not None and known else ""
    if reader is not None:
        return Marker(reader.id, browser, browser)
    return Marker(browser, caller.address) if browser else Marker(caller.address)
