"""`/api/v1/follow`: letters about new comments under an article, for readers with an account."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.params import JSONBody
from msgspec import Struct

from gatepost.conversation.article_keys import canonical_url, key_for
from gatepost.conversation.authors.records import Author
from gatepost.conversation.records import ArticleRecord
from gatepost.conversation.sites import Site
from gatepost.conversation.talk.follow import follow
from gatepost.web.body import JsonBody
from gatepost.web.problems import BODY, Problem, documented
from gatepost.web.reader.access import reader_of
from gatepost.web.reader.naming import ArticleId, ArticleUrl, known_article
from gatepost.web.service import AnyRequest, Service, check_origin, limits_appeals, service_of, site_for

NO_STORE = {"Cache-Control": "no-store", "Vary": "Origin, Authorization"}
NAMING = ("unknown-article", "url-invalid", "article-id-invalid", "token-invalid", "store-unavailable")


class FollowIn(Struct, frozen=True):
    """`article`: its address, and `article_id` where the publisher sends one. `on` false ends it."""

    article: str
    on: bool
    article_id: str | None = None


class FollowOut(Struct, frozen=True):
    """Whether letters about new comments are wanted."""

    following: bool


@post(
    "/follow",
    dto=JsonBody[FollowIn],
    return_dto=None,
    guards=[limits_appeals],
    status_code=200,
    responses=documented(*BODY, *NAMING, "origin-not-allowed", "rate-limited", "mail-off", "email-required"),
    summary="Follow an article, or no more",
    tags=["readers"],
)
async def post_follow(request: AnyRequest, data: JSONBody[FollowIn]) -> Response[FollowOut]:
    """By reader token, of an account with an e-mail address. At most one letter in a quarter of an hour."""
    service = service_of(request)
    site = site_for(service, data.article)
    check_origin(request, site)
    reader = await _reader(service, request, site)
    url = canonical_url(data.article)
    article = await known_article(service, site, url, data.article_id)
    if article is None:
        now, key = service.house.clock(), key_for(url, data.article_id)
        article = ArticleRecord(service.house.new_id(), site.id, key, url, known_at=now)
    await follow(service.house, reader.id, article, data.on)
    return Response(FollowOut(data.on), headers=NO_STORE)


@get(
    "/follow",
    responses=documented("invalid-parameter", *NAMING),
    summary="Whether one follows an article",
    tags=["readers"],
)
async def get_follow(
    request: AnyRequest, article: ArticleUrl, article_id: ArticleId = None
) -> Response[FollowOut]:
    service = service_of(request)
    site = site_for(service, article)
    reader = await _reader(service, request, site)
    found = await service.house.store.article(site.id, key_for(article, article_id))
    following = found is not None and await service.house.store.follows.has(reader.id, found.id)
    return Response(FollowOut(following), headers=NO_STORE)


async def _reader(service: Service, request: AnyRequest, site: Site) -> Author:
    reader = await reader_of(service, request, site.id)
    if reader is None:
        raise Problem("token-invalid", "Send a reader token as `Authorization: Bearer TOKEN`.")
    return reader
