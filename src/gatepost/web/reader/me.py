"""`/api/v1/me`: what a site knows of the reader who holds this token; an appeal against a suspension."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get, post
from litestar.params import JSONBody, QueryParameter
from msgspec import UNSET, structs

from gatepost.conversation.readers.preferences import change
from gatepost.conversation.readers.records import Tell
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.statement import statement_of
from gatepost.conversation.suspensions.announce import Announcement, announced
from gatepost.conversation.suspensions.appeal import appeal
from gatepost.web.body import JsonBody
from gatepost.web.problems import BODY, documented
from gatepost.web.reader.access import reader_anywhere
from gatepost.web.reader.name_problems import names_told
from gatepost.web.reader.presenting import account_out
from gatepost.web.schemas import AccountOut, AppealIn, MeOut, MyCommentOut, MySettingsIn, TellIn
from gatepost.web.service import (
    AnyRequest,
    Service,
    check_origin,
    language_for,
    limits_appeals,
    service_of,
)
from gatepost.web.times import iso

PAGE = 50
HEADERS = {"Cache-Control": "no-store", "Vary": "Origin, Authorization, Accept-Language"}
After = Annotated[str, QueryParameter(description="`after` of the answer before.", max_length=64)]


@get(
    "/me",
    guards=[limits_appeals],
    responses=documented("invalid-parameter", "token-invalid", "rate-limited", "store-unavailable"),
    summary="One's own comments and suspensions",
    tags=["readers"],
)
async def get_me(request: AnyRequest, after: After = "") -> Response[MeOut]:
    """By `Authorization: Bearer TOKEN` with the reader token. Comments newest first."""
    service = service_of(request)
    house = service.house
    reader = await reader_anywhere(service, request)
    language = language_for(request, house.sites.by_id(reader.site))
    comments = await house.store.authors.comments_of(reader.id, after or None, PAGE + 1)
    suspensions = [
        await announced(house, one, language) for one in await house.store.suspensions.of_author(reader.id)
    ]
    body = MeOut(
        site=reader.site,
        known_since=iso(reader.made_at),
        suspended=any(one.holds for one in suspensions),
        suspensions=suspensions,
        comments=[await _mine(service, one, language) for one in comments[:PAGE]],
        after=comments[PAGE - 1].id if len(comments) > PAGE else None,
        account=account_out(house.sites.of(reader.site), reader.account) if reader.account else None,
    )
    return Response(body, headers=HEADERS)


@post(
    "/me/appeal",
    dto=JsonBody[AppealIn],
    return_dto=None,
    guards=[limits_appeals],
    responses=documented(
        *BODY,
        "token-invalid",
        "origin-not-allowed",
        "rate-limited",
        "store-unavailable",
        "text-empty",
        "text-too-long",
        "not-suspended",
        "already-appealed",
    ),
    summary="Appeal against one's own suspension",
    tags=["readers"],
)
async def post_my_appeal(request: AnyRequest, data: JSONBody[AppealIn]) -> Response[Announcement]:
    """Once for each suspension. Another moderator than the one who suspended answers."""
    service = service_of(request)
    reader = await reader_anywhere(service, request)
    site = service.house.sites.by_id(reader.site)
    check_origin(request, *([site] if site else []))
    made = await appeal(service.house, reader.id, data.text)
    return Response(await announced(service.house, made, language_for(request, site)), headers=HEADERS)


@post(
    "/me/settings",
    dto=JsonBody[MySettingsIn],
    return_dto=None,
    status_code=200,
    guards=[limits_appeals],
    responses=documented(
        *BODY,
        "token-invalid",
        "origin-not-allowed",
        "sign-in-required",
        "name-invalid",
        "name-reserved",
        "name-refused",
        "preference-invalid",
        "not-found",
        "rate-limited",
        "store-unavailable",
    ),
    summary="Change one's name, language and letters",
    tags=["readers"],
)
async def post_my_settings(request: AnyRequest, data: JSONBody[MySettingsIn]) -> Response[AccountOut]:
    """What is left out stays as it is. The next comments bear the new name, earlier ones keep theirs."""
    service = service_of(request)
    reader = await reader_anywhere(service, request)
    site = service.house.sites.of(reader.site)
    check_origin(request, site)
    tell = _tell(reader.account.tell, data.tell) if reader.account and data.tell else None
    changed = await names_told(request, site, change(service.house, reader, data.name, data.language, tell))
    return Response(account_out(site, changed), headers=HEADERS)


def _tell(now: Tell, asked: TellIn) -> Tell:
    given = {name: value for name, value in structs.asdict(asked).items() if value is not None}
    return structs.replace(now, **given)


async def _mine(service: Service, comment: CommentRecord, language: str) -> MyCommentOut:
    article = await service.house.store.article_by_id(comment.article)
    statement = await statement_of(service.house, comment, language)
    return MyCommentOut(
        id=comment.id,
        article=article.url if article else "",
        state=comment.state.value,
        submitted_at=iso(comment.submitted_at),
        text=comment.text,
        statement=statement or UNSET,
    )
