"""`GET /api/v1/comments` and what belongs to one comment: approved ones for everybody, any for its author."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from litestar import Response, get
from litestar.params import QueryParameter
from msgspec import UNSET, UnsetType, structs

from gatepost.conversation.article_keys import canonical_url
from gatepost.conversation.statement import Statement, statement_of
from gatepost.conversation.thread import thread
from gatepost.web.problems import documented
from gatepost.web.reader.access import visible
from gatepost.web.reader.naming import ArticleId, ArticleUrl, CommentId, known_article
from gatepost.web.reader.presenting import article_out, comment_out, site_out, waiting_out
from gatepost.web.reader.threads import threads
from gatepost.web.schemas import ArticleOut, ListOut, OwnCommentOut, WaitingOut
from gatepost.web.service import AnyRequest, language_for, service_of, site_for

Sort = Annotated[
    Literal["oldest", "newest", "most_discussed", "picks"],
    QueryParameter(description="The order of the threads."),
]
After = Annotated[str, QueryParameter(description="`after` of the answer before.", max_length=512)]
Limit = Annotated[int, QueryParameter(description="How many comments at most.", ge=1, le=500)]

REVALIDATE = "no-cache"
"""Caches may keep it and must ask each time: what was withdrawn is gone at the next look."""


@get(
    "/comments",
    responses={
        **documented(
            "invalid-parameter",
            "unknown-article",
            "url-invalid",
            "article-id-invalid",
            "cursor-invalid",
            "store-unavailable",
        ),
    },
    summary="The approved comments of an article, as threads",
    tags=["readers"],
)
async def list_comments(
    request: AnyRequest,
    article: ArticleUrl,
    article_id: ArticleId = None,
    sort: Sort = "oldest",
    after: After = "",
    limit: Limit = 100,
) -> Response[ListOut | None]:
    """Send the ETag back in If-None-Match: the answer is 304 while nothing has changed."""
    service = service_of(request)
    house = service.house
    url = canonical_url(article)
    site = site_for(service, article)
    found = await known_article(service, site, url, article_id)
    # Nothing was ever public here: whether something waits is nobody's business.
    public = found if found is not None and (found.revision or found.closed) else None
    now, own = house.clock(), site_out(site)
    told = article_out(public, site, now) if public else ArticleOut(url, None, False, None, site.slow_seconds)
    labels = (site.newsroom, sorted(site.badges.items()))
    tag = _etag((own, labels), told, public.revision if public else -1, sort, after, limit)
    if _matches(request.headers.get("if-none-match", ""), tag):
        return Response(None, status_code=304, headers=_headers(tag))
    if public is None:
        return Response(ListOut(own, told, [], 0, None), headers=_headers(tag))
    page = await thread(house, public, sort, after or None, limit)
    body = ListOut(
        site=own,
        article=told,
        comments=threads(page.comments, site),
        total=page.total,
        after=page.after,
    )
    # The page may be newer than the article was a moment ago; the tag must tell what is in the body.
    return Response(body, headers=_headers(_etag((own, labels), told, page.revision, sort, after, limit)))


@get(
    "/comments/{comment_id:str}",
    responses=documented("invalid-parameter", "not-found", "store-unavailable"),
    summary="One comment",
    tags=["readers"],
)
async def get_comment(request: AnyRequest, comment_id: CommentId) -> Response[OwnCommentOut]:
    """Its author, by `Authorization: Receipt TOKEN`, sees any state and the statement of reasons."""
    service = service_of(request)
    comment, own = await visible(service, request, comment_id)
    statement: Statement | None = None
    waiting: WaitingOut | UnsetType = UNSET
    if own:
        site = service.house.sites.by_id(comment.site)
        statement = await statement_of(service.house, comment, language_for(request, site))
        waiting = await waiting_out(service.house, comment)
    body = OwnCommentOut(
        **structs.asdict(comment_out(comment, service.house.site_of(comment))),
        statement=statement or UNSET,
        waiting=waiting,
    )
    headers = {"Cache-Control": "private, no-cache" if own else REVALIDATE, "Vary": VARY}
    return Response(body, headers=headers)


VARY = "Origin, Authorization, Gatepost-Receipt, Accept-Language"


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": REVALIDATE, "Vary": "Origin"}


def _etag(site: object, article: ArticleOut, revision: int, sort: str, after: str, limit: int) -> str:
    """Weak: two answers with one tag say the same, though not in the same bytes for ever. The article is part
    of it, because it closes without anybody doing anything; and of the site what the answer says of it, such
    as the badges' labels, because settings change with a restart."""
    said = repr((2, site, article, revision, sort, after, limit)).encode("utf-8", "surrogatepass")
    return f'W/"{hashlib.sha256(said).hexdigest()[:24]}"'


def _matches(header: str, tag: str) -> bool:
    """Weak comparison (RFC 9110, 13.1.2) of one of possibly many tags."""
    opaque = tag.removeprefix("W/")
    return any(one.strip() == "*" or one.strip().removeprefix("W/") == opaque for one in header.split(","))
