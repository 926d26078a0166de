"""The forms: escalate, close with an answer, take the evidence."""

from __future__ import annotations

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from gatepost.conversation.escalations import escalate as steps
from gatepost.conversation.escalations.evidence import evidence
from gatepost.conversation.house import House
from gatepost.conversation.records import Moderator
from gatepost.conversation.refusals import Refusal
from gatepost.conversation.rights import Right, may
from gatepost.web.desk.escalations import page
from gatepost.web.desk.forms import read_form
from gatepost.web.desk.messages import Messages
from gatepost.web.desk.suspensions.actions import end_of
from gatepost.web.desk.view import HEADERS, go, messages_for
from gatepost.web.guards import needs
from gatepost.web.service import AnyRequest

Answer = Response[str] | Redirect
SENTENCES = {
    "text-empty": "escalate.no_reason",
    "until-invalid": "escalate.bad_until",
    "already-decided": "card.erased",
    "already-closed": "problem.changed",
    "not-yours": "escalate.not_yours",
    "not-found": "problem.not_found",
}


@post("/desk/comments/{comment:str}/escalate", opt=needs(Right.SUSPEND), include_in_schema=False)
async def escalate(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    comment: FromPath[str],
) -> Answer:
    form = await read_form(request)
    typed = page.Typed(form.one("to"), form.one("reason"), form.one("keep"))
    keep_until = end_of("", typed.keep, house.clock()) if typed.keep else None
    try:
        await steps.escalate(house, moderator.id, comment, typed.to, typed.reason, keep_until)
    except Refusal as refusal:
        problem = _sentence(refusal, messages_for(request))
        return await page.show_form(request, house, moderator, comment, typed, problem, refusal.status)
    return go("/desk/escalations")


@post("/desk/escalations/{escalation:str}/close", opt=needs(Right.SETTLE), include_in_schema=False)
async def close(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    escalation: FromPath[str],
) -> Answer:
    form = await read_form(request)
    try:
        await steps.close(house, moderator.id, escalation, form.one("answer"))
    except Refusal as refusal:
        problem = _sentence(refusal, messages_for(request))
        return await page.show(request, house, moderator, problem, refusal.status)
    return go("/desk/escalations")


@get("/desk/escalations/{escalation:str}/bundle.json", opt=needs(Right.SUSPEND), include_in_schema=False)
async def bundle(
    request: AnyRequest,
    house: NamedDependency[House],
    moderator: NamedDependency[Moderator],
    escalation: FromPath[str],
) -> Response[bytes] | Response[str]:
    """The evidence as a file. That it was taken stands in the ledger."""
    try:
        settles = may(moderator.role, Right.SETTLE)
        found = await evidence(house, moderator.id, escalation, settles=settles)
    except Refusal as refusal:
        problem = _sentence(refusal, messages_for(request))
        return await page.show(request, house, moderator, problem, refusal.status)
    headers = {
        **HEADERS,
        "Content-Disposition": f'attachment; filename="evidence-{found.escalation.id}.json"',
    }
    content = msgspec.json.format(msgspec.json.encode(found), indent=1)
    return Response(content, media_type="application/json", headers=headers)


def _sentence(refusal: Refusal, messages: Messages) -> str:
    key = SENTENCES.get(refusal.code)
    return messages(key) if key else messages("problem.other", code=refusal.code)
