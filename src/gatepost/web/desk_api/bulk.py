"""Claiming cards and deciding many at once, for programs."""

from __future__ import annotations

from typing import Annotated, Literal

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta, Struct

from gatepost.conversation.queues import bulk
from gatepost.conversation.queues.claim import LONGEST, SECONDS, claim, release
from gatepost.conversation.records import TokenRecord
from gatepost.conversation.rights import Right
from gatepost.vocabulary import Outcome, State
from gatepost.web.body import JsonBody
from gatepost.web.desk_api.programs import settles, who
from gatepost.web.desk_api.reading import GUARDED, NO_STORE, CommentId
from gatepost.web.desk_api.shapes import ClaimOut, Note, claim_out
from gatepost.web.guards import needs
from gatepost.web.problems import BODY, StandsOut, documented, stands_out
from gatepost.web.service import AnyRequest, service_of
from gatepost.web.times import iso

Ids = Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(max_length=1_000)]
Clauses = Annotated[list[str], Meta(max_length=50)]


class ClaimIn(Struct, frozen=True):
    """For how many seconds the card is claimed."""

    seconds: Annotated[int, Meta(ge=1, le=LONGEST)] = SECONDS


class ReleasedOut(Struct, frozen=True):
    """`released`: whether one held it."""

    released: bool


class PreviewIn(Struct, frozen=True):
    """What would be done to `comments`, or to all that waits in the wave of the comment `wave`."""

    outcome: Literal["approve", "reject"]
    comments: Ids = []
    wave: str | None = None
    clauses: Clauses = []


class ProspectOut(Struct, frozen=True):
    """What would happen to one comment. Send those that shall be decided back with their `seen`.

    `fate`: decides, overturns, proposes (a second moderator must look), claimed (a colleague has it; send it
    back only if you mean it), stands (it is so already), refused (see `code`), unread, gone.
    """

    comment: str
    fate: Literal["decides", "overturns", "proposes", "claimed", "stands", "refused", "unread", "gone"]
    seen: int
    goes: bool
    stands: StandsOut | None
    claimed_by: str | None
    until: str | None
    code: str | None


class PreviewOut(Struct, frozen=True):
    items: list[ProspectOut]


class StepIn(Struct, frozen=True):
    """A comment, and the `seq` of the decision that was seen standing (-1: none)."""

    comment: Annotated[str, Meta(max_length=64)]
    seen: Annotated[int, Meta(ge=-1, le=2**53)]


class BulkIn(Struct, frozen=True):
    """What `preview` showed, or a part of it."""

    outcome: Literal["approve", "reject"]
    items: Annotated[list[StepIn], Meta(max_length=1_000)]
    clauses: Clauses = []
    note: Note = ""


class ResultOut(Struct, frozen=True):
    """What became of one comment. `code`, `detail`, `stands`: why nothing did, and who was faster."""

    comment: str
    done: bool
    state: State | None
    proposed: bool
    code: str | None
    detail: str
    stands: StandsOut | None


class BulkOut(Struct, frozen=True):
    items: list[ResultOut]


@post(
    "/comments/{comment_id:str}/claim",
    opt=needs(Right.DECIDE),
    dto=JsonBody[ClaimIn],
    return_dto=None,
    status_code=200,
    responses=documented(*BODY, *GUARDED, "not-found"),
    summary="Have a card before one, so that colleagues see it",
    tags=["desk"],
)
async def post_claim(
    request: AnyRequest,
    program: NamedDependency[TokenRecord],
    comment_id: CommentId,
    data: JSONBody[ClaimIn],
) -> Response[ClaimOut]:
    """The claim that stands afterwards: one's own (`mine`), or a colleague's, until when."""
    made = await claim(service_of(request).house, who(program), comment_id, data.seconds)
    return Response(claim_out(made, who(program)), headers=NO_STORE)


@post(
    "/comments/{comment_id:str}/release",
    opt=needs(Right.DECIDE),
    status_code=200,
    responses=documented(*GUARDED),
    summary="Give a card back that one claimed",
    tags=["desk"],
)
async def post_release(
    request: AnyRequest, program: NamedDependency[TokenRecord], comment_id: CommentId
) -> Response[ReleasedOut]:
    released = await release(service_of(request).house, who(program), comment_id)
    return Response(ReleasedOut(released), headers=NO_STORE)


REFUSED = ("too-many", "ground-missing", "unknown-clause")


@post(
    "/bulk/preview",
    opt=needs(Right.DECIDE),
    dto=JsonBody[PreviewIn],
    return_dto=None,
    status_code=200,
    responses=documented(*BODY, *GUARDED, *REFUSED, "not-found"),
    summary="What deciding many comments at once would do to each; changes nothing",
    tags=["desk"],
)
async def post_preview(
    request: AnyRequest, program: NamedDependency[TokenRecord], data: JSONBody[PreviewIn]
) -> Response[PreviewOut]:
    """At most 200 comments."""
    house = service_of(request).house
    comments = [*data.comments, *(await bulk.wave(house, data.wave) if data.wave is not None else ())]
    prospects = await bulk.preview(
        house, who(program), comments, Outcome(data.outcome), data.clauses, settles=settles(program)
    )
    return Response(PreviewOut([_prospect_out(one) for one in prospects]), headers=NO_STORE)


@post(
    "/bulk",
    opt=needs(Right.DECIDE),
    dto=JsonBody[BulkIn],
    return_dto=None,
    status_code=200,
    responses=documented(*BODY, *GUARDED, *REFUSED, "text-too-long"),
    summary="Decide many comments at once, each with an entry of its own",
    tags=["desk"],
)
async def post_bulk(
    request: AnyRequest, program: NamedDependency[TokenRecord], data: JSONBody[BulkIn]
) -> Response[BulkOut]:
    """At most 200. What somebody else decided since the preview is left as it is."""
    results = await bulk.carry_out(
        service_of(request).house,
        who(program),
        [bulk.Step(one.comment, one.seen) for one in data.items],
        Outcome(data.outcome),
        data.clauses,
        data.note,
        settles=settles(program),
    )
    return Response(BulkOut([_result_out(one) for one in results]), headers=NO_STORE)


def _prospect_out(one: bulk.Prospect) -> ProspectOut:
    return ProspectOut(
        one.comment,
        one.fate.value,
        one.seen,
        one.fate in bulk.GOES,
        stands_out(one.stands),
        one.claimed_by,
        None if one.until is None else iso(one.until),
        one.code,
    )


def _result_out(one: bulk.Result) -> ResultOut:
    return ResultOut(
        one.comment, one.done, one.state, one.proposed, one.code, one.detail, stands_out(one.stands)
    )
