"""A reader's rights: what is kept about oneself, as a file; and to have it erased, whole or one comment."""

from __future__ import annotations

from litestar import Response, get, post
from litestar.params import JSONBody

from gatepost.conversation.erase import erase
from gatepost.conversation.readers.erase import erase_reader
from gatepost.conversation.readers.export import encoded, export_reader
from gatepost.web.body import JsonBody
from gatepost.web.problems import BODY, FieldFault, Problem, documented
from gatepost.web.reader.access import own, reader_anywhere
from gatepost.web.reader.naming import CommentId
from gatepost.web.schemas import ConfirmIn, DoneOut, ErasedOut
from gatepost.web.service import AnyRequest, check_origin, language_for, limits_appeals, service_of
from gatepost.web.times import iso

HEADERS = {"Cache-Control": "no-store", "Vary": "Origin, Authorization, Accept-Language"}


@get(
    "/me/export",
    media_type="application/json",
    guards=[limits_appeals],
    responses=documented("token-invalid", "rate-limited", "store-unavailable"),
    summary="Everything that is kept about oneself",
    tags=["readers"],
)
async def get_export(request: AnyRequest) -> Response[bytes]:
    """One JSON document: comments with texts and receipts, reasons, appeals, reports, marks, letters."""
    service = service_of(request)
    reader = await reader_anywhere(service, request)
    language = language_for(request, service.house.sites.by_id(reader.site))
    document = encoded(await export_reader(service.house, reader, language))
    name = f"comments-{reader.site}.json"
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return Response(document, media_type="application/json", headers=headers)


@post(
    "/me/erase",
    dto=JsonBody[ConfirmIn],
    return_dto=None,
    status_code=200,
    guards=[limits_appeals],
    responses=documented(
        *BODY, "token-invalid", "origin-not-allowed", "already-decided", "rate-limited", "store-unavailable"
    ),
    summary="Erase everything about oneself",
    tags=["readers"],
)
async def post_erase_me(request: AnyRequest, data: JSONBody[ConfirmIn]) -> Response[ErasedOut]:
    """Cannot be undone. Interrupted, it is carried on by itself; afterwards the token opens nothing."""
    service = service_of(request)
    reader = await reader_anywhere(service, request)
    site = service.house.sites.by_id(reader.site)
    check_origin(request, *([site] if site else []))
    _confirmed(data)
    done = await erase_reader(service.house, reader.id)
    held = None if done.suspended_until is None else iso(done.suspended_until)
    return Response(ErasedOut(done.comments, held), headers=HEADERS)


@post(
    "/comments/{comment_id:str}/erase",
    dto=JsonBody[ConfirmIn],
    return_dto=None,
    status_code=200,
    guards=[limits_appeals],
    responses=documented(
        *BODY,
        "invalid-parameter",
        "not-found",
        "origin-not-allowed",
        "already-decided",
        "rate-limited",
        "store-unavailable",
    ),
    summary="Erase one's own comment",
    tags=["readers"],
)
async def post_erase(
    request: AnyRequest, comment_id: CommentId, data: JSONBody[ConfirmIn]
) -> Response[DoneOut]:
    """Text, name and salt go for good. By the author: `Authorization: Receipt TOKEN`, or a reader token."""
    service = service_of(request)
    comment = await own(service, request, comment_id)
    site = service.house.sites.by_id(comment.site)
    check_origin(request, *([site] if site else []))
    _confirmed(data)
    done = await erase(service.house, comment.id, "author")
    return Response(DoneOut(done.id, done.state.value), headers=HEADERS)


def _confirmed(data: ConfirmIn) -> None:
    if not data.confirm:
        fault = FieldFault("confirm", "must be true")
        raise Problem("invalid-field", 'Erasing cannot be undone: send "confirm": true.', errors=(fault,))
