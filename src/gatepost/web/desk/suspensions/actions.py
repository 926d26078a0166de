"""The forms: suspend an author, lift a suspension, answer the appeal against one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from gatepost.conversation.house import House
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right, may
from gatepost.conversation.suspensions import appeal as appeals
from gatepost.conversation.suspensions import suspend as steps
from gatepost.web.desk.authors import page as author_page
from gatepost.web.desk.forms import local_page, read_form
from gatepost.web.desk.messages import Messages
from gatepost.web.desk.suspensions import page as suspensions_page
from gatepost.web.desk.view import go, messages_for
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest

Answer = Response[str] | Redirect
SENTENCES = {
    "until-invalid": "suspend.bad_until",
    "text-empty": "suspend.no_ground",
    "unknown-clause": "problem.choose_clause",
    "already-suspended": "suspend.already",
    "not-suspended": "suspend.not_any_more",
    "another-must-answer": "suspensions.own",
    "no-open-appeal": "problem.changed",
    "not-yours": "suspend.not_yours",
    "not-found": "problem.not_found",
}


@post("/desk/authors/{author:str}/suspend", opt=needs(Right.SUSPEND), include_in_schema=False)
async def suspend(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    author: FromPath[str],
) -> Answer:
    form = await read_form(request)
    typed = author_page.Typed(*(form.one(name) for name in author_page.Typed.__struct_fields__))
    try:
        until = end_of(typed.span, typed.date, house.clock())
        await steps.suspend(
            house, moderator.id, author, until, typed.clause, typed.ground, typed.comment or None
        )
    except Refusal as refusal:
        problem = sentence(refusal, messages_for(request))
        return await author_page.show(request, house, moderator, author, typed, problem, refusal.status)
    return go(f"/desk/authors/{author}")


@post("/desk/suspensions/{suspension:str}/lift", opt=needs(Right.SUSPEND), include_in_schema=False)
async def lift(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    suspension: FromPath[str],
) -> Answer:
    back = local_page((await read_form(request)).one("back"))
    try:
        await steps.lift(house, moderator.id, suspension, settles=may(moderator.role, Right.SETTLE))
    except Refusal as refusal:
        problem = sentence(refusal, messages_for(request))
        return await suspensions_page.show(request, house, moderator, problem, refusal.status)
    return go(back if back != "/desk" else "/desk/suspensions")


@post("/desk/suspensions/{suspension:str}/answer", opt=needs(Right.SUSPEND), include_in_schema=False)
async def answer(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    suspension: FromPath[str],
) -> Answer:
    form = await read_form(request)
    back = local_page(form.one("back"))
    # Anything but a clear "overturn" leaves things as they are.
    uphold = form.one("answer") != "overturn"
    try:
        await appeals.answer(house, moderator.id, suspension, uphold, form.one("reply"))
    except Refusal as refusal:
        problem = sentence(refusal, messages_for(request))
        return await suspensions_page.show(request, house, moderator, problem, refusal.status)
    return go(back if back != "/desk" else "/desk/suspensions")


def end_of(span: str, date: str, now: int) -> int:
    """When a suspension ends: a usual length from now, or the end of a day (UTC). 0 for what is no date."""
    if span in steps.SPANS:
        return now + steps.SPANS[span]
    try:
        day = datetime.strptime(date, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return 0
    return int((day + timedelta(days=1)).timestamp()) * 1_000_000


def sentence(refusal: Refusal, messages: Messages) -> str:
    """A refusal in the moderator's words."""
    key = SENTENCES.get(refusal.code)
    return messages(key) if key else messages("problem.other", code=refusal.code)
