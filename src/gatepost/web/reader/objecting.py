"""What an author may do with a comment afterwards, and a reader about one: appeal, withdraw, report."""

from __future__ import annotations

from litestar import Response, post
from litestar.params import JSONBody

from gatepost.conversation.appeal import appeal
from gatepost.conversation.records import CommentRecord
from gatepost.conversation.report import report
from gatepost.conversation.reports.ports import Taken
from gatepost.conversation.withdraw import withdraw
from gatepost.web.body import JsonBody
from gatepost.web.problems import BODY, documented
from gatepost.web.reader.access import own, reader_of, visible
from gatepost.web.reader.naming import CommentId
from gatepost.web.schemas import AppealedOut, AppealIn, DoneOut, ReportedOut, ReportIn
from gatepost.web.service import AnyRequest, Service, check_origin, client_of, limits_appeals, service_of
from gatepost.web.times import iso

WRITING = ("invalid-parameter", "not-found", "origin-not-allowed", "rate-limited", "store-unavailable")
NO_STORE = {"Cache-Control": "no-store"}


async def _reporter(service: Service, request: AnyRequest, site: str) -> str:
    """Who reports: an author whom the site knows, or a name for today; "" where not even an address is."""
    reader = await reader_of(service, request, site)
    if reader is not None:
        return reader.id
    client = client_of(request)
    return "" if client == "unknown" else service.strangers.name(client, service.house.clock())


def _check(service: Service, request: AnyRequest, comment: CommentRecord) -> None:
    site = service.house.sites.by_id(comment.site)
    check_origin(request, *([site] if site else []))


@post(
    "/comments/{comment_id:str}/appeal",
    dto=JsonBody[AppealIn],
    return_dto=None,
    guards=[limits_appeals],
    responses=documented(
        *BODY,
        *WRITING,
        "text-empty",
        "text-too-long",
        "not-appealable",
        "already-appealed",
        "already-decided",
    ),
    summary="Appeal against a rejection",
    tags=["readers"],
)
async def post_appeal(
    request: AnyRequest, comment_id: CommentId, data: JSONBody[AppealIn]
) -> Response[AppealedOut]:
    """Once for each rejection, by the author (`Authorization: Receipt TOKEN`). A person answers."""
    service = service_of(request)
    comment = await own(service, request, comment_id)
    _check(service, request, comment)
    made = await appeal(service.house, comment.id, data.text)
    return Response(AppealedOut(made.id, made.comment, "waiting", iso(made.made_at)), headers=NO_STORE)


@post(
    "/comments/{comment_id:str}/withdraw",
    guards=[limits_appeals],
    status_code=200,
    responses=documented(*WRITING, "already-decided"),
    summary="Withdraw one's own comment",
    tags=["readers"],
)
async def post_withdraw(request: AnyRequest, comment_id: CommentId) -> Response[DoneOut]:
    """It leaves lists and streams at once. By the author (`Authorization: Receipt TOKEN`)."""
    service = service_of(request)
    comment = await own(service, request, comment_id)
    _check(service, request, comment)
    done = await withdraw(service.house, comment.id)
    return Response(DoneOut(done.id, done.state.value), headers=NO_STORE)


@post(
    "/comments/{comment_id:str}/report",
    dto=JsonBody[ReportIn],
    return_dto=None,
    guards=[limits_appeals],
    status_code=202,
    responses=documented(*BODY, *WRITING, "text-too-long", "unknown-clause", "not-reportable"),
    summary="Report a published comment",
    tags=["readers"],
)
async def post_report(
    request: AnyRequest, comment_id: CommentId, data: JSONBody[ReportIn]
) -> Response[ReportedOut]:
    """Says which clause a published comment breaks, for the moderators. A reader counts once for each clause.

    A comment that a moderator has found in order under this clause is not brought up again.
    """
    service = service_of(request)
    comment, _ = await visible(service, request, comment_id)
    _check(service, request, comment)
    reporter = await _reporter(service, request, comment.site)
    taken = await report(service.house, comment.id, data.clause, data.text, reporter)
    body = ReportedOut(comment.id, reported=True, already_reviewed=taken is Taken.REVIEWED)
    return Response(body, headers=NO_STORE)
