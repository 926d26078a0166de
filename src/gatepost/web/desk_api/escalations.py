"""Escalations for programs: list, escalate, close, the evidence."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter
from msgspec import Struct

from gatepost.conversation.escalations import escalate as steps
from gatepost.conversation.escalations.evidence import Bundle, evidence
from gatepost.conversation.escalations.records import EscalationRecord
from gatepost.conversation.records import TokenRecord
from gatepost.conversation.rights import Right
from gatepost.web.body import JsonBody
from gatepost.web.desk_api.authors import Waiting, moment
from gatepost.web.desk_api.programs import settles, who
from gatepost.web.desk_api.reading import GUARDED, NO_STORE, After, CommentId, Limit
from gatepost.web.desk_api.shapes import Note
from gatepost.web.guards import needs
from gatepost.web.problems import BODY, documented
from gatepost.web.service import AnyRequest, service_of
from gatepost.web.times import iso

EscalationId = Annotated[str, PathParameter(description="The escalation's id.", max_length=64)]


class EscalateIn(Struct, frozen=True):
    """`keep_until` (ISO 8601, at most a year): until then an erasure leaves the words to the evidence."""

    to: Literal["editor", "legal", "police"]
    reason: Note
    keep_until: str | None = None


class CloseIn(Struct, frozen=True):
    answer: Note = ""


class EscalationOut(Struct, frozen=True):
    id: str
    comment: str
    to: str
    reason: str
    by: str
    made_at: str
    keep_until: str | None
    closed_at: str | None
    closed_by: str | None
    answer: str


class EscalationsOut(Struct, frozen=True):
    escalations: list[EscalationOut]
    after: str | None


@post(
    "/comments/{comment_id:str}/escalate",
    opt=needs(Right.SUSPEND),
    dto=JsonBody[EscalateIn],
    return_dto=None,
    responses=documented(
        *BODY, *GUARDED, "not-found", "text-empty", "text-too-long", "until-invalid", "already-decided"
    ),
    summary="Put a comment before an editor, the lawyers or the police",
    tags=["desk"],
)
async def post_escalate(
    request: AnyRequest,
    program: NamedDependency[TokenRecord],
    comment_id: CommentId,
    data: JSONBody[EscalateIn],
) -> Response[EscalationOut]:
    house = service_of(request).house
    keep_until = None if data.keep_until is None else moment(data.keep_until)
    made = await steps.escalate(house, who(program), comment_id, data.to, data.reason, keep_until)
    return Response(escalation_out(made), headers=NO_STORE)


@get(
    "/escalations",
    opt=needs(Right.LOOK),
    responses=documented(*GUARDED),
    summary="Escalations, newest first",
    tags=["desk"],
)
async def get_escalations(
    request: AnyRequest, waiting: Waiting = False, after: After = "", limit: Limit = 50
) -> Response[EscalationsOut]:
    """`waiting`: only the open ones."""
    found = await service_of(request).house.store.escalations.every(waiting, after or None, limit + 1)
    shown = found[:limit]
    following = shown[-1].id if len(found) > limit else None
    return Response(EscalationsOut([escalation_out(one) for one in shown], following), headers=NO_STORE)


@post(
    "/escalations/{escalation_id:str}/close",
    opt=needs(Right.SETTLE),
    dto=JsonBody[CloseIn],
    return_dto=None,
    status_code=200,
    responses=documented(*BODY, *GUARDED, "not-found", "text-too-long", "already-closed"),
    summary="Close with an answer; what was kept for it is erased",
    tags=["desk"],
)
async def post_escalation_close(
    request: AnyRequest,
    program: NamedDependency[TokenRecord],
    escalation_id: EscalationId,
    data: JSONBody[CloseIn],
) -> Response[EscalationOut]:
    done = await steps.close(service_of(request).house, who(program), escalation_id, data.answer)
    return Response(escalation_out(done), headers=NO_STORE)


@get(
    "/escalations/{escalation_id:str}/bundle",
    opt=needs(Right.SUSPEND),
    responses=documented(*GUARDED, "not-found", "not-yours"),
    summary="The evidence: text, salt, entries, thread, article; that it was taken is recorded",
    tags=["desk"],
)
async def get_bundle(
    request: AnyRequest, program: NamedDependency[TokenRecord], escalation_id: EscalationId
) -> Response[Bundle]:
    house = service_of(request).house
    found = await evidence(house, who(program), escalation_id, settles=settles(program))
    return Response(found, headers=NO_STORE)


def escalation_out(one: EscalationRecord) -> EscalationOut:
    return EscalationOut(
        id=one.id,
        comment=one.comment,
        to=one.to,
        reason=one.reason,
        by=one.by,
        made_at=iso(one.made_at),
        keep_until=None if one.keep_until is None else iso(one.keep_until),
        closed_at=None if one.closed_at is None else iso(one.closed_at),
        closed_by=one.closed_by,
        answer=one.answer,
    )
