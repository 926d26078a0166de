"""`POST /desk/comments/{id}/reply`: the newsroom answers a reader."""

from __future__ import annotations

from litestar import Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from gatepost.conversation.house import House
from gatepost.conversation.ports import StoreUnavailable
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right
from gatepost.conversation.settle import PATIENCE_SECONDS, settle
from gatepost.conversation.talk.newsroom import reply_as_newsroom
from gatepost.vocabulary import State
from gatepost.web.desk.decisions import back_to, problem_sentence, show
from gatepost.web.desk.forms import read_form
from gatepost.web.desk.view import go, messages_for
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest


@post("/desk/comments/{comment:str}/reply", opt=needs(Right.DECIDE), include_in_schema=False)
async def reply(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    comment: FromPath[str],
) -> Response[str] | Redirect:
    """Published: back to the list. Otherwise to the reply's own page, which says what became of it."""
    form = await read_form(request)
    try:
        made = await reply_as_newsroom(
            house, moderator.id, comment, form.one("newsroom"), form.one("newsroom_name")
        )
    except (Refusal, StoreUnavailable) as refused:
        problem, status = problem_sentence(refused, messages_for(request))
        return await show(
            request, house, moderator, comment, form, problem=problem, status=status, stays=True
        )
    made = await settle(house, made.id, PATIENCE_SECONDS)
    if made.state is State.APPROVED:
        return go(back_to(form, at=comment))
    return go(f"/desk/comments/{made.id}")
