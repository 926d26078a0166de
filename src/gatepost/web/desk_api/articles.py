"""Articles for a program at the desk: make one known, close and open it, set it up; reply as the newsroom."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter

from gatepost.conversation.article_keys import canonical_url, key_for
from gatepost.conversation.house import House
from gatepost.conversation.moments import microseconds
from gatepost.conversation.records import ArticleRecord, TokenRecord
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right
from gatepost.conversation.settle import PATIENCE_SECONDS, settle
from gatepost.conversation.talk.newsroom import reply_as_newsroom
from gatepost.conversation.talk.records import NEVER, Wish
from gatepost.conversation.talk.settings import set_up
from gatepost.web.body import JsonBody
from gatepost.web.desk_api.programs import who
from gatepost.web.desk_api.reading import GUARDED, NO_STORE, CommentId
from gatepost.web.desk_api.shapes import (
    ArticleSettingsIn,
    DecidedOut,
    DeskArticleIn,
    DeskArticleOut,
    NewsroomReplyIn,
    article_out,
)
from gatepost.web.guards import needs
from gatepost.web.problems import BODY, documented
from gatepost.web.service import AnyRequest, service_of, site_for

ArticleId = Annotated[str, PathParameter(description="The article's id.", max_length=64)]


@post(
    "/articles",
    opt=needs(Right.SUSPEND),
    dto=JsonBody[DeskArticleIn],
    return_dto=None,
    status_code=200,
    responses=documented(*BODY, *GUARDED, "url-invalid", "article-id-invalid", "unknown-article"),
    summary="Make an article known, or fill its empty title and body",
    tags=["desk"],
)
async def post_article(request: AnyRequest, data: JSONBody[DeskArticleIn]) -> Response[DeskArticleOut]:
    """What a site with `articles = "registered"` needs before readers can comment. Doing it twice is fine."""
    service = service_of(request)
    house = service.house
    url = canonical_url(data.url)
    site = site_for(service, url)
    key = key_for(url, data.article_id)
    wanted = ArticleRecord(house.new_id(), site.id, key, url, data.title, data.body, known_at=house.clock())
    return _shown(house, await house.store.ensure_article(wanted))


@post(
    "/articles/{article_id:str}/close",
    opt=needs(Right.SUSPEND),
    status_code=200,
    responses=documented(*GUARDED, "not-found"),
    summary="Take no more comments; those published stay",
    tags=["desk"],
)
async def post_close(request: AnyRequest, article_id: ArticleId) -> Response[DeskArticleOut]:
    house = service_of(request).house
    return _shown(house, await set_up(house, article_id, Wish(closed=True)))


@post(
    "/articles/{article_id:str}/open",
    opt=needs(Right.SUSPEND),
    status_code=200,
    responses=documented(*GUARDED, "not-found"),
    summary="Take comments again",
    tags=["desk"],
)
async def post_open(request: AnyRequest, article_id: ArticleId) -> Response[DeskArticleOut]:
    """A closing time that is over goes, too; the site's rule does not close it again."""
    house = service_of(request).house
    return _shown(house, await set_up(house, article_id, Wish(closed=False)))


@post(
    "/articles/{article_id:str}/settings",
    opt=needs(Right.SUSPEND),
    dto=JsonBody[ArticleSettingsIn],
    return_dto=None,
    status_code=200,
    responses=documented(*BODY, *GUARDED, "not-found", "settings-invalid", "text-too-long"),
    summary="Set what an article says of its comments",
    tags=["desk"],
)
async def post_settings(
    request: AnyRequest, article_id: ArticleId, data: JSONBody[ArticleSettingsIn]
) -> Response[DeskArticleOut]:
    """What is not named stays as it is."""
    house = service_of(request).house
    wish = Wish(
        closed=data.closed,
        closes_at=_moment(data.closes_at) if isinstance(data.closes_at, str) else data.closes_at,
        slow_seconds=data.slow_seconds,
        notice=data.notice,
        questions=data.questions,
        held=data.held,
    )
    return _shown(house, await set_up(house, article_id, wish))


@post(
    "/comments/{comment_id:str}/reply",
    opt=needs(Right.DECIDE),
    dto=JsonBody[NewsroomReplyIn],
    return_dto=None,
    responses=documented(
        *BODY,
        *GUARDED,
        "not-found",
        "unknown-parent",
        "unknown-article",
        "text-empty",
        "text-too-long",
        "name-invalid",
        "name-refused",
    ),
    summary="Reply to a published comment as the newsroom",
    tags=["desk"],
)
async def post_newsroom_reply(
    request: AnyRequest,
    program: NamedDependency[TokenRecord],
    comment_id: CommentId,
    data: JSONBody[NewsroomReplyIn],
) -> Response[DecidedOut]:
    """A comment like any other: screened, recorded, shown with the newsroom's badge. The first one that is
    published under a question is its answer."""
    house = service_of(request).house
    made = await reply_as_newsroom(house, who(program), comment_id, data.text, data.name)
    made = await settle(house, made.id, PATIENCE_SECONDS)
    return Response(DecidedOut(made.id, made.state.value), headers=NO_STORE, status_code=201)


def _shown(house: House, article: ArticleRecord) -> Response[DeskArticleOut]:
    return Response(article_out(article, house.sites.of(article.site)), headers=NO_STORE)


def _moment(text: str) -> int:
    """ISO 8601, in UTC where it names no zone; microseconds."""
    if text == "never":
        return NEVER
    try:
        return microseconds(text)
    except (ValueError, OverflowError):
        raise Refusal(
            "settings-invalid", f"`closes_at` is a time such as 2027-01-31T18:00:00Z; {text[:40]!r} is none."
        ) from None
