"""Having a card before one. Focus claims it for a short while; holding it is a choice and lasts."""

from __future__ import annotations

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from gatepost.conversation.house import House
from gatepost.conversation.queues.claim import claim, release
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right
from gatepost.web.desk.card import LOOKING_SECONDS
from gatepost.web.desk.decisions import back_to, problem_sentence, show
from gatepost.web.desk.forms import read_form
from gatepost.web.desk.view import go, messages_for, wants_fragment
from gatepost.web.guards import BY_ITSELF, needs
from gatepost.web.service import AnyRequest

HOLDING_SECONDS = 30 * 60


@post(
    "/desk/looking",
    opt={**needs(Right.DECIDE), **BY_ITSELF},  # renewed for as long as the card is in view
    status_code=204,
    include_in_schema=False,
)
async def look(
    request: AnyRequest, house: NamedDependency[House], moderator: NamedDependency[Moderator]
) -> None:
    """A page says which card has the focus (`at`) and which had it before (`left`); either may be missing."""
    form = await read_form(request)
    left, at = form.one("left"), form.one("at")
    if left and left != at:
        await release(house, moderator.id, left)
    if at:
        try:
            await claim(house, moderator.id, at, LOOKING_SECONDS)
        except Refusal:
            return  # gone meanwhile; the page hears of it by the stream


@post("/desk/comments/{comment:str}/claim", opt=needs(Right.DECIDE), include_in_schema=False)
async def hold(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    comment: FromPath[str],
) -> Response[str] | Redirect:
    """Keep a card to oneself for a while. A colleague who has it keeps it, and the answer says so."""
    form, messages = await read_form(request), messages_for(request)
    problem, status = "", 200
    try:
        stands = await claim(house, moderator.id, comment, HOLDING_SECONDS)
        if stands.moderator != moderator.id:
            problem, status = messages("presence.taken"), 409
    except Refusal as refused:
        problem, status = problem_sentence(refused, messages)
    if not problem and not wants_fragment(request):
        return go(back_to(form, at=comment))
    return await show(request, house, moderator, comment, form, problem=problem, status=status, stays=True)


@post("/desk/comments/{comment:str}/release", opt=needs(Right.DECIDE), include_in_schema=False)
async def let_go(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    comment: FromPath[str],
) -> Response[str] | Redirect:
    """Give a card back before the time."""
    form = await read_form(request)
    await release(house, moderator.id, comment)
    if not wants_fragment(request):
        return go(back_to(form, at=comment))
    return await show(request, house, moderator, comment, form, stays=True)
