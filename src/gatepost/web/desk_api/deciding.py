"""What a program at the desk can do: approve, reject with a clause, undo, answer an appeal, close an article.

Decisions by a program are recorded as `moderator:token.ID`, so that the ledger says that no person sat there.
ID begins the token's hash: the ledger holds no names.
"""

from __future__ import annotations

from typing import Annotated

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter, QueryParameter

from gatepost.conversation.appeal import answer_appeal
from gatepost.conversation.article_keys import canonical_url, key_for
from gatepost.conversation.decide import decide
from gatepost.conversation.house import House
from gatepost.conversation.records import ArticleRecord, CommentRecord, TokenRecord
from gatepost.conversation.rights import Right
from gatepost.conversation.undo import undo
from gatepost.vocabulary import Outcome
from gatepost.web.body import JsonBody
from gatepost.web.desk_api.programs import settles, who
from gatepost.web.desk_api.reading import GUARDED, NO_STORE, CommentId
from gatepost.web.desk_api.shapes import (
    AppealAnswerIn,
    ApproveIn,
    DecidedOut,
    DeskArticleIn,
    DeskArticleOut,
    RejectIn,
)
from gatepost.web.guards import needs
from gatepost.web.problems import BODY, Problem, documented
from gatepost.web.service import AnyRequest, service_of, site_for

ArticleId = Annotated[str, PathParameter(description="The article's id.", max_length=64)]
SeenSeq = Annotated[
    int | None,
    QueryParameter(description="The `seq` that one saw standing; refused when it is another.", ge=-1),
]
DECIDING = (
    *GUARDED,
    "not-found",
    "already-decided",
    "not-screened-yet",
    "digest-mismatch",
)
LOOKS = ("own-proposal", "needs-settling", "own-decision")


async def _done(house: House, program: TokenRecord, comment: CommentRecord) -> Response[DecidedOut]:
    looks = await house.store.second_looks.proposals(comment.id)
    own = any(one.moderator == who(program) for one in looks)
    return Response(DecidedOut(comment.id, comment.state.value, own), headers=NO_STORE)


@post(
    "/comments/{comment_id:str}/approve",
    opt=needs(Right.DECIDE),
    dto=JsonBody[ApproveIn],
    return_dto=None,
    status_code=200,
    responses=documented(*BODY, *DECIDING, *LOOKS, "text-too-long"),
    summary="Approve: the comment is published",
    tags=["desk"],
)
async def post_approve(
    request: AnyRequest,
    program: NamedDependency[TokenRecord],
    comment_id: CommentId,
    data: JSONBody[ApproveIn],
) -> Response[DecidedOut]:
    house = service_of(request).house
    done = await decide(
        house,
        who(program),
        comment_id,
        Outcome.APPROVE,
        note=data.note,
        seen=data.seen,
        settles=settles(program),
    )
    return await _done(house, program, done)


@post(
    "/comments/{comment_id:str}/reject",
    opt=needs(Right.DECIDE),
    dto=JsonBody[RejectIn],
    return_dto=None,
    status_code=200,
    responses=documented(*BODY, *DECIDING, *LOOKS, "text-too-long", "ground-missing", "unknown-clause"),
    summary="Reject, naming at least one clause",
    tags=["desk"],
)
async def post_reject(
    request: AnyRequest,
    program: NamedDependency[TokenRecord],
    comment_id: CommentId,
    data: JSONBody[RejectIn],
) -> Response[DecidedOut]:
    house = service_of(request).house
    clauses = tuple(dict.fromkeys(data.clauses))
    done = await decide(
        house,
        who(program),
        comment_id,
        Outcome.REJECT,
        clauses=clauses,
        note=data.note,
        seen=data.seen,
        settles=settles(program),
    )
    return await _done(house, program, done)


@post(
    "/comments/{comment_id:str}/undo",
    opt=needs(Right.DECIDE),
    status_code=200,
    responses=documented(*DECIDING, "not-yours", "undo-too-late", "nothing-to-undo"),
    summary="Take one's own decision back, within the site's undo_seconds",
    tags=["desk"],
)
async def post_undo(
    request: AnyRequest, program: NamedDependency[TokenRecord], comment_id: CommentId, seen: SeenSeq = None
) -> Response[DecidedOut]:
    house = service_of(request).house
    return await _done(house, program, await undo(house, who(program), comment_id, seen=seen))


@post(
    "/comments/{comment_id:str}/answer",
    opt=needs(Right.DECIDE),
    dto=JsonBody[AppealAnswerIn],
    return_dto=None,
    status_code=200,
    responses=documented(*BODY, *DECIDING, *LOOKS, "text-too-long", "no-open-appeal"),
    summary="Answer the appeal against a rejection",
    tags=["desk"],
)
async def post_answer(
    request: AnyRequest,
    program: NamedDependency[TokenRecord],
    comment_id: CommentId,
    data: JSONBody[AppealAnswerIn],
) -> Response[DecidedOut]:
    house = service_of(request).house
    done = await answer_appeal(
        house, who(program), comment_id, data.uphold, data.reply, seen=data.seen, settles=settles(program)
    )
    return await _done(house, program, done)


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
    url = canonical_url(data.url)
    site = site_for(service, url)
    wanted = ArticleRecord(
        service.house.new_id(), site.id, key_for(url, data.article_id), url, data.title, data.body
    )
    article = await service.house.store.ensure_article(wanted)
    body = DeskArticleOut(article.id, article.site, article.url, article.title, article.closed)
    return Response(body, headers=NO_STORE)


@post(
    "/articles/{article_id:str}/close",
    opt=needs(Right.SUSPEND),
    status_code=200,
    responses=documented(*GUARDED, "not-found"),
    summary="Take no more comments; those published stay",
    tags=["desk"],
)
async def post_close(request: AnyRequest, article_id: ArticleId) -> Response[DeskArticleOut]:
    return await _set_closed(request, article_id, closed=True)


@post(
    "/articles/{article_id:str}/open",
    opt=needs(Right.SUSPEND),
    status_code=200,
    responses=documented(*GUARDED, "not-found"),
    summary="Take comments again",
    tags=["desk"],
)
async def post_open(request: AnyRequest, article_id: ArticleId) -> Response[DeskArticleOut]:
    return await _set_closed(request, article_id, closed=False)


async def _set_closed(request: AnyRequest, article_id: str, *, closed: bool) -> Response[DeskArticleOut]:
    store = service_of(request).house.store
    article = await store.article_by_id(article_id)
    if article is None:
        raise Problem("not-found", "There is no article with this id; GET /api/v1/desk/articles lists them.")
    await store.set_closed(article.id, closed)
    body = DeskArticleOut(article.id, article.site, article.url, article.title, closed)
    return Response(body, headers=NO_STORE)
