"""`/desk/escalations`: what was put before somebody else, open ones first; and the form on a comment."""

from __future__ import annotations

from urllib.parse import quote

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from gatepost.conversation.escalations.records import RECIPIENTS, EscalationRecord
from gatepost.conversation.house import House
from gatepost.conversation.records import Moderator
from gatepost.conversation.rights import Right, may
from gatepost.vocabulary import State
from gatepost.web.desk.card import Desk
from gatepost.web.desk.history import minute
from gatepost.web.desk.marking import Glyph, glyphs_of
from gatepost.web.desk.reading import desk_for, tab_counts
from gatepost.web.desk.view import messages_for, page
from gatepost.web.desk.waiting_first import waiting_first
from gatepost.web.desk.went_wrong import went_wrong
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest
from gatepost.web.times import iso


class EscalationView(Struct, frozen=True):
    """One escalation; `may_*` say what this moderator may do now."""

    id: str
    comment: str
    to: str
    reason: tuple[Glyph, ...]
    by: str
    since: str
    since_iso: str
    until: str
    until_iso: str
    erased: bool
    closed_by: str
    answer: tuple[Glyph, ...]
    open: bool
    may_close: bool
    may_take: bool


class Typed(Struct, frozen=True):
    """What stands in the form: nothing yet, or what was sent and refused."""

    to: str = "editor"
    reason: str = ""
    keep: str = ""


@get("/desk/escalations", opt=needs(Right.LOOK), include_in_schema=False)
async def escalations(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> Response[str]:
    return await show(request, house, moderator)


@get("/desk/comments/{comment:str}/escalate", opt=needs(Right.SUSPEND), include_in_schema=False)
async def escalate_form(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    comment: FromPath[str],
) -> Response[str]:
    return await show_form(request, house, moderator, comment, Typed())


async def show(
    request: AnyRequest, house: House, moderator: Moderator, problem: str = "", status: int = 200
) -> Response[str]:
    """The page; with `problem` after a form that was refused."""
    desk = await desk_for(house, moderator, messages_for(request))
    waiting, others, following = await waiting_first(
        house.store.escalations.every, request.query_params.get("after") or None
    )
    return page(
        request,
        "desk/escalations/escalations.html",
        status=status,
        moderator=moderator,
        counts=await tab_counts(house, moderator.id),
        waiting=[await _view(house, desk, one) for one in waiting],
        closed=[await _view(house, desk, one) for one in others],
        problem=problem,
        next_link=f"/desk/escalations?after={quote(following)}" if following else "",
    )


async def show_form(
    request: AnyRequest,
    house: House,
    moderator: Moderator,
    comment: str,
    typed: Typed,
    problem: str = "",
    status: int = 200,
) -> Response[str]:
    """The comment's card over the form; with `problem` after it was refused."""
    messages = messages_for(request)
    item = await house.store.queue_item(comment)
    if item is None:
        return await went_wrong(request, house, moderator, messages("problem.not_found"))
    desk = await desk_for(house, moderator, messages)
    earlier = await house.store.escalations.of_comment(comment)
    return page(
        request,
        "desk/escalations/escalate.html",
        status=status,
        moderator=moderator,
        here="history",
        counts=await tab_counts(house, moderator.id),
        card=desk.card(item, decided=item.comment.state is not State.PENDING),
        earlier=[await _view(house, desk, one) for one in earlier],
        recipients=RECIPIENTS,
        typed=typed,
        problem=problem,
    )


async def _view(house: House, desk: Desk, one: EscalationRecord) -> EscalationView:
    comment = await house.store.comment(one.comment)
    settles = may(desk.moderator.role, Right.SETTLE)
    return EscalationView(
        id=one.id,
        comment=one.comment,
        to=one.to,
        reason=glyphs_of(one.reason),
        by=desk.who(one.by),
        since=minute(one.made_at)[:16],
        since_iso=iso(one.made_at),
        until="" if one.keep_until is None else minute(one.keep_until)[:16],
        until_iso="" if one.keep_until is None else iso(one.keep_until),
        erased=comment is not None and comment.state is State.ERASED,
        closed_by=desk.who(one.closed_by) if one.closed_by else "",
        answer=glyphs_of(one.answer),
        open=one.closed_at is None,
        may_close=one.closed_at is None and settles,
        may_take=settles or one.by == f"moderator:{desk.moderator.id}",
    )
