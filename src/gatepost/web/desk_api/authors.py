"""Authors and suspensions for programs: the record, suspending, lifting, answering appeals."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter, QueryParameter
from msgspec import Meta, Struct

from gatepost.conversation.authors.records import AuthorRecord
from gatepost.conversation.records import TokenRecord
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right
from gatepost.conversation.suspensions import appeal as appeals
from gatepost.conversation.suspensions import suspend as steps
from gatepost.conversation.suspensions.records import SuspensionRecord
from gatepost.web.body import JsonBody
from gatepost.web.desk_api.programs import settles, who
from gatepost.web.desk_api.reading import GUARDED, NO_STORE, After, Limit
from gatepost.web.desk_api.shapes import AnswerIn, Note
from gatepost.web.guards import needs
from gatepost.web.problems import BODY, Problem, documented
from gatepost.web.reader.presenting import comment_out
from gatepost.web.schemas import CommentOut
from gatepost.web.service import AnyRequest, service_of
from gatepost.web.times import iso

AuthorId = Annotated[str, PathParameter(description="The author's id.", max_length=64)]
SuspensionId = Annotated[str, PathParameter(description="The suspension's id.", max_length=64)]
Waiting = Annotated[bool, QueryParameter(description="Only those with an appeal that waits.")]
PAGE = 50


class SuspendIn(Struct, frozen=True):
    """For how long (`days`, or `until` in ISO 8601, at most a year), on which clause, and what the author
    is told. `comment`: the one that led to it."""

    clause: str
    ground: Note
    days: Annotated[int, Meta(ge=1, le=365)] | None = None
    until: str | None = None
    comment: str | None = None


class DeskSuspensionOut(Struct, frozen=True):
    id: str
    author: str
    comment: str | None
    clause: str
    ground: str
    by: str
    made_at: str
    until: str
    holds: bool
    lifted_at: str | None
    lifted_by: str | None
    appeal: str
    appeal_state: Literal["waiting", "upheld", "overturned"] | None
    answered_by: str | None
    reply: str


class DeskAuthorOut(Struct, frozen=True):
    """One author: what became of the comments, those comments (newest first), and every suspension."""

    id: str
    site: str
    known_since: str
    record: AuthorRecord
    suspensions: list[DeskSuspensionOut]
    comments: list[CommentOut]
    after: str | None


class SuspensionsOut(Struct, frozen=True):
    suspensions: list[DeskSuspensionOut]
    after: str | None


@get(
    "/authors/{author_id:str}",
    opt=needs(Right.LOOK),
    responses=documented(*GUARDED, "not-found"),
    summary="One author: record, comments, suspensions",
    tags=["desk"],
)
async def get_author(request: AnyRequest, author_id: AuthorId, after: After = "") -> Response[DeskAuthorOut]:
    """The id stands at each comment of the queue, in `author_id`."""
    house = service_of(request).house
    author = await house.store.authors.by_id(author_id)
    if author is None:
        raise Problem("not-found", "There is no author with this id.")
    comments = await house.store.authors.comments_of(author_id, after or None, PAGE + 1)
    at = house.clock()
    body = DeskAuthorOut(
        id=author.id,
        site=author.site,
        known_since=iso(author.made_at),
        record=await house.store.authors.record(author_id),
        suspensions=[suspension_out(one, at) for one in await house.store.suspensions.of_author(author_id)],
        comments=[comment_out(one, house.site_of(one)) for one in comments[:PAGE]],
        after=comments[PAGE - 1].id if len(comments) > PAGE else None,
    )
    return Response(body, headers=NO_STORE)


@post(
    "/authors/{author_id:str}/suspend",
    opt=needs(Right.SUSPEND),
    dto=JsonBody[SuspendIn],
    return_dto=None,
    responses=documented(
        *BODY,
        *GUARDED,
        "not-found",
        "unknown-clause",
        "text-empty",
        "text-too-long",
        "until-invalid",
        "already-suspended",
    ),
    summary="Suspend an author for a time; they are told all of it",
    tags=["desk"],
)
async def post_suspend(
    request: AnyRequest,
    program: NamedDependency[TokenRecord],
    author_id: AuthorId,
    data: JSONBody[SuspendIn],
) -> Response[DeskSuspensionOut]:
    house = service_of(request).house
    until = _until(data, house.clock())
    made = await steps.suspend(house, who(program), author_id, until, data.clause, data.ground, data.comment)
    return Response(suspension_out(made, house.clock()), headers=NO_STORE)


@get(
    "/suspensions",
    opt=needs(Right.LOOK),
    responses=documented(*GUARDED),
    summary="Suspensions, newest first",
    tags=["desk"],
)
async def get_suspensions(
    request: AnyRequest, waiting: Waiting = False, after: After = "", limit: Limit = 50
) -> Response[SuspensionsOut]:
    house = service_of(request).house
    found = await house.store.suspensions.every(waiting, after or None, limit + 1)
    shown, at = found[:limit], house.clock()
    following = shown[-1].id if len(found) > limit else None
    return Response(SuspensionsOut([suspension_out(one, at) for one in shown], following), headers=NO_STORE)


@post(
    "/suspensions/{suspension_id:str}/lift",
    opt=needs(Right.SUSPEND),
    status_code=200,
    responses=documented(*GUARDED, "not-found", "not-yours", "not-suspended"),
    summary="End a suspension: one's own, or with scope `desk-admin` any",
    tags=["desk"],
)
async def post_lift(
    request: AnyRequest, program: NamedDependency[TokenRecord], suspension_id: SuspensionId
) -> Response[DeskSuspensionOut]:
    house = service_of(request).house
    done = await steps.lift(house, who(program), suspension_id, settles=settles(program))
    return Response(suspension_out(done, house.clock()), headers=NO_STORE)


@post(
    "/suspensions/{suspension_id:str}/answer",
    opt=needs(Right.SUSPEND),
    dto=JsonBody[AnswerIn],
    return_dto=None,
    status_code=200,
    responses=documented(
        *BODY, *GUARDED, "not-found", "text-too-long", "no-open-appeal", "another-must-answer"
    ),
    summary="Answer the appeal against a suspension",
    tags=["desk"],
)
async def post_suspension_answer(
    request: AnyRequest,
    program: NamedDependency[TokenRecord],
    suspension_id: SuspensionId,
    data: JSONBody[AnswerIn],
) -> Response[DeskSuspensionOut]:
    house = service_of(request).house
    done = await appeals.answer(house, who(program), suspension_id, data.uphold, data.reply)
    return Response(suspension_out(done, house.clock()), headers=NO_STORE)


def suspension_out(one: SuspensionRecord, at: int) -> DeskSuspensionOut:
    state = "waiting" if one.waits else one.outcome
    return DeskSuspensionOut(
        id=one.id,
        author=one.author,
        comment=one.comment,
        clause=one.clause,
        ground=one.ground,
        by=one.by,
        made_at=iso(one.made_at),
        until=iso(one.until),
        holds=one.holds(at),
        lifted_at=None if one.lifted_at is None else iso(one.lifted_at),
        lifted_by=one.lifted_by,
        appeal=one.appeal,
        appeal_state=state,  # type: ignore[arg-type]
        answered_by=one.answered_by,
        reply=one.reply,
    )


def _until(data: SuspendIn, now: int) -> int:
    """The end in microseconds. Refusal `until-invalid` for neither, both, or no time."""
    if (data.days is None) == (data.until is None):
        raise Refusal("until-invalid", "Say either `days` (1 to 365) or `until` (ISO 8601).")
    if data.days is not None:
        return now + data.days * steps.DAY
    return moment(data.until or "")


def moment(text: str) -> int:
    """An ISO 8601 time with its offset, in microseconds. Refusal `until-invalid`."""
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            raise ValueError(text)
        return int(found.timestamp() * 1_000_000)
    except (ValueError, OverflowError, OSError):
        raise Refusal(
            "until-invalid", "`until` is a time with its offset, such as 2026-12-24T18:00:00Z."
        ) from None
