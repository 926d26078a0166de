"""What a program at the desk can do: approve, reject with a clause, undo, answer an appeal.

Decisions by a program are recorded as `moderator:token.ID`, so that the ledger says that no person sat there.
ID begins the token's hash: the ledger holds no names.
"""

from __future__ import annotations

from typing import Annotated

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter

from gatepost.conversation.appeal import answer_appeal
from gatepost.conversation.decide import decide
from gatepost.conversation.house import House
from gatepost.conversation.records import CommentRecord, TokenRecord
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
    RejectIn,
)
from gatepost.web.guards import needs
from gatepost.web.problems import BODY, documented
from gatepost.web.service import AnyRequest, service_of

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
